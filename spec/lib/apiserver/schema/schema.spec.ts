import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { applyDefaults } from '../../../../lib/apiserver/schema/applyDefaults.ts'
import { prune } from '../../../../lib/apiserver/schema/prune.ts'
import { validateSchema } from '../../../../lib/apiserver/schema/validateSchema.ts'
import type { Schema } from '../../../../lib/kube/schema.ts'
import { cases } from './schemas.ts'

test('a defaulted value validates, defaulting is idempotent and keeps what is set', () => {
  fc.assert(
    fc.property(cases, ({ schema, value }) => {
      const filled = applyDefaults(schema, value)
      assert.deepEqual(validateSchema(schema, filled, ''), [])
      assert.equal(applyDefaults(schema, filled), filled)
      assert.deepEqual(Object.assign({}, filled, value), { ...Object(filled), ...Object(value) })
    }),
  )
})

test('pruning drops exactly what was added, says where, and is idempotent', () => {
  fc.assert(
    fc.property(cases, ({ schema, value }) => {
      assert.equal(prune(schema, value).value, value)
      const noisy = { ...Object(value), zz: { deep: 1 } }
      const { value: kept, pruned } = prune(schema, noisy)
      assert.deepEqual(kept, value)
      assert.deepEqual(pruned, ['zz'])
      assert.equal(prune(schema, kept).value, kept)
    }),
  )
})

const defaulting: Schema = {
  type: 'object',
  properties: {
    replicas: { type: 'integer', default: 1 },
    name: { type: 'string' },
    note: { type: 'string', nullable: true, default: 'x' },
    strategy: { type: 'object', default: {}, properties: { type: { type: 'string', default: 'Rolling' } } },
    deep: { type: 'object', properties: { a: { type: 'integer', default: 2 } } },
    list: { type: 'array', items: { type: 'object', properties: { protocol: { type: 'string', default: 'TCP' } } } },
    map: {
      type: 'object',
      additionalProperties: { type: 'object', properties: { b: { type: 'integer', default: 3 } } },
    },
  },
}

for (const [value, expected] of [
  [{}, { replicas: 1, note: 'x', strategy: { type: 'Rolling' } }],
  [
    { replicas: null, name: null, note: null },
    { replicas: 1, note: null, strategy: { type: 'Rolling' } },
  ],
  [{ deep: {} }, { replicas: 1, note: 'x', strategy: { type: 'Rolling' }, deep: { a: 2 } }],
  [
    { list: [{}], map: { k: {} } },
    { replicas: 1, note: 'x', strategy: { type: 'Rolling' }, list: [{ protocol: 'TCP' }], map: { k: { b: 3 } } },
  ],
] as const) {
  test(`defaults of ${JSON.stringify(value)}`, () => assert.deepEqual(applyDefaults(defaulting, value), expected))
}

test('pruning reports paths as strict field validation does', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          ports: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
          open: {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
            properties: { known: { type: 'object' } },
          },
          pod: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: { type: 'object' } } },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
        },
      },
    },
  }
  const { value, pruned } = prune(schema, {
    apiVersion: 'v1',
    kind: 'K',
    metadata: { name: 'n' },
    spec: {
      foo: 1,
      ports: [{ name: 'a' }, { nmae: 'b' }],
      open: { any: { thing: 1 }, known: { gone: 1 } },
      pod: { apiVersion: 'v1', kind: 'Pod', metadata: {}, other: 1 },
      labels: { a: 'b' },
    },
  })
  assert.deepEqual(pruned, ['spec.foo', 'spec.open.known.gone', 'spec.pod.other', 'spec.ports[1].nmae'])
  assert.deepEqual(value, {
    apiVersion: 'v1',
    kind: 'K',
    metadata: { name: 'n' },
    spec: {
      ports: [{ name: 'a' }, {}],
      open: { any: { thing: 1 }, known: {} },
      pod: { apiVersion: 'v1', kind: 'Pod', metadata: {} },
      labels: { a: 'b' },
    },
  })
})

const x = 'spec.x'
for (const [schema, value, messages] of [
  [{ type: 'integer', minimum: 0 }, -1, ['Invalid value: -1: spec.x in body should be greater than or equal to 0']],
  [
    { type: 'integer', minimum: 0, exclusiveMinimum: true },
    0,
    ['Invalid value: 0: spec.x in body should be greater than 0'],
  ],
  [{ type: 'integer', maximum: 3 }, 4, ['Invalid value: 4: spec.x in body should be less than or equal to 3']],
  [{ type: 'integer' }, 'a', ['Invalid value: "string": spec.x in body must be of type integer: "string"']],
  [
    { type: 'integer' },
    1.5,
    [
      'Invalid value: "number": spec.x in body must be of type integer: "number"',
      'Invalid value: "": Checked value must be of type integer (default format) in spec.x',
    ],
  ],
  [{ type: 'string' }, null, ['Invalid value: "null": spec.x in body must be of type string: "null"']],
  [{ type: 'string', nullable: true }, null, []],
  [{ type: 'number' }, 1, []],
  [
    { 'x-kubernetes-int-or-string': true },
    true,
    ['Invalid value: "boolean": spec.x in body must be of type integer,string: "boolean"'],
  ],
  [{ type: 'string', enum: ['a', 'b'] }, 'x', ['Unsupported value: "x": supported values: "a", "b"']],
  [{ type: 'string', minLength: 1 }, '', ['Invalid value: "": spec.x in body should be at least 1 chars long']],
  [{ type: 'string', maxLength: 2 }, 'abc', ['Too long: may not be more than 2 bytes']],
  [{ type: 'string', pattern: '^a$' }, 'b', ['Invalid value: "b": spec.x in body should match \'^a$\'']],
  [
    { type: 'string', format: 'date-time' },
    'now',
    ['Invalid value: "now": spec.x in body must be of type date-time: "now"'],
  ],
  [{ type: 'string', format: 'date-time' }, '2026-01-02T03:04:05.123456Z', []],
  [{ type: 'string', format: 'ipv6' }, '::1', []],
  [{ type: 'string', format: 'unheard-of' }, 'anything', []],
  [{ type: 'array', maxItems: 1 }, [1, 2], ['Too many: 2: must have at most 1 item']],
  [{ type: 'array', 'x-kubernetes-list-type': 'set' }, ['a', 'b', 'a'], ['Duplicate value: "a"']],
  [{ type: 'object', required: ['image'] }, {}, ['Required value']],
  [
    { type: 'object', properties: { a: { type: 'string' } } },
    { a: 1 },
    ['Invalid value: "integer": spec.x.a in body must be of type string: "integer"'],
  ],
  [
    { anyOf: [{ minimum: 3 }, { maximum: 0 }] },
    2,
    [
      'Invalid value: "": "spec.x" must validate at least one schema (anyOf)',
      'Invalid value: 2: spec.x in body should be greater than or equal to 3',
    ],
  ],
  [
    { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
    { a: 1, b: 1 },
    ['Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
  ],
  [{ not: { required: ['a'] } }, { a: 1 }, ['Invalid value: "": "spec.x" must not validate the schema (not)']],
] as const) {
  test(`${JSON.stringify(schema)} of ${JSON.stringify(value)}`, () => {
    const given: Schema = schema
    assert.deepEqual(
      validateSchema(given, value, x).map(({ message }) => message),
      messages,
    )
  })
}

test('items of a map list are told apart by their keys and the defaults of those', () => {
  const schema: Schema = {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['port', 'protocol'],
    items: { type: 'object', properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' } } },
  }
  assert.deepEqual(validateSchema(schema, [{ port: 1 }, { port: 1, protocol: 'UDP' }], x), [])
  assert.deepEqual(validateSchema(schema, [{ port: 1 }, { port: 1, protocol: 'TCP' }], x), [
    { reason: 'FieldValueDuplicate', field: 'spec.x[1]', message: 'Duplicate value: {"port":1,"protocol":"TCP"}' },
  ])
})
