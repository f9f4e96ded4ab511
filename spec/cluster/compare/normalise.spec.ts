import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differencesOf, verdictOf } from './judge.ts'
import { normalise } from './normalise.ts'
import { resolveBody, resolveText } from './resolve.ts'
import type { RawAnswer } from './send.ts'
import { altered, type Sequence } from './sequence.ts'
import { get, post } from './steps.ts'

/** Differences by chance are normalised away, and no others. */

const answer = (body: unknown, code = 200): RawAnswer => ({
  code,
  contentType: 'application/json',
  retryAfter: '',
  warnings: [],
  body,
})

const uid = (letter: string) => `${letter.repeat(8)}-0000-4000-8000-000000000000`

const object = (namespace: string, letter: string, resourceVersion: string, more: object = {}) => ({
  kind: 'ConfigMap',
  metadata: { name: 'web', namespace, uid: uid(letter), resourceVersion, creationTimestamp: new Date().toISOString() },
  ...more,
})

const sequence: Sequence = { name: 'two requests', steps: [post('/a', {}), get('/a')] }

const compared = (ours: readonly unknown[], theirs: readonly unknown[], code = 200) => {
  const normal = (bodies: readonly unknown[], namespace: string) =>
    normalise(
      bodies.map(body => answer(body, code)),
      namespace,
      ['web-'],
    )
  return differencesOf(sequence, normal(ours, 'one'), normal(theirs, 'two'))
}

test('namespaces, uids, versions and times differ from server to server', () => {
  const ours = [object('one', 'a', '5'), object('one', 'a', '7')]
  assert.deepEqual(compared(ours, [object('two', 'b', '100'), object('two', 'b', '230')]), [])
})

test('an object that is written on one server alone is a difference', () => {
  const differences = compared(
    [object('one', 'a', '5'), object('one', 'a', '5')],
    [object('two', 'b', '100'), object('two', 'b', '230')],
  )
  assert.deepEqual(
    differences.map(({ step, at }) => [step, at]),
    [[2, 'body.metadata.resourceVersion']],
  )
  assert.equal(verdictOf(differences), 'different')
})

test('another uid where the same was before is a difference', () => {
  const theirs = [object('two', 'b', '100'), object('two', 'c', '230')]
  assert.equal(compared([object('one', 'a', '5'), object('one', 'a', '7')], theirs)[0]?.at, 'body.metadata.uid')
})

test('an added field, another value and another code are differences', () => {
  const theirs = object('two', 'b', '9', { data: { a: '1' } })
  assert.equal(compared([object('one', 'a', '5')], [theirs])[0]?.at, 'body.data')
  assert.equal(compared([object('one', 'a', '5', { data: { a: '2' } })], [theirs])[0]?.at, 'body.data.a')
  const [difference] = differencesOf(sequence, normalise([answer({}, 200)], 'one'), normalise([answer({}, 201)], 'two'))
  assert.equal(difference?.at, 'code')
})

test('texts for people may differ without counting as a difference', () => {
  const status = (message: string, reason = 'Invalid') => ({
    kind: 'Status',
    reason,
    message,
    details: { causes: [{ field: 'spec', message }] },
  })
  assert.equal(verdictOf(compared([status('so')], [status('otherwise')])), 'only wording')
  assert.equal(verdictOf(compared([status('so')], [status('so', 'Conflict')])), 'different')
})

test('a generated name is a symbol, and the same wherever it stands', () => {
  const named = (name: string) => ({ metadata: { name, generateName: 'web-', resourceVersion: '5' } })
  assert.deepEqual(compared([named('web-bcdfg'), named('web-bcdfg')], [named('web-xxzz2'), named('web-xxzz2')]), [])
  assert.equal(compared([named('web-bcdfg'), named('web-bcdfg')], [named('web-xxzz2'), named('web-zzzz2')]).length, 1)
})

test('times of long ago are values', () => {
  const then = (year: number) => ({ spec: { renewTime: `${year}-01-01T00:00:00.000000Z` } })
  assert.equal(compared([then(2001)], [then(2002)]).length, 1)
})

test('references are what earlier answers say', () => {
  const bindings = { namespace: 'one', answers: [object('one', 'a', '5', { data: { a: '1', b: '2' } })] }
  assert.equal(
    resolveText('/<ns>/x?resourceVersion=<1.metadata.resourceVersion>', bindings),
    '/one/x?resourceVersion=5',
  )
  assert.equal(resolveText('<2.metadata.uid>', bindings), '')
  assert.deepEqual(resolveBody(altered(1, { data: { a: null }, metadata: null }), bindings), {
    kind: 'ConfigMap',
    data: { b: '2' },
  })
})
