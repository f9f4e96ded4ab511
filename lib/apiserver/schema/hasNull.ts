import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'

/** Whether a `null` stands where the schema allows none and has no default for it. */
export const hasNull = (schema: Schema, value: unknown): boolean => {
  if (value === null) return schema.type !== undefined && schema.nullable !== true && schema.default === undefined
  if (Array.isArray(value)) {
    const { items } = schema
    return items !== undefined && value.some(item => hasNull(items, item))
  }
  if (!isRecord(value)) return false
  const { properties = {}, additionalProperties: others } = schema
  return Object.keys(value).some(field => {
    const of = Object.hasOwn(properties, field) ? properties[field] : typeof others === 'object' ? others : undefined
    return of !== undefined && hasNull(of, value[field])
  })
}
