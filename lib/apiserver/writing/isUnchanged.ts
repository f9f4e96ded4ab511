import { equal } from '../../json/equal.ts'
import { metaOf } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** Whether a write would store what is stored already. Times of managed fields do not count. */
export const isUnchanged = (old: ApiObject, object: ApiObject): boolean => {
  if (old === object) return true
  for (const field in object) if (field !== 'metadata' && !equal(object[field], old[field])) return false
  for (const field in old) if (!(field in object)) return false
  const { managedFields: before = [], resourceVersion: _before, ...meta } = metaOf(old)
  const { managedFields: after = [], resourceVersion: _after, ...changed } = metaOf(object)
  return (
    equal(meta, changed) &&
    (before === after ||
      (before.length === after.length &&
        before.every((entry, at) => equal({ ...entry, time: '' }, { ...after[at], time: '' }))))
  )
}
