import { conflict, groupResource, invalid, modified } from '../../kube/status.ts'
import type { ApiCall } from '../call/call.ts'
import { type Meta, metaOf } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { refuse } from '../wire/refusal.ts'

/** An update is refused when it was made from another object of the name, or from another version of it. */
export const checkVersion = (
  { type, name, namespace }: Pick<ApiCall, 'type' | 'name' | 'namespace'>,
  old: ApiObject,
  meta: Meta,
): void => {
  checkUid({ type, name, namespace }, metaOf(old).uid ?? '', meta.uid)
  const { resourceVersion = '' } = meta
  if ((resourceVersion === '' || resourceVersion === '0') && needsVersion(type)) {
    refuse(
      invalid({ group: type.group, kind: type.plural }, name, [
        {
          reason: 'FieldValueInvalid',
          field: 'metadata.resourceVersion',
          message: 'Invalid value: 0: must be specified for an update',
        },
      ]),
    )
  }
  checkResourceVersion({ type, name }, old, resourceVersion)
}

/** Refuses a write that was made for an object of another uid than the stored one's, '' where there is none. */
export const checkUid = (
  { type, name, namespace }: Pick<ApiCall, 'type' | 'name' | 'namespace'>,
  current: string,
  uid = '',
): void => {
  if (uid === '' || uid === current) return
  const key = [
    '/registry',
    ...(type.group === '' || !type.custom ? [] : [type.group]),
    type.plural,
    ...(namespace === '' ? [] : [namespace]),
    name,
  ].join('/')
  refuse(
    conflict(
      type,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current}`,
    ),
  )
}

/** Refuses a write that was made from another version than the stored one; none or '0' fits any. */
export const checkResourceVersion = (
  { type, name }: Pick<ApiCall, 'type' | 'name'>,
  old: ApiObject,
  resourceVersion = '',
): void => {
  if (resourceVersion === '' || resourceVersion === '0') return
  if (resourceVersion !== metaOf(old).resourceVersion) refuse(conflict(type, name, modified))
}

/** Kinds that are never overwritten without saying which version was read. */
const needsVersion = (type: ResourceType): boolean => type.custom || conditional.has(groupResource(type))

const conditional = new Set([
  'customresourcedefinitions.apiextensions.k8s.io',
  'leases.coordination.k8s.io',
  'poddisruptionbudgets.policy',
])
