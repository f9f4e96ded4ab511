import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { decode, describeRefusal } from '../../../lib/kube/decode.ts'
import { resource } from '../../../lib/kube/object.ts'

interface NaturalBrand {
  readonly 'a natural number': unique symbol
}
const Natural = t.brand(
  t.number,
  (n): n is t.Branded<number, NaturalBrand> => Number.isInteger(n) && n >= 0,
  'a natural number',
)
const Replicas = t.refinement(t.number, n => Number.isInteger(n) && n >= 0, 'an integer ≥ 0')
const Spec = t.readonly(
  t.intersection([
    t.type({ image: t.string }),
    t.partial({
      replicas: Replicas,
      port: t.union([t.Int, t.string]),
      env: t.readonlyArray(t.readonly(t.type({ name: t.string, value: t.string }))),
      config: t.record(t.string, t.string),
      strategy: t.keyof({ Recreate: null, RollingUpdate: null }),
      paused: t.boolean,
      natural: Natural,
    }),
  ]),
)
const Thing = resource('example.com', 'v1', 'Thing', 'things', Spec)
const metadata = { name: 'web', namespace: 'demo', uid: 'u', resourceVersion: '1' }
const thing = (spec: unknown) => ({ apiVersion: 'example.com/v1', kind: 'Thing', metadata, spec })

const reasonsOf = (value: unknown): readonly string[] => {
  const decoded = decode(Thing.codec, value)
  assert.ok(isLeft(decoded))
  return decoded.left
}

test('an accepted value is the same value: unknown fields survive, nothing is cloned', () => {
  const value = { ...thing({ image: 'a', unknown: [1] }), more: true }
  const decoded = decode(Thing.codec, value)
  assert.ok(isRight(decoded))
  assert.equal(decoded.right, value)
})

test('each refused field is one reason with its path, what it must be, and what it is', () => {
  const cases: readonly (readonly [unknown, readonly string[]])[] = [
    [{ image: 'a', replicas: '3' }, ['spec.replicas must be an integer ≥ 0, got "3"']],
    [{ image: 'a', replicas: -1 }, ['spec.replicas must be an integer ≥ 0, got -1']],
    [{}, ['spec.image must be a string, but is missing']],
    [{ image: 'a', port: true }, ['spec.port must be an integer or a string, got true']],
    [
      { image: 'a', env: [{ name: 'A', value: 'x' }, { name: 'B' }] },
      ['spec.env[1].value must be a string, but is missing'],
    ],
    [{ image: 'a', env: 'A=x' }, ['spec.env must be a list, got "A=x"']],
    [{ image: 'a', config: { 'app.yaml': 3 } }, ['spec.config["app.yaml"] must be a string, got 3']],
    [{ image: 'a', strategy: 'Wild' }, ['spec.strategy must be Recreate or RollingUpdate, got "Wild"']],
    [{ image: 'a', paused: null }, ['spec.paused must be true or false, got null']],
    [{ image: 1, paused: 2 }, ['spec.image must be a string, got 1', 'spec.paused must be true or false, got 2']],
    ['text', ['spec must be an object, got "text"']],
    [{ image: 'a', natural: 1.5 }, ['spec.natural must be a natural number, got 1.5']],
  ]
  for (const [spec, reasons] of cases) assert.deepEqual(reasonsOf(thing(spec)), reasons)
})

test('a value that is not an object is refused with one reason', () => {
  assert.deepEqual(reasonsOf(null), ['it must be an object, got null'])
  assert.deepEqual(reasonsOf(undefined), ['it must be an object, but is missing'])
})

test('long values are cut', () => {
  const [reason = ''] = reasonsOf(thing({ image: { text: 'x'.repeat(1000) } }))
  assert.ok(reason.length < 130 && reason.endsWith('...'), reason)
})

test('a codec that throws refuses', () => {
  const throwing = new t.Type<string>(
    'Throwing',
    t.string.is,
    () => {
      throw new Error('boom')
    },
    t.identity,
  )
  assert.deepEqual(decode(throwing, 1), { _tag: 'Left', left: ['codec Throwing threw: boom'] })
})

test('one line for people', () => {
  const ref = { apiVersion: 'example.com/v1', kind: 'MyApp', namespace: 'demo', name: 'web' }
  const reasons = ['spec.replicas must be an integer ≥ 0, got "3"', 'spec.image must be a string, but is missing']
  assert.equal(
    describeRefusal(ref, reasons),
    'MyApp demo/web: spec.replicas must be an integer ≥ 0, got "3"; spec.image must be a string, but is missing',
  )
})

test('a refusal of any value has reasons, each of one line', () =>
  fc.assert(
    fc.property(fc.anything(), value => {
      const decoded = decode(Thing.codec, thing(value))
      if (isRight(decoded)) return
      assert.ok(decoded.left.length > 0)
      for (const reason of decoded.left) assert.match(reason, /^spec.* (must be|threw).*$/)
    }),
  ))

test('of a large value only the beginning is shown', () => {
  const large = Array.from({ length: 1000 }, (_, at) => ({ [`field${at}`]: ['x'.repeat(1000)] }))
  for (const image of [large, Object.fromEntries(large.entries()), { a: large }, [[['"'.repeat(1000)]]]]) {
    const [reason] = reasonsOf(thing({ image }))
    assert.equal(reason, `spec.image must be a string, got ${JSON.stringify(image).slice(0, 77)}...`)
  }
})

test('of very many faults the first hundred are told, in little time', () => {
  const wrong = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`key-${at}`, at]))
  const decoded = decode(t.type({ map: t.record(t.string, t.string) }), { map: wrong })
  assert.ok(isLeft(decoded))
  assert.equal(decoded.left.length, 100)
  assert.equal(decoded.left[0], 'map.key-0 must be a string, got 0')
})

test('a field that comes after very many others is not taken for missing', () => {
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`unknown-${at}`, at]))
  assert.deepEqual(decode(t.type({ last: t.string }), { ...many, last: 'x' })._tag, 'Right')
  const decoded = decode(t.type({ last: t.string, map: t.record(t.string, t.string) }), {
    ...many,
    map: many,
    last: 'x',
  })
  assert.ok(isLeft(decoded))
  assert.ok(decoded.left.every(reason => !reason.includes('missing')))
})
