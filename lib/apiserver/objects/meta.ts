import type { ManagedFields } from '../../kube/managedFields.ts'
import type { OwnerReference } from '../../kube/object.ts'
import type { ApiObject } from './resourceType.ts'

/** `metadata` of a stored object. What is stored was validated on its way in. */
export interface Meta {
  readonly name?: string
  readonly generateName?: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly deletionGracePeriodSeconds?: number
  readonly labels?: { readonly [key: string]: string }
  readonly annotations?: { readonly [key: string]: string }
  readonly finalizers?: readonly string[]
  readonly ownerReferences?: readonly OwnerReference[]
  readonly managedFields?: readonly ManagedFields[]
}

const none: Meta = {}

export const metaOf = (object: ApiObject): Meta => (object.metadata as Meta | undefined) ?? none

/** The object with some of its metadata replaced; a field set to `undefined` is removed. */
export const withMeta = (
  object: ApiObject,
  changes: { readonly [Field in keyof Meta]?: Meta[Field] | undefined },
): ApiObject => {
  const metadata: { [field: string]: unknown } = { ...metaOf(object), ...changes }
  for (const field in changes) if (metadata[field] === undefined) delete metadata[field]
  return { ...object, metadata }
}
