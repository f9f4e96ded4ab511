import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'
import { fieldOf, itemsOf, topologyOf } from '../schema/mergeKeys.ts'
import { type FieldSet, hasMember } from './fieldSet.ts'
import { fieldElement, itemElement } from './pathElement.ts'

/** The value without the members of `set`. A container that loses all it had becomes `null`: it is still there. */
export const removeFields = (schema: Schema | undefined, value: unknown, set: FieldSet): unknown => {
  if (set === undefined) return value
  if (Array.isArray(value)) {
    const topology = topologyOf(schema, true)
    if (topology._tag === 'Atomic') return value
    const kept: unknown[] = []
    for (const item of value) {
      const element = itemElement(topology, item)
      if (element !== undefined && hasMember(set, element)) continue
      const below = element === undefined ? undefined : set[element]
      kept.push(below === undefined ? item : removeFields(itemsOf(schema), item, below))
    }
    return kept.length === 0 && value.length > 0 ? null : kept
  }
  if (!isRecord(value) || topologyOf(schema, false)._tag === 'Atomic') return value
  const kept: { [field: string]: unknown } = {}
  let some = false
  for (const field of Object.keys(value)) {
    const element = fieldElement(field)
    if (hasMember(set, element)) continue
    const below = set[element]
    const rest = below === undefined ? value[field] : removeFields(fieldOf(schema, field), value[field], below)
    if (rest === undefined) continue
    kept[field] = rest
    some = true
  }
  return some || Object.keys(value).length === 0 ? kept : null
}
