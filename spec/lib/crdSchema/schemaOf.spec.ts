import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { described, restricted, ruled, withDefault } from '../../../lib/crdSchema/annotated.ts'
import { integer } from '../../../lib/crdSchema/integer.ts'
import { listMap, listSet } from '../../../lib/crdSchema/listMap.ts'
import { mapOf } from '../../../lib/crdSchema/mapOf.ts'
import { quantity } from '../../../lib/crdSchema/quantity.ts'
import { schemaOf } from '../../../lib/crdSchema/schemaOf.ts'
import { text } from '../../../lib/crdSchema/text.ts'
import type { Schema } from '../../../lib/kube/schema.ts'
import { refuses } from './refuses.ts'
import { valuesOf } from './valuesOf.ts'

const preserved = { 'x-kubernetes-preserve-unknown-fields': true } as const
const a = t.type({ a: t.string })
const ofA: Schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }

const Even = t.brand(t.number, (n): n is t.Branded<number, { readonly Even: symbol }> => n % 2 === 0, 'Even')

const table: readonly (readonly [string, t.Mixed, Schema])[] = [
  ['string', t.string, { type: 'string' }],
  ['number', t.number, { type: 'number' }],
  ['boolean', t.boolean, { type: 'boolean' }],
  ['unknown', t.unknown, preserved],
  ['UnknownRecord', t.UnknownRecord, { type: 'object', ...preserved }],
  ['UnknownArray', t.UnknownArray, { type: 'array', items: preserved }],
  ['type', a, ofA],
  ['strict', t.strict({ a: t.string }), ofA],
  ['exact of a described type', t.exact(t.type({ a: t.string })), ofA],
  ['readonly', t.readonly(a), ofA],
  ['partial', t.partial({ a: t.string }), { type: 'object', properties: { a: { type: 'string' } } }],
  [
    'a field that may be undefined',
    t.type({ a: t.union([t.string, t.undefined]) }),
    { type: 'object', properties: { a: { type: 'string' } } },
  ],
  [
    'intersection',
    t.intersection([a, t.partial({ b: t.number })]),
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } }, required: ['a'] },
  ],
  ['intersection with UnknownRecord', t.intersection([t.UnknownRecord, a]), { ...ofA, ...preserved }],
  ['array', t.array(t.string), { type: 'array', items: { type: 'string' } }],
  ['readonlyArray', t.readonlyArray(a), { type: 'array', items: ofA }],
  ['record', t.record(t.string, t.number), { type: 'object', additionalProperties: { type: 'number' } }],
  [
    'record of known names',
    t.record(t.keyof({ x: null, y: null }), t.number),
    { type: 'object', properties: { x: { type: 'number' }, y: { type: 'number' } }, required: ['x', 'y'] },
  ],
  ['literal', t.literal('x'), { type: 'string', enum: ['x'] }],
  ['literals', t.union([t.literal(1), t.literal(2)]), { type: 'integer', enum: [1, 2] }],
  ['keyof', t.keyof({ x: null, y: null }), { type: 'string', enum: ['x', 'y'] }],
  ['nullable', t.union([t.string, t.null]), { type: 'string', nullable: true }],
  ['Int', t.Int, { type: 'integer', format: 'int64' }],
  ['a brand', Even, { type: 'number' }],
  [
    'int or string',
    t.union([t.string, t.Int]),
    { anyOf: [{ type: 'integer' }, { type: 'string' }], 'x-kubernetes-int-or-string': true },
  ],
  ['described', described(a, 'an A'), { ...ofA, description: 'an A' }],
  [
    'default',
    t.type({ n: withDefault(integer({ format: 'int32' }), 3) }),
    {
      type: 'object',
      properties: { n: { type: 'integer', format: 'int32', default: 3 } },
    },
  ],
  [
    'text',
    text({ minLength: 1, maxLength: 9, pattern: '^x' }),
    {
      type: 'string',
      minLength: 1,
      maxLength: 9,
      pattern: '^x',
    },
  ],
  [
    'listMap',
    listMap(a, ['a']),
    {
      type: 'array',
      items: ofA,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['a'],
    },
  ],
  ['listSet', listSet(t.string), { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' }],
  [
    'rules add up',
    ruled(ruled(a, rule('1')), rule('2')),
    {
      ...ofA,
      'x-kubernetes-validations': [
        { rule: '1', message: 'm1' },
        { rule: '2', message: 'm2' },
      ],
    },
  ],
  [
    'keys',
    mapOf({ values: t.string, maxProperties: 2, keys: { pattern: "^[^'\\\\]$", maxLength: 1, expected: 'K' } }),
    {
      type: 'object',
      additionalProperties: { type: 'string' },
      maxProperties: 2,
      'x-kubernetes-validations': [
        {
          rule: "self.all(key, size(key) <= 1 && key.matches('^[^\\'\\\\\\\\]$'))",
          message: 'keys must be K of at most 1 characters',
        },
      ],
    },
  ],
]

function rule(name: string) {
  return { rule: name, message: `m${name}`, holds: () => true }
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

for (const [name, codec, schema] of table) {
  test(`the schema of ${name}`, () => assert.deepEqual(json(schemaOf(codec)), json(schema)))
}

const unsupported: readonly (readonly [t.Mixed, RegExp])[] = [
  [t.type({ a: t.array(t.tuple([t.string, t.number])) }), /^spec\.a\[\]: the codec \[string, number\] \(TupleType\)/],
  [t.type({ a: t.union([t.string, t.boolean]) }), /^spec\.a: the union \(string \| boolean\) has no structural schema/],
  [t.union([t.literal('a'), t.literal(1)]), /^spec: the union/],
  [t.record(t.string, t.bigint), /^spec\{\}: the codec bigint \(BigIntType\)/],
  [t.intersection([t.record(t.string, t.string), a]), /^spec: a structural schema cannot have both/],
  [t.intersection([a, t.type({ a: t.number })]), /^spec\.a: no value is both string and number$/],
  [
    new t.Type<string>('Mine', t.string.is, t.string.validate, t.identity),
    /^spec: the codec Mine \(a type of its own\)/,
  ],
]

for (const [codec, message] of unsupported) {
  test(`no schema: ${codec.name}`, () => assert.throws(() => schemaOf(codec, 'spec'), { name: 'TypeError', message }))
}

const agreeing: readonly (readonly [string, t.Mixed])[] = [
  ['text', text({ minLength: 1, maxLength: 3, pattern: '^[a-z]' })],
  ['characters', text({ maxLength: 2 })],
  ['integer', integer({ minimum: 1, maximum: 9, format: 'int32' })],
  ['int32', integer({ format: 'int32' })],
  ['int64', integer()],
  ['quantity', quantity],
  ['map', mapOf({ values: integer(), maxProperties: 2, keys: { pattern: '^[a-c]+$', maxLength: 2, expected: 'abc' } })],
  ['list map', listMap(t.type({ type: text({ minLength: 1 }) }), ['type'])],
  ['list set', listSet(integer({ minimum: 0, maximum: 3 }))],
  [
    'object',
    t.intersection([
      t.type({ a: t.boolean, n: withDefault(integer({ minimum: 0 }), 1) }),
      t.partial({ b: t.keyof({ x: null }) }),
    ]),
  ],
  ['nullable', t.type({ a: t.union([t.string, t.null]) })],
]

for (const [name, codec] of agreeing) {
  const schema = schemaOf(codec)
  const keys = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', '-', '💧'), maxLength: 3 })

  test(`${name}: decoder and API server accept and refuse the same`, () => {
    fc.assert(
      fc.property(valuesOf(schema, 0.2, keys), value => {
        fc.pre(value !== undefined)
        const faults = refuses(schema, value)
        assert.equal(isRight(codec.decode(value)), faults.length === 0, faults.join('; '))
      }),
      { numRuns: 300 },
    )
  })

  test(`${name}: what was decoded is valid, and decodes to itself`, () => {
    fc.assert(
      fc.property(valuesOf(schema, 0.1, keys), value => {
        const decoded = codec.decode(value)
        fc.pre(isRight(decoded))
        assert.equal(codec.is(decoded.right), true)
        assert.deepEqual(codec.decode(decoded.right), decoded)
        assert.deepEqual(refuses(schema, decoded.right), [])
      }),
    )
  })
}

test('a default fills in only what is absent, and clones nothing when nothing is absent', () => {
  const codec = t.type({ n: withDefault(integer(), 1) })
  assert.deepEqual(codec.decode({}), t.success({ n: 1 }))
  const whole = { n: 2, other: true }
  const decoded = codec.decode(whole)
  assert.ok(isRight(decoded) && decoded.right === whole)
  assert.equal(isRight(codec.decode({ n: null })), false)
})

test('a restriction is told in its own words, and a rule by its message', () => {
  const messages = (codec: t.Mixed, value: unknown) => {
    const decoded = codec.decode(value)
    return isRight(decoded) ? [] : decoded.left.map(({ message }) => message)
  }
  const small = restricted(t.number, { maximum: 3 }, n => (n > 3 ? 'is too much' : undefined))
  assert.deepEqual(messages(small, 4), ['is too much'])
  assert.deepEqual(messages(small, 3), [])
  assert.deepEqual(messages(ruled(small, { rule: 'self != 2', message: 'not two', holds: n => n !== 2 }), 2), [
    'not two',
  ])
  assert.equal(small.is(4), false)
})
