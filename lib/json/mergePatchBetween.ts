import { equal } from './equal.ts'
import type { Fields } from './fields.ts'
import { isRecord } from './fields.ts'

/**
 * The JSON merge patch (RFC 7386) that turns `previous` into `next`: the fields that
 * differ, null for a removed field, lists as a whole. `undefined` if nothing differs.
 * A field that is null or undefined counts as absent.
 */
export const statusDifference = (previous: Fields | undefined, next: Fields): Fields | undefined => {
  const before = previous ?? {}
  const gone = Object.keys(before).filter(field => isPresent(before[field]) && !isPresent(next[field]))
  const changed = Object.keys(next)
    .filter(field => isPresent(next[field]))
    .map(field => [field, change(before[field], next[field])] as const)
    .filter(([, value]) => value !== undefined)
  return gone.length + changed.length === 0
    ? undefined
    : Object.fromEntries([...changed, ...gone.map(field => [field, null] as const)])
}

const change = (before: unknown, next: unknown): unknown => {
  const wanted = plain(next)
  if (isRecord(before) && isRecord(wanted)) return statusDifference(before, wanted)
  return equal(before, wanted) ? undefined : wanted
}

/** Leaves absent fields out, because null removes a field in a merge patch. Inside lists, which are sent whole, null stays. */
const plain = (value: unknown): unknown => {
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => isPresent(inner))
      .map(([field, inner]) => [field, plain(inner)]),
  )
}

const isPresent = (value: unknown): boolean => value !== undefined && value !== null
