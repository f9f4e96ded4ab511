import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'

const optional = ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const

/** Drops empty maps and lists of the metadata: with the last label `labels` goes too. */
export const withoutEmptyMeta = (object: ApiObject): ApiObject => {
  const meta = metaOf(object)
  const empty = optional.filter(field => meta[field] !== undefined && Object.keys(meta[field] ?? {}).length === 0)
  return empty.length === 0 ? object : withMeta(object, Object.fromEntries(empty.map(field => [field, undefined])))
}
