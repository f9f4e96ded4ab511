import { equal } from './equal.ts'
import type { Fields } from './fields.ts'
import { isRecord } from './fields.ts'

/**
 * The JSON merge patch (RFC 7386) that turns `previous` into `next`: only what
 * differs, null for what goes, lists whole. `undefined` when nothing differs. A
 * field that is null or undefined counts as absent.
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

/** Without absent fields: null has a meaning of its own in a merge patch, but for the inside of lists, which go whole. */
const plain = (value: unknown): unknown => {
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => isPresent(inner))
      .map(([field, inner]) => [field, plain(inner)]),
  )
}

const isPresent = (value: unknown): boolean => value !== undefined && value !== null
