const isRecord = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Deep equality of JSON values; a field that is `undefined` counts as absent. */
export const equal = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]))
  }
  if (!isRecord(a) || !isRecord(b)) return false
  for (const field in a) if (!equal(a[field], b[field])) return false
  for (const field in b) if (b[field] !== undefined && !Object.hasOwn(a, field)) return false
  return true
}

export { isRecord }
