import { equal } from '../../json/equal.ts'
import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'

/** The old value of an item of a list: in map lists the item of the same keys, elsewhere unknown. */
export const correlated = (schema: Schema, old: unknown, item: unknown): unknown => {
  const keys = schema['x-kubernetes-list-map-keys']
  if (schema['x-kubernetes-list-type'] !== 'map' || keys === undefined || !Array.isArray(old) || !isRecord(item)) {
    return undefined
  }
  return old.find(candidate => isRecord(candidate) && keys.every(key => equal(candidate[key], item[key])))
}
