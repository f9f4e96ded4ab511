import { type Fields, isRecord } from '../../json/fields.ts'
import { parsedJson } from '../../json/parsedJson.ts'
import type { FieldsV1 } from '../managedFields.ts'

/** The items of a list with keys that one manager holds: `k:{"containerPort":80,"protocol":"TCP"}`. */
export interface KeyedItems {
  readonly elements: readonly string[]
  /** The element of an item, as an index; -1 for an item that is not held. */
  readonly indexOf: (item: unknown) => number
  /** The element of each item of a manifest, which may leave keys out; `undefined` for an item that is not held. */
  readonly elementsOf: (items: readonly unknown[]) => readonly (string | undefined)[]
}

/** `undefined` where the list has no keys, or no item is held. Takes time in proportion to items and elements. */
export const keyedItems = (held: FieldsV1): KeyedItems | undefined => {
  const known = made.get(held)
  if (known !== undefined) return known
  const elements = Object.keys(held).filter(element => element.startsWith('k:'))
  if (elements.length === 0) return undefined
  const items = itemsOf(elements)
  made.set(held, items)
  return items
}

/** Trees are shared, so the same few are asked again and again. */
const made = new WeakMap<FieldsV1, KeyedItems>()

const itemsOf = (elements: readonly string[]): KeyedItems => {
  const keys = elements.map(parsedKeys)
  const names = [...new Set(keys.flatMap(each => Object.keys(each)))].sort()
  const whole = new Map(keys.map((each, at) => [keyOf(each, names), at]))
  const indexOf = (item: unknown) => (isRecord(item) ? (whole.get(keyOf(item, names)) ?? -1) : -1)

  /** The server fills in a key that a manifest leaves out: the item's is the first element left that agrees otherwise. */
  const completed = (items: readonly unknown[], found: readonly (string | undefined)[]) => {
    const taken = new Set(found)
    const byPart = new Map<string, Map<unknown, string[]>>()
    return items.map((item, at) => {
      if (found[at] !== undefined || !isRecord(item)) return found[at]
      const given = names.filter(name => item[name] !== undefined)
      if (given.length === names.length || given.length === 0) return undefined
      const part = given.join()
      const candidates = byPart.get(part) ?? grouped(elements, keys, given)
      byPart.set(part, candidates)
      const left = candidates.get(keyOf(item, given)) ?? []
      while (left[0] !== undefined && taken.has(left[0])) left.shift()
      return left.shift()
    })
  }

  return {
    elements,
    indexOf,
    elementsOf: items => {
      const found = items.map(item => elements[indexOf(item)])
      return names.length > 1 && found.includes(undefined) ? completed(items, found) : found
    },
  }
}

const parsedKeys = (element: string): Fields => {
  const keys = parsedJson(element.slice(2))
  return isRecord(keys) ? keys : {}
}

/** Tells items apart: the value itself where there is one key, which is most often a name. */
const keyOf = (item: Fields, names: readonly string[]): unknown => {
  const [name = ''] = names
  return names.length === 1 ? item[name] : JSON.stringify(names.map(each => item[each]))
}

const grouped = (
  elements: readonly string[],
  keys: readonly Fields[],
  names: readonly string[],
): Map<unknown, string[]> => {
  const groups = new Map<unknown, string[]>()
  for (const [at, element] of elements.entries()) {
    const part = keyOf(keys[at] ?? {}, names)
    const group = groups.get(part)
    if (group === undefined) groups.set(part, [element])
    else group.push(element)
  }
  return groups
}
