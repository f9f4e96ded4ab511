import { isRecord } from '../json/fields.ts'
import { parsedJson } from '../json/parsedJson.ts'

/** Takes a text to fewer bytes and back: `unpack(pack(text))` is `text`. */
export interface Packing {
  readonly pack: (text: string) => Uint8Array
  readonly unpack: (bytes: Uint8Array) => string
}

/** Characters of a field above which it is packed. Smaller ones cost more to unpack than they save. */
export const leastPacked = 64 * 1024

/** Values kept unpacked: a plan reads those of a few objects again and again, and then those of others. */
const mostUnpacked = 4

/**
 * Packs the large fields of an object that has just arrived, in place: a hundred MyApps of 1 MiB are more
 * than a pod is given. A packed field reads as before, and is unpacked when it is read. Metadata stays as it is:
 * each event is compared by it.
 */
export const packLarge = ({ pack, unpack }: Packing): (<O>(object: O) => O) => {
  const unpacked: { readonly bytes: Uint8Array; readonly value: unknown }[] = []
  const read = (bytes: Uint8Array): unknown => {
    const known = unpacked.find(each => each.bytes === bytes)
    if (known !== undefined) return known.value
    const value = parsedJson(unpack(bytes))
    unpacked.unshift({ bytes, value })
    unpacked.splice(mostUnpacked)
    return value
  }
  return <O>(object: O): O => {
    if (!isRecord(object)) return object
    for (const field of Object.keys(object)) {
      if (field === 'metadata' || !isLarge(object[field])) continue
      const bytes = pack(JSON.stringify(object[field]))
      Object.defineProperty(object, field, { configurable: true, enumerable: true, get: () => read(bytes) })
    }
    return object
  }
}

const isLarge = (value: unknown): boolean => roomLeft(value, leastPacked) < 0

/** Ends with the first value for which there is no room. */
const roomLeft = (value: unknown, room: number): number => {
  if (typeof value === 'string') return room - value.length
  if (typeof value !== 'object' || value === null) return room - 1
  let left = room
  for (const field in value) {
    left = roomLeft(Reflect.get(value, field), left - field.length)
    if (left < 0) return left
  }
  return left
}
