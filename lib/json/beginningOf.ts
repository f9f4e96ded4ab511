import { isRecord } from './fields.ts'

/** Entries of one object or list that are looked at before the rest. */
const mostEntries = 1000

/** A JSON value with at most the first thousand entries of each object and list; the value itself where none has more. */
export const beginningOf = (value: unknown): unknown => (hasMany(value) ? begun(value) : value)

/** Asked for each object that arrives, so it allocates nothing. */
const hasMany = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > mostEntries || value.some(hasMany)
  if (!isRecord(value)) return false
  let count = 0
  for (const field in value) {
    count += 1
    if (count > mostEntries || hasMany(value[field])) return true
  }
  return false
}

const begun = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, mostEntries).map(begun)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .slice(0, mostEntries)
      .map(field => [field, begun(value[field])]),
  )
}
