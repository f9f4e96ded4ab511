import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'

/**
 * Fills in the defaults of a structural schema, parents before children, as the API server does on
 * every write and read: a default applies where its object is present and the field is absent. A
 * `null` in a field that is not nullable counts as absent. Answers `value` itself when nothing changes.
 */
export const applyDefaults = (schema: Schema, value: unknown): unknown => {
  if (Array.isArray(value)) return schema.items === undefined ? value : ofList(schema.items, value)
  return isRecord(value) ? ofRecord(schema, value) : value
}

const ofList = (items: Schema, values: readonly unknown[]): readonly unknown[] => {
  let changed = false
  const next = values.map(value => {
    const filled = applyDefaults(
      items,
      isForeignNull(items, value) && items.default !== undefined ? items.default : value,
    )
    if (filled !== value) changed = true
    return filled
  })
  return changed ? next : values
}

const ofRecord = (
  schema: Schema,
  record: { readonly [field: string]: unknown },
): { readonly [field: string]: unknown } => {
  let next: { [field: string]: unknown } | undefined
  for (const [field, of] of Object.entries(schema.properties ?? {})) {
    const value = Object.hasOwn(record, field) ? record[field] : undefined
    const absent = value === undefined || isForeignNull(of, value)
    const start = absent ? of.default : value
    const filled = start === undefined ? undefined : applyDefaults(of, start)
    if (filled === value) continue
    next ??= { ...record }
    if (filled === undefined) delete next[field]
    else next[field] = filled
  }
  const { additionalProperties: others } = schema
  if (typeof others !== 'object') return next ?? record
  for (const [field, value] of Object.entries(record)) {
    if (schema.properties !== undefined && Object.hasOwn(schema.properties, field)) continue
    const filled = isForeignNull(others, value) ? others.default : applyDefaults(others, value)
    if (filled === value) continue
    next ??= { ...record }
    if (filled === undefined) delete next[field]
    else next[field] = filled
  }
  return next ?? record
}

const isForeignNull = (schema: Schema, value: unknown): boolean => value === null && schema.nullable !== true
