import type { Schema } from '../kube/schema.ts'

/**
 * Merges several schemas of one value: fields of objects are joined, rules are
 * collected, for any other fact the last one counts. Throws a TypeError if two disagree
 * on the type of the value or on a field.
 */
export const intersected = (schemas: readonly Schema[], path: string): Schema => {
  const merged = schemas.reduce((one, other) => merge(one, other, path), {})
  if (merged.properties !== undefined && merged.additionalProperties !== undefined) {
    throw new TypeError(`${path}: a structural schema cannot have both named fields and a map; nest one of them`)
  }
  return merged
}

const merge = (one: Schema, other: Schema, path: string): Schema => {
  const integral = one.type === 'number' && other.type === 'integer'
  if (one.type !== undefined && other.type !== undefined && one.type !== other.type && !integral) {
    throw new TypeError(`${path}: no value is both ${one.type} and ${other.type}`)
  }
  const required = [...new Set([...(one.required ?? []), ...(other.required ?? [])])]
  const rules = [...(one['x-kubernetes-validations'] ?? []), ...(other['x-kubernetes-validations'] ?? [])]
  const properties = fields(one.properties, other.properties, path)
  return {
    ...one,
    ...other,
    ...(properties !== undefined && { properties }),
    ...(required.length > 0 && { required }),
    ...(rules.length > 0 && { 'x-kubernetes-validations': rules }),
  }
}

const fields = (one: Schema['properties'], other: Schema['properties'], path: string): Schema['properties'] => {
  if (one === undefined || other === undefined) return one ?? other
  const both = Object.keys(one).filter(name => name in other)
  const shared = both.map(name => [name, intersected([one[name] ?? {}, other[name] ?? {}], `${path}.${name}`)])
  return { ...one, ...other, ...Object.fromEntries(shared) }
}
