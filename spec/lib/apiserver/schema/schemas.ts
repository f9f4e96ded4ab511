import fc from 'fast-check'
import type { Schema } from '../../../../lib/kube/schema.ts'

/** Random structural schemas, each with values that satisfy it, and defaults that do too. */

const field = fc.constantFrom('a', 'b', 'c', 'd')

type Case = { readonly schema: Schema; readonly value: unknown }

const scalar: fc.Arbitrary<Case> = fc.oneof(
  fc
    .record({ value: fc.integer({ min: -50, max: 50 }), below: fc.nat(10), above: fc.nat(10) })
    .map(({ value, below, above }) => ({
      schema: { type: 'integer' as const, format: 'int32', minimum: value - below, maximum: value + above },
      value,
    })),
  fc.stringMatching(/^[a-z]{1,6}$/).map(value => ({
    schema: { type: 'string' as const, pattern: '^[a-z]+$', minLength: value.length, maxLength: 6 },
    value,
  })),
  fc.boolean().map(value => ({ schema: { type: 'boolean' as const }, value })),
  fc.constantFrom('x', 'y').map(value => ({ schema: { type: 'string' as const, enum: ['x', 'y'] }, value })),
  fc.oneof(fc.integer(), fc.string()).map(value => ({ schema: { 'x-kubernetes-int-or-string': true }, value })),
)

const list = (node: fc.Arbitrary<Case>): fc.Arbitrary<Case> =>
  fc.record({ of: node, count: fc.nat(3) }).map(({ of, count }) => ({
    schema: { type: 'array', items: of.schema, maxItems: 3 },
    value: Array.from({ length: count }, () => of.value),
  }))

const map = (node: fc.Arbitrary<Case>): fc.Arbitrary<Case> =>
  fc.record({ of: node, keys: fc.uniqueArray(field) }).map(({ of, keys }) => ({
    schema: { type: 'object', additionalProperties: of.schema },
    value: Object.fromEntries(keys.map(key => [key, of.value])),
  }))

export const cases: fc.Arbitrary<Case> = fc.letrec<{ readonly node: Case; readonly object: Case }>(tie => ({
  node: fc.oneof({ maxDepth: 3 }, scalar, tie('object'), list(tie('node')), map(tie('node'))),
  object: fc
    .dictionary(field, fc.record({ of: tie('node'), present: fc.boolean(), defaulted: fc.boolean() }), { maxKeys: 4 })
    .map(fields => {
      const properties: { [name: string]: Schema } = {}
      const value: { [name: string]: unknown } = {}
      const required: string[] = []
      for (const [name, { of, present, defaulted }] of Object.entries(fields)) {
        properties[name] = defaulted ? { ...of.schema, default: of.value } : of.schema
        if (present) value[name] = of.value
        if (present || defaulted) required.push(name)
      }
      return { schema: { type: 'object' as const, properties, required }, value }
    }),
})).object
