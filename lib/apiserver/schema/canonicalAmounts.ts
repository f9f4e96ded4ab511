import { isRecord } from '../../json/fields.ts'
import { canonicalQuantity } from '../../kube/canonicalQuantity.ts'
import type { Schema } from '../../kube/schema.ts'

/** A value with each quantity in its canonical form: `1024Mi` becomes `1Gi`. Answers `value` itself where all are. */
export const canonicalAmounts = (schema: Schema, value: unknown): unknown => {
  if (schema.format === 'quantity') return canonicalQuantity(value) ?? value
  if (Array.isArray(value)) {
    const { items } = schema
    if (items === undefined) return value
    const next = value.map(item => canonicalAmounts(items, item))
    return next.some((item, at) => item !== value[at]) ? next : value
  }
  if (!isRecord(value)) return value
  const { properties = {}, additionalProperties: others } = schema
  let next: { [field: string]: unknown } | undefined
  for (const [field, given] of Object.entries(value)) {
    const of = Object.hasOwn(properties, field) ? properties[field] : typeof others === 'object' ? others : undefined
    const canonical = of === undefined ? given : canonicalAmounts(of, given)
    if (canonical === given) continue
    next ??= { ...value }
    next[field] = canonical
  }
  return next ?? value
}
