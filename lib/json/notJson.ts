import { pathWithin } from './pathWithin.ts'

/** Why a value is not JSON, and where: `spec.since is a Date`. */
export interface NotJson {
  readonly path: string
  readonly what: string
}

/** The most levels that an object may have: a walk that recurses is safe on it. */
export const mostLevels = 500

/**
 * The first part of a value that is not JSON as it would be sent; `undefined` where all is. A field
 * that is `undefined` is left out, so it counts as absent.
 */
export const notJson = (value: unknown, levels = 0): NotJson | undefined => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      return Number.isFinite(value) ? undefined : it(`is ${value}`)
    case 'object':
      return value === null ? undefined : ofObject(value, levels)
    case 'undefined':
      return it('is undefined')
    default:
      return it(`is a ${typeof value}`)
  }
}

/** The path is put together on the way back, so a value that is JSON costs none. */
const it = (what: string): NotJson => ({ path: '', what })

const ofObject = (value: object, levels: number): NotJson | undefined => {
  if (levels === mostLevels) return it(`is nested deeper than ${mostLevels} levels`)
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const found = notJson(value[at], levels + 1)
      if (found !== undefined) return within(`[${at}]`, found)
    }
    return undefined
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return it(`is ${classOf(value)}`)
  for (const field of Object.keys(value)) {
    const below: unknown = Reflect.get(value, field)
    if (below === undefined) continue
    const found = notJson(below, levels + 1)
    if (found !== undefined) return within(field, found)
  }
  return undefined
}

const within = (place: string, { path, what }: NotJson): NotJson => ({
  path: pathWithin(place, path).slice(0, longestPath),
  what,
})

const longestPath = 1000

/** `a Date`, `an instance of Money`. */
const classOf = (value: object): string => {
  const name = value.constructor?.name ?? ''
  return known.includes(name) ? `a ${name}` : name === '' ? 'an object of a class' : `an instance of ${name}`
}

const known = ['Date', 'Map', 'Set', 'URL', 'Promise', 'RegExp', 'Error', 'Buffer']
