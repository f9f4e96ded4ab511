import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MyAppSpec } from '../../crd/myapp.ts'
import { MyAppStatus } from '../../crd/myappStatus.ts'
import { MyAppSpecV1beta1 } from '../../crd/v1beta1.ts'
import { schemaOf } from '../../lib/crdSchema/schemaOf.ts'
import { equal } from '../../lib/json/equal.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { refuses } from '../lib/crdSchema/refuses.ts'
import { valuesOf } from '../lib/crdSchema/valuesOf.ts'
import { type Fields, fromV1, to, v1, v1beta1 } from './converted.ts'

/** MyApp in two versions: nothing is lost between them, and who edits wins. */

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

test('10,000 objects of either version survive the other as they were, and are valid there', () => {
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

test('when both versions edit an object in turn, the newest edit of each field counts', () => {
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
