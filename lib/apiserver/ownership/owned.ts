import { isRecord } from '../../json/fields.ts'
import type { ApiCall } from '../call/call.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/**
 * The part of an object that a write can come to own: through `status` the status (of a built-in kind
 * the metadata, too), else all but the status. No manager owns the identity and the fields that only the server sets.
 */
export const ownable = ({ type, subresource }: Pick<ApiCall, 'type' | 'subresource'>, object: ApiObject): ApiObject => {
  const { apiVersion: _apiVersion, kind: _kind, metadata, status, ...rest } = object
  if (subresource === 'status') {
    const ofStatus = status === undefined ? {} : { status }
    return type.custom ? ofStatus : { metadata: metadataOf(metadata, type.statusLeaves), ...ofStatus }
  }
  const meta = metadataOf(metadata)
  return { metadata: meta, ...rest, ...(!type.status && status !== undefined && { status }) }
}

/** The metadata that a manager can own, save what the write leaves alone. */
const metadataOf = (metadata: unknown, left: readonly string[] = []): ApiObject => {
  const meta: { [field: string]: unknown } = {}
  for (const field of ownableMetadata) {
    const value = isRecord(metadata) && !left.includes(field) ? metadata[field] : undefined
    if (value !== undefined) meta[field] = value
  }
  return meta
}

const ownableMetadata = [
  'generateName',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
]
