import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'

/**
 * How many checks of a schema apply to a value, passed ones counting double: of alternatives that all fail,
 * the server reports the errors of the one with most, the first of equals.
 */
export const matchCount = (
  schema: Schema,
  value: unknown,
  passes: (schema: Schema, value: unknown) => boolean,
): number => {
  if (value === null) return 0
  const below = (of: Schema, item: unknown) => matchCount(of, item, passes)
  // The whole, its alternatives and its enum.
  let count = 4
  if (schema.type !== undefined || schema.format !== undefined) {
    count += passes({ ...(schema.type !== undefined && { type: schema.type }) }, value) ? 2 : 1
  }
  for (const option of schema.allOf ?? []) count += below(option, value)
  if (typeof value === 'string') count += schema.format === undefined ? 1 : 2
  if (typeof value === 'number') count += 2
  if (Array.isArray(value)) {
    const { items } = schema
    count += 2 + (items === undefined ? 0 : value.reduce<number>((sum, item) => sum + below(items, item), 0))
  }
  if (isRecord(value)) {
    count += 1
    for (const [field, item] of Object.entries(value)) {
      const named = schema.properties !== undefined && Object.hasOwn(schema.properties, field)
      const of = named ? schema.properties?.[field] : schema.additionalProperties
      if (typeof of === 'object') count += below(of, item)
    }
  }
  return count
}
