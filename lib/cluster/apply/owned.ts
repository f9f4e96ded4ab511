import { isRecord } from '../../equal.ts'
import type { Call } from '../call.ts'
import type { ApiObject } from '../resourceType.ts'

/**
 * The part of an object that a write can come to own: through `status` the status, else all but the
 * status. Identity, and what only the server sets, belongs to nobody.
 */
export const ownable = ({ type, subresource }: Pick<Call, 'type' | 'subresource'>, object: ApiObject): ApiObject => {
  if (subresource === 'status') return object.status === undefined ? {} : { status: object.status }
  const { apiVersion: _apiVersion, kind: _kind, metadata, status, ...rest } = object
  const meta: { [field: string]: unknown } = {}
  for (const field of ownableMetadata) {
    const value = isRecord(metadata) ? metadata[field] : undefined
    if (value !== undefined) meta[field] = value
  }
  return { metadata: meta, ...rest, ...(!type.status && status !== undefined && { status }) }
}

const ownableMetadata = ['generateName', 'labels', 'annotations', 'ownerReferences', 'finalizers']
