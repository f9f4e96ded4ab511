import { equal } from '../../json/equal.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'

/** The changed object with its generation counted up if the part that its kind counts differs. */
export const countGeneration = (type: ResourceType, old: ApiObject, object: ApiObject): ApiObject => {
  const before = metaOf(old).generation
  const changed = isCounted(type, old, object)
  const generation = changed ? (before ?? 0) + 1 : before
  return metaOf(object).generation === generation ? object : withMeta(object, { generation })
}

const isCounted = (type: ResourceType, old: ApiObject, object: ApiObject): boolean => {
  switch (type.generation) {
    case 'spec':
      return !equal(object.spec, old.spec)
    case 'spec-and-annotations':
      return !equal(object.spec, old.spec) || !equal(metaOf(object).annotations, metaOf(old).annotations)
    case 'all-but-status':
      return !equal(counted(type, object), counted(type, old))
    case 'none':
      return false
  }
}

/** A status is a field as any other where it has no path of its own. */
const counted = (
  { status: hasStatus }: ResourceType,
  { metadata: _metadata, status, ...rest }: ApiObject,
): ApiObject => (hasStatus ? rest : { ...rest, status })
