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
export const notJson = (value: unknown, path = '', levels = 0): NotJson | undefined => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      return Number.isFinite(value) ? undefined : { path, what: `is ${value}` }
    case 'object':
      return value === null ? undefined : ofObject(value, path, levels)
    case 'undefined':
      return { path, what: 'is undefined' }
    default:
      return { path, what: `is a ${typeof value}` }
  }
}

const ofObject = (value: object, path: string, levels: number): NotJson | undefined => {
  if (levels === mostLevels) return { path: path.slice(0, 200), what: `is nested deeper than ${mostLevels} levels` }
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) {
      const found = notJson(item, `${path}[${at}]`, levels + 1)
      if (found !== undefined) return found
    }
    return undefined
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return { path, what: `is ${classOf(value)}` }
  for (const field of Object.keys(value)) {
    const below: unknown = Reflect.get(value, field)
    if (below === undefined) continue
    const found = notJson(below, path === '' ? field : `${path}.${field}`, levels + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** `a Date`, `an instance of Money`. */
const classOf = (value: object): string => {
  const name = value.constructor?.name ?? ''
  return known.includes(name) ? `a ${name}` : name === '' ? 'an object of a class' : `an instance of ${name}`
}

const known = ['Date', 'Map', 'Set', 'URL', 'Promise', 'RegExp', 'Error', 'Buffer']
