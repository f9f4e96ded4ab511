import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AnyParts } from '../../crd/v1beta1.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { fromV1, fromV1beta1, myApp, to, v1, v1beta1 } from './converted.ts'

/** What v1beta1 says otherwise, by example, and what it cannot say. */

const digest = `@sha256:${'0'.repeat(64)}`
const images: readonly (readonly [string, object])[] = [
  ['nginx', { repository: 'nginx' }],
  ['nginx:1.29', { repository: 'nginx', tag: '1.29' }],
  ['localhost:5000', { repository: 'localhost', tag: '5000' }],
  ['localhost:5000/a', { repository: 'localhost:5000/a' }],
  ['registry.example.com:5000/team/a:1', { repository: 'registry.example.com:5000/team/a', tag: '1' }],
  ['[2001:db8::1]:5000/a', { repository: '[2001:db8::1]:5000/a' }],
]

for (const [image, parts] of images) {
  test(`both versions say this image, and nothing has to be carried along: ${image}`, () => {
    const old = to(v1beta1, myApp(v1, { image, replicas: 2 }))
    assert.deepEqual(old, myApp(v1beta1, { image: parts, size: 2 }))
    assert.deepEqual(to(v1, old), myApp(v1, { image, replicas: 2 }))
  })
}

test('a digest, which v1beta1 lacks, is carried along until v1beta1 edits the image', () => {
  const image = `localhost:5000/a:1${digest}`
  const parts = { repository: 'localhost:5000/a', tag: '1' }
  const carried = { [fromV1]: JSON.stringify({ 'spec.image': image }) }
  assert.deepEqual(to(v1beta1, myApp(v1, { image, replicas: 2 })), myApp(v1beta1, { image: parts, size: 2 }, carried))
  const edited = (changes: object) => to(v1, myApp(v1beta1, { image: parts, size: 2, ...changes }, carried))
  assert.deepEqual(edited({ size: 9, port: 80 }), myApp(v1, { image, replicas: 9, port: 80 }))
  assert.deepEqual(edited({ image: { ...parts, tag: '2' } }), myApp(v1, { image: 'localhost:5000/a:2', replicas: 2 }))
  assert.deepEqual(edited({ image: { repository: 'b' } }), myApp(v1, { image: 'b', replicas: 2 }))
  const without = to(v1, myApp(v1beta1, { image: parts, size: 2 }))
  assert.deepEqual(without, myApp(v1, { image: 'localhost:5000/a:1', replicas: 2 }))
})

test('parts of an image that v1 lacks are carried along until v1 edits the image', () => {
  const parts = { repository: 'a', tag: '1', note: 'unknown to all' }
  const carried = { [fromV1beta1]: JSON.stringify({ 'spec.image': parts }) }
  assert.deepEqual(to(v1, myApp(v1beta1, { image: parts, size: 1 })), myApp(v1, { image: 'a:1', replicas: 1 }, carried))
  const edited = (spec: object) => to(v1beta1, myApp(v1, spec, carried))
  assert.deepEqual(edited({ image: 'a:1', replicas: 5 }), myApp(v1beta1, { image: parts, size: 5 }))
  assert.deepEqual(
    edited({ image: 'a:2', replicas: 1 }),
    myApp(v1beta1, { image: { repository: 'a', tag: '2' }, size: 1 }),
  )
})

const lies = [
  'no JSON',
  'null',
  '[]',
  '{"spec.image":"other:1"}',
  '{"spec.image":"web:1@sha256:0"}',
  '{"spec.image":"web:1@"}',
  '{"spec.image":{"repository":"web","tag":"1"}}',
  '{"spec.replicas":7}',
]

for (const lie of lies) {
  test(`an annotation that does not fit is not believed, and goes: ${lie}`, () => {
    const lying = myApp(v1beta1, { image: { repository: 'web', tag: '1' }, size: 1 }, { [fromV1]: lie, a: 'b' })
    assert.deepEqual(to(v1, lying), myApp(v1, { image: 'web:1', replicas: 1 }, { a: 'b' }))
  })
}

/** As the API server has them while it validates nothing yet, and works out what an apply removes. */
const wrongTexts = fc.oneof(
  fc
    .array(fc.constantFrom('a', 'B', ':', '/', '@', '.', '1', `@sha256:${'0'.repeat(64)}`), { maxLength: 6 })
    .map(all => all.join('')),
  fc.string(),
)

test('text that is not an image comes back to the letter, and has the right types meanwhile', () => {
  const parts = fc.record({ repository: wrongTexts, tag: wrongTexts }, { requiredKeys: [], noNullPrototype: true })
  fc.assert(
    fc.property(wrongTexts, parts, (text, some) => {
      const old = to(v1beta1, myApp(v1, { image: text }))
      assert.ok(AnyParts.is(isRecord(old.spec) ? old.spec.image : undefined))
      assert.deepEqual(to(v1, old), myApp(v1, { image: text }))
      const stored = to(v1, myApp(v1beta1, { image: some }))
      assert.equal(typeof (isRecord(stored.spec) ? stored.spec.image : undefined), 'string')
      assert.deepEqual(to(v1beta1, stored), myApp(v1beta1, { image: some }))
    }),
    { numRuns: 2000 },
  )
})

test('a value of the wrong type is passed on as it is, for the schema of its version to refuse', () => {
  const wrong = fc.constantFrom<unknown>(3, true, null, [], ['a'])
  fc.assert(
    fc.property(wrong, fc.jsonValue({ maxDepth: 1 }), (image, size) => {
      assert.deepEqual(to(v1, myApp(v1beta1, { image, size })), myApp(v1, { image, replicas: size }))
      assert.deepEqual(to(v1beta1, myApp(v1, { image, replicas: size })), myApp(v1beta1, { image, size }))
    }),
  )
})
