import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { MyAppSpec } from '../../crd/myapp.ts'
import { MyAppStatus } from '../../crd/myappStatus.ts'
import { AnyParts, MyAppSpecV1beta1 } from '../../crd/v1beta1.ts'
import { myAppVersions } from '../../crd/versions.ts'
import { equal, isRecord } from '../../lib/equal.ts'
import { schemaOf } from '../../lib/schema.ts'
import { convert } from '../../lib/versions/convert.ts'
import { refuses } from '../lib/schema/refuses.ts'
import { valuesOf } from '../lib/schema/valuesOf.ts'

/** MyApp in two versions: nothing is lost between them, and who edits wins. */

type Fields = { readonly [field: string]: unknown }

const [v1, v1beta1] = ['example.com/v1', 'example.com/v1beta1']
const fromV1 = 'example.com/converted-from-v1'
const fromV1beta1 = 'example.com/converted-from-v1beta1'

const to = (apiVersion: string, object: Fields): Fields => {
  const converted = convert(myAppVersions, object, apiVersion)
  if (isRight(converted)) return converted.right
  throw new Error(converted.left)
}

const myApp = (apiVersion: string, spec: unknown, annotations?: Fields): Fields => ({
  apiVersion,
  kind: 'MyApp',
  metadata: { name: 'web', namespace: 'demo', uid: 'u', ...(annotations !== undefined && { annotations }) },
  spec,
})

const keys = fc.constantFrom('A', 'b_1', 'cpu', 'memory', 'Z')
/** Of what no conversion looks into, a few are enough: they take most of the time to make. */
const status = fc.constantFrom(...fc.sample(valuesOf(schemaOf(MyAppStatus), 0, keys), { numRuns: 50, seed: 1 }))
const texts = fc.dictionary(fc.constantFrom('a', 'example.com/note', 'b'), fc.string(), {
  minKeys: 1,
  maxKeys: 2,
  noNullPrototype: true,
})
const fieldsV1 = { 'f:spec': { 'f:size': {} } }
const managedFields = [{ manager: 'm', operation: 'Apply', apiVersion: v1beta1, fieldsType: 'FieldsV1', fieldsV1 }]
const metadata = fc
  .record(
    { annotations: texts, labels: texts, managedFields: fc.constant(managedFields), generation: fc.nat() },
    { requiredKeys: [], noNullPrototype: true },
  )
  .map(rest => ({ name: 'web', namespace: 'demo', uid: 'u', ...rest }))

/** Fields that no version knows, and those that the other one does. */
const unknown = fc.record(
  { unknown: fc.jsonValue({ maxDepth: 1 }), size: fc.nat(9), replicas: fc.nat(9) },
  { requiredKeys: [], noNullPrototype: true },
)

interface Whole {
  readonly [field: string]: unknown
  readonly apiVersion: string
  readonly metadata: { readonly annotations?: { readonly [name: string]: string } }
  readonly spec: { readonly [field: string]: unknown }
}

const schemas = { [v1]: schemaOf(MyAppSpec), [v1beta1]: schemaOf(MyAppSpecV1beta1) }

/** Any object that the API server would let in, and more. */
const objectsOf = (apiVersion: string): fc.Arbitrary<Whole> =>
  fc
    .record(
      { spec: valuesOf(schemas[apiVersion] ?? {}, 0, keys), metadata, status, unknown },
      { requiredKeys: ['spec', 'metadata', 'unknown'], noNullPrototype: true },
    )
    .map(({ spec, unknown: more, ...rest }) => ({
      apiVersion,
      kind: 'MyApp',
      ...rest,
      spec: { ...more, ...(isRecord(spec) ? spec : {}) },
    }))

const other = (apiVersion: string): string => (apiVersion === v1 ? v1beta1 : v1)

test('10,000 objects of either version come back from the other as they were, are valid there, and keep their status and metadata', () => {
  let carried = 0
  fc.assert(
    fc.property(fc.oneof(objectsOf(v1), objectsOf(v1beta1)), object => {
      const version = object.apiVersion
      const there = to(other(version), object)
      assert.deepEqual(to(version, there), object)
      assert.deepEqual(to(other(version), to(version, there)), there)
      assert.deepEqual(refuses(schemas[other(version)] ?? {}, there.spec), [])
      const { annotations, ...meta } = isRecord(there.metadata) ? there.metadata : {}
      const { annotations: given, ...before } = object.metadata
      assert.deepEqual([meta, there.status], [before, object.status])
      const { [fromV1]: digest, ...others } = isRecord(annotations) ? annotations : {}
      assert.deepEqual(others, given ?? {})
      const expected = version === v1 && String(object.spec.image).includes('@')
      assert.deepEqual(digest, expected ? JSON.stringify({ 'spec.image': object.spec.image }) : undefined)
      if (expected) carried += 1
    }),
    { numRuns: 10_000 },
  )
  assert.ok(carried > 1000, `only ${carried} objects with a digest`)
})

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

test('v1beta1 has no digest: it is carried along while the rest changes, and is gone once the image is edited', () => {
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

test('what v1 cannot say of an image is carried along, too, until v1 edits the image', () => {
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

test('a text that is no image, and parts that are none or not all there, come back to the letter, and are of the right types meanwhile', () => {
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

test('what is not even of the right type is handed on as it is: the schema of the version in which it was written refuses it', () => {
  const wrong = fc.constantFrom<unknown>(3, true, null, [], ['a'])
  fc.assert(
    fc.property(wrong, fc.jsonValue({ maxDepth: 1 }), (image, size) => {
      assert.deepEqual(to(v1, myApp(v1beta1, { image, size })), myApp(v1, { image, replicas: size }))
      assert.deepEqual(to(v1beta1, myApp(v1, { image, replicas: size })), myApp(v1beta1, { image, size }))
    }),
  )
})

const specs = { [v1]: valuesOf(schemas[v1] ?? {}, 0, keys), [v1beta1]: valuesOf(schemas[v1beta1] ?? {}, 0, keys) }
const edits = fc.array(
  fc.oneof(
    ...[v1, v1beta1].map(version =>
      fc.record({ version: fc.constant(version), spec: specs[version] ?? fc.anything() }),
    ),
  ),
  { maxLength: 6 },
)
/** Which fields of the other's spec an edit takes over. */
const parts = fc.subarray(['image', 'size', 'replicas', 'port', 'env'])

test('however both versions edit an object in turn, the newest edit of each field counts, and nothing is left behind', () => {
  fc.assert(
    fc.property(objectsOf(v1), edits, parts, (object, sequence, fields) => {
      let stored: Fields = to(v1, to(v1beta1, object))
      for (const { version, spec } of sequence) {
        const seen = to(version, stored)
        const changed = Object.entries(isRecord(spec) ? spec : {}).filter(([field]) => fields.includes(field))
        const before = isRecord(seen.spec) ? seen.spec : {}
        const edited = { ...seen, spec: { ...before, ...Object.fromEntries(changed) } }
        const after = to(v1, edited)
        const shown = to(version, after)
        assert.deepEqual(shown.spec, edited.spec)
        // An image that was edited has nothing carried along; one that was not is still, to the letter, what it was.
        const [was, is] = [stored, after].map(({ spec: of }) => (isRecord(of) ? of.image : undefined))
        const sameImage = equal(before.image, edited.spec.image)
        if (sameImage) assert.deepEqual(is, was)
        else if (version === v1beta1) assert.ok(!String(is).includes('@'), String(is))
        const { annotations } = isRecord(after.metadata) ? after.metadata : {}
        assert.deepEqual(annotations, object.metadata.annotations)
        stored = after
      }
    }),
    { numRuns: 500 },
  )
})
