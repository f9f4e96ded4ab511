import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as t from 'io-ts'
import { MyApp, MyAppSpec } from '../../../crd/myapp.ts'
import { withDefault } from '../../../lib/crdSchema/annotated.ts'
import { schemaOf } from '../../../lib/crdSchema/schemaOf.ts'
import { decode } from '../../../lib/kube/decode.ts'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { quick } from '../../../lib/kube/quick.ts'
import { valuesOf } from '../crdSchema/valuesOf.ts'

/** Counts how often it is decoded rather than asked. */
const counted = () => {
  let decoded = 0
  const codec = new t.Type<string, string>(
    'a string',
    t.string.is,
    (value, context) => {
      decoded += 1
      return t.string.validate(value, context)
    },
    t.identity,
  )
  return { codec, decoded: () => decoded }
}

const shapes: { readonly [name: string]: (part: t.Mixed) => t.Mixed } = {
  'an intersection': part => t.intersection([t.type({ a: part }), t.partial({ b: t.number })]),
  'a list of a union': part => t.type({ a: t.union([part, t.readonlyArray(part)]) }),
  'a map, read-only and refined': part =>
    t.readonly(t.refinement(t.record(t.string, part), map => 'a' in map, 'a map with a')),
}

for (const [name, shape] of Object.entries(shapes)) {
  test(`${name} is not decoded where it is accepted, and refused with its reasons where it is not`, () => {
    const { codec, decoded } = counted()
    const whole = quick(shape(codec))
    const before = decoded()
    const value = { a: 'text' }
    assert.deepEqual(whole.decode(value), t.success(value))
    assert.equal(decoded(), before)
    assert.equal(whole.decode({ a: 1 })._tag, 'Left')
    assert.ok(decoded() > before)
  })
}

test('a codec that changes what it accepts is left as it is', () => {
  const upper = new t.Type<string, string>(
    'upper',
    t.string.is,
    value => t.success(String(value).toUpperCase()),
    text => text.toLowerCase(),
  )
  const stripping = t.exact(t.type({ a: t.string }))
  const filling = t.partial({ a: withDefault(t.string, 'filled') })
  const changing: readonly t.Mixed[] = [t.type({ a: upper }), t.intersection([stripping, t.UnknownRecord]), filling]
  for (const codec of changing) {
    assert.equal(quick(codec), codec)
  }
})

test('of a required field the default is still filled in', () => {
  const codec = quick(t.intersection([t.type({ a: withDefault(t.number, 1) }), t.partial({ b: t.string })]))
  assert.deepEqual(codec.decode({ b: 'x' }), t.success({ a: 1, b: 'x' }))
})

test('the kinds that arrive most are quick: they decode as their slow codecs do', () => {
  const slow = t.intersection([t.type({ metadata: t.UnknownRecord, spec: MyAppSpec }), t.UnknownRecord])
  fc.assert(
    fc.property(valuesOf(schemaOf(MyAppSpec, 'spec'), 0.02), spec => {
      const value = { metadata: {}, spec }
      assert.deepEqual(decode(quick(slow), value), decode(slow, value))
    }),
  )
  for (const { codec } of [MyApp, Deployment]) assert.ok(!(codec instanceof t.IntersectionType))
})
