import { isLongInteger } from './exactJson.ts'
import { pathWithin } from './pathWithin.ts'

/** What a plan cannot work with. */
export type Oddity =
  | { readonly _tag: 'Deep' }
  /** An integer that a double cannot hold, at this path: `spec.items[0].size`. */
  | { readonly _tag: 'LongInteger'; readonly path: string }

/** The first oddity of a JSON value: more than so many levels of objects and lists, or an integer that is too long. Recurses no deeper than that. */
export const oddityIn = (value: unknown, levels: number): Oddity | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (levels === 0) return deep
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const found = oddityIn(value[at], levels - 1)
      if (found) return within(`[${at}]`, found)
    }
    return undefined
  }
  for (const field in value) {
    const found = oddityIn(Reflect.get(value, field), levels - 1)
    if (found) return within(field, found)
  }
  return isLongInteger(value) ? { _tag: 'LongInteger', path: '' } : undefined
}

const deep: Oddity = { _tag: 'Deep' }

const within = (place: string, found: Oddity): Oddity => {
  if (found._tag === 'Deep') return found
  return { ...found, path: pathWithin(place, found.path) }
}
