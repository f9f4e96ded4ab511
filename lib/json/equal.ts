import { isRecord } from './fields.ts'

/** Deep equality of JSON values. A field that is `undefined` counts as absent; the field `except` is ignored. */
export const equal = (a: unknown, b: unknown, except?: string): boolean => {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]))
  }
  if (!isRecord(a) || !isRecord(b)) return false
  for (const field in a) if (field !== except && !equal(a[field], b[field])) return false
  for (const field in b) if (field !== except && b[field] !== undefined && !Object.hasOwn(a, field)) return false
  return true
}
