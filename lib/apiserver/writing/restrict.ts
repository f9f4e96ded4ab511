import type { ApiCall } from '../call/call.ts'
import { type Meta, metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'

/** Status is written through its subresource alone, where there is one. */
export const withoutStatus = (type: ResourceType, object: ApiObject): ApiObject => {
  if (!type.status || !('status' in object)) return object
  const { status: _status, ...rest } = object
  return rest
}

/**
 * The part of an existing object that a write may change: through `status` its status alone, else all but its
 * status. What only the server sets keeps its value where the client leaves it out.
 */
export const carryOver = (call: ApiCall, old: ApiObject, object: ApiObject): ApiObject => {
  const { type, subresource } = call
  const before = metaOf(old)
  if (subresource === 'status') {
    const { status: _status, ...rest } = old
    const { metadata } = type.custom
      ? withMeta(rest, { managedFields: metaOf(object).managedFields })
      : withMeta(withServerSet(object, before), left(type, before))
    return { ...rest, metadata, ...(object.status !== undefined && { status: object.status }) }
  }
  const kept = withServerSet(object, before)
  if (!type.status) return kept
  const { status: _status, ...rest } = kept
  return old.status === undefined ? rest : { ...rest, status: old.status }
}

const left = ({ statusLeaves = [] }: ResourceType, before: Meta): Meta =>
  Object.fromEntries(statusLeaves.map(field => [field, before[field]]))

const withServerSet = (object: ApiObject, before: Meta): ApiObject => {
  const meta = metaOf(object)
  return withMeta(object, {
    ...serverSet(meta, before),
    // A deletion cannot be taken back.
    deletionTimestamp: before.deletionTimestamp ?? meta.deletionTimestamp,
    deletionGracePeriodSeconds: meta.deletionGracePeriodSeconds ?? before.deletionGracePeriodSeconds,
    generation: before.generation,
    resourceVersion: before.resourceVersion,
  })
}

const serverSet = (meta: Meta, before: Meta): Meta => ({
  ...(meta.uid === undefined && before.uid !== undefined && { uid: before.uid }),
  ...(before.creationTimestamp !== undefined && { creationTimestamp: before.creationTimestamp }),
  ...(meta.namespace === undefined && before.namespace !== undefined && { namespace: before.namespace }),
  ...(meta.name === undefined && before.name !== undefined && { name: before.name }),
})
