import type { Schema } from '../resourceType.ts'
import { difference, type FieldSet, intersection, isEmpty, union } from './fieldSet.ts'
import { fieldsOf, withNamedFields } from './fieldsOf.ts'
import { removeFields } from './removeFields.ts'

/**
 * Removes what a manager applied the last time, does not apply now, and nobody else owns.
 * @param managed what all managers own, the new configuration included
 */
export const pruneApplied = (
  schema: Schema,
  merged: unknown,
  last: FieldSet,
  applied: FieldSet,
  managed: FieldSet,
): unknown => {
  if (isEmpty(difference(last, applied))) return merged
  const named = (set: FieldSet) => withNamedFields(schema, set)
  const present = named(fieldsOf(schema, merged))
  const without = removeFields(schema, merged, named(last))
  // Put back what somebody still owns …
  const kept = union(named(fieldsOfAny(schema, without)), named(managed))
  const restored = removeFields(schema, merged, difference(present, kept))
  // … and what nobody owned, but lay in something that was removed.
  const gone = difference(present, named(fieldsOfAny(schema, restored)))
  return removeFields(schema, merged, intersection(gone, named(last)))
}

const fieldsOfAny = (schema: Schema, value: unknown): FieldSet => (value === null ? undefined : fieldsOf(schema, value))
