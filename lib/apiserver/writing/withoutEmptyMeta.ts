import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'

const optional = ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const

/** What is empty in the metadata is not stored: the last label that goes takes `labels` along. */
export const withoutEmptyMeta = (object: ApiObject): ApiObject => {
  const meta = metaOf(object)
  const empty = optional.filter(field => meta[field] !== undefined && Object.keys(meta[field] ?? {}).length === 0)
  return empty.length === 0 ? object : withMeta(object, Object.fromEntries(empty.map(field => [field, undefined])))
}
