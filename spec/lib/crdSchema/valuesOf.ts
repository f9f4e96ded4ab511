import fc from 'fast-check'
import type { Schema } from '../../../lib/kube/schema.ts'

/** Values that a schema asks for, most of the time: one node in `1 / noise` is any JSON instead. */
export const valuesOf = (schema: Schema, noise: number, keys = fc.string({ maxLength: 6 })): fc.Arbitrary<unknown> => {
  const asked = askedFor(schema, noise, keys)
  return noise === 0
    ? asked
    : fc.oneof({ weight: Math.round(1 / noise), arbitrary: asked }, { weight: 1, arbitrary: strange })
}

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom<unknown>(
    -1,
    0,
    1.5,
    65_536,
    2 ** 31,
    2 ** 53,
    -(2 ** 31) - 1,
    '',
    'x',
    true,
    null,
    [],
    {},
    '1Gi',
    'True',
    [{ type: 'Ready' }],
  ),
)

const pools = new Map<string, readonly string[]>()

/** 500 strings that match, made once: to make a new one each time takes longer than what most properties do with it. */
const matching = (pattern: string, maxLength: number): readonly string[] => {
  const known = pools.get(pattern)
  if (known !== undefined) return known
  const made = fc.sample(fc.stringMatching(new RegExp(pattern), { maxLength }), { numRuns: 500, seed: 1 })
  pools.set(pattern, made)
  return made
}

const askedFor = (schema: Schema, noise: number, keys: fc.Arbitrary<string>): fc.Arbitrary<unknown> => {
  if (schema['x-kubernetes-int-or-string'] === true) {
    return fc.oneof(fc.nat(100), fc.constantFrom('500m', '1Gi', '2', '0.5', '1e3'))
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'string': {
      const { minLength = 0, maxLength = 12 } = schema
      return schema.pattern === undefined
        ? fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + 12) })
        : fc.constantFrom(...matching(schema.pattern, Math.min(maxLength, 200)))
    }
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? -(2 ** 31), -(2 ** 31)),
        max: Math.min(schema.maximum ?? 2 ** 31 - 1, 2 ** 31 - 1),
      })
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, noise, keys), { maxLength: 3 })
    case 'object': {
      if (typeof schema.additionalProperties === 'object') {
        return fc.dictionary(keys, valuesOf(schema.additionalProperties, noise, keys), {
          maxKeys: 4,
          noNullPrototype: true,
        })
      }
      const fields = Object.entries(schema.properties ?? {}).map(
        ([name, inner]) => [name, valuesOf(inner, noise, keys)] as const,
      )
      const requiredKeys = noise === 0 ? (schema.required ?? []) : []
      return fc.record(Object.fromEntries(fields), { requiredKeys: [...requiredKeys], noNullPrototype: true })
    }
    default:
      return fc.jsonValue({ maxDepth: 1 })
  }
}
