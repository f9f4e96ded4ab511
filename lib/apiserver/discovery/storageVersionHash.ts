import { base64OfBytes } from '../../text/base64.ts'
import type { ResourceType } from '../objects/resourceType.ts'
import { sha256 } from './sha256.ts'

const known = new Map<string, string>()

/** A hash in discovery by which clients see whether objects of a kind are stored in another version now. */
export const storageVersionHash = (type: ResourceType): string => {
  const { group, version } = type.stored ?? type
  const id = `${group}/${version}/${type.kind}`
  const found = known.get(id) ?? hashOf(id)
  known.set(id, found)
  return found
}

const hashOf = (id: string): string => base64OfBytes(sha256(new TextEncoder().encode(id)).subarray(0, 8))
