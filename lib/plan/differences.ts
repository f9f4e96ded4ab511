import { equal } from '../json/equal.ts'
import { isRecord } from '../json/fields.ts'

/** A place of a manifest: the names of its fields from the root. Lists are one place. */
export type Place = readonly string[]

/** Where an object does not show what a manifest says, as text against text: a normalised value differs. */
export const unshown = (manifest: unknown, object: unknown): readonly Place[] =>
  places(manifest, object, object, (desired, observed) => !shows(observed, desired))

/** Where a manifest says something, and an object is otherwise after a write than before. */
export const changed = (manifest: unknown, before: unknown, after: unknown): readonly Place[] =>
  places(manifest, before, after, (_desired, old, now) => !equal(old, now))

/** Where two objects differ is rare: only there is a place put together, from its end. */
const places = (
  said: unknown,
  one: unknown,
  other: unknown,
  differs: (said: unknown, one: unknown, other: unknown) => boolean,
): readonly Place[] => {
  if (said === undefined) return nowhere
  if (!isRecord(said) || !isRecord(one) || !isRecord(other)) return differs(said, one, other) ? here : nowhere
  let found = nowhere
  for (const field of Object.keys(said)) {
    const below = places(said[field], one[field], other[field], differs)
    if (below.length > 0) found = [...found, ...below.map(place => [field, ...place])]
  }
  return found
}

const nowhere: readonly Place[] = []
const here: readonly Place[] = [[]]

/** Items are compared by their position; fields that only the object has do not count. */
const shows = (observed: unknown, desired: unknown): boolean => {
  if (desired === undefined) return true
  if (Array.isArray(desired)) {
    return (
      Array.isArray(observed) &&
      observed.length === desired.length &&
      desired.every((item, at) => shows(observed[at], item))
    )
  }
  if (!isRecord(desired)) return equal(observed, desired)
  return isRecord(observed) && Object.keys(desired).every(field => shows(observed[field], desired[field]))
}
