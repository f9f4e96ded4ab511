import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'
import { objectMeta } from './objectMeta.ts'

/**
 * Drops the fields that a structural schema does not name. `pruned` lists their paths, sorted, as
 * strict field validation reports them: `spec.foo`, `spec.ports[0].nmae`. The root is an object of its
 * own right (by default), so its apiVersion, kind and metadata always stay. Answers `value` itself when
 * nothing is dropped.
 */
export const prune = (
  schema: Schema,
  value: unknown,
  isObject = true,
): { readonly value: unknown; readonly pruned: readonly string[] } => {
  const pruned: string[] = []
  const kept = known(isObject ? { ...schema, 'x-kubernetes-embedded-resource': true } : schema, value, '', pruned)
  return { value: kept, pruned: pruned.sort() }
}

const identity = new Set(['apiVersion', 'kind', 'metadata'])

const known = (schema: Schema, value: unknown, path: string, pruned: string[]): unknown => {
  if (Array.isArray(value)) {
    const items = schema.items ?? (keepsAll(schema) ? schema : {})
    let changed = false
    const next = value.map((item, index) => {
      const kept = known(items, item, `${path}[${index}]`, pruned)
      if (kept !== item) changed = true
      return kept
    })
    return changed ? next : value
  }
  if (!isRecord(value)) return value
  let next: { [field: string]: unknown } | undefined
  for (const [field, of] of Object.entries(value)) {
    const at = path === '' ? field : `${path}.${field}`
    const schemaOf = fieldSchema(schema, field)
    if (schemaOf === undefined) {
      if (keepsAll(schema) || (schema['x-kubernetes-embedded-resource'] === true && identity.has(field))) continue
      pruned.push(at)
      next ??= { ...value }
      delete next[field]
      continue
    }
    const kept = known(schemaOf, of, at, pruned)
    if (kept === of) continue
    next ??= { ...value }
    next[field] = kept
  }
  return next ?? value
}

const fieldSchema = (schema: Schema, field: string): Schema | undefined => {
  const declared = declaredSchema(schema, field)
  const ofObject = field === 'metadata' && schema['x-kubernetes-embedded-resource'] === true
  return ofObject && declared?.properties === undefined ? objectMeta : declared
}

const declaredSchema = (schema: Schema, field: string): Schema | undefined => {
  const named = schema.properties !== undefined && Object.hasOwn(schema.properties, field)
  if (named) return schema.properties?.[field]
  const { additionalProperties: others } = schema
  if (typeof others === 'object') return others
  // `additionalProperties: true` keeps the key, but knows nothing of the objects below it.
  return others === true && !keepsAll(schema) ? {} : undefined
}

const keepsAll = (schema: Schema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true
