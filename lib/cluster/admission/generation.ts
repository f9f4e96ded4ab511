import { equal } from '../../equal.ts'
import { metaOf, withMeta } from '../meta.ts'
import type { ApiObject, ResourceType } from '../resourceType.ts'

/** The changed object with its generation counted up if the part that its kind counts differs. */
export const countGeneration = (type: ResourceType, old: ApiObject, object: ApiObject): ApiObject => {
  const before = metaOf(old).generation
  const changed =
    type.generation === 'spec'
      ? !equal(object.spec, old.spec)
      : type.generation === 'all-but-status' && !equal(counted(object), counted(old))
  const generation = changed ? (before ?? 0) + 1 : before
  return metaOf(object).generation === generation ? object : withMeta(object, { generation })
}

const counted = ({ metadata: _metadata, status: _status, ...rest }: ApiObject): ApiObject => rest
