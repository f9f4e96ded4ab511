import { canonical } from '../../json/canonical.ts'
import { isRecord } from '../../json/fields.ts'
import { parsedJson } from '../../json/parsedJson.ts'
import type { FieldsV1 } from '../managedFields.ts'

/** The items of a list with keys that one manager holds: `k:{"containerPort":80,"protocol":"TCP"}`. */
export interface KeyedItems {
  /** The element of each item, in the order of the items; `undefined` for an item that has none. */
  readonly elementsOf: (items: readonly unknown[]) => readonly (string | undefined)[]
}

/** `undefined` where the list has no keys, or no item is held. Takes time in proportion to items and elements. */
export const keyedItems = (held: FieldsV1): KeyedItems | undefined => {
  const known = knownItems.get(held)
  if (known !== undefined) return known
  const elements = Object.keys(held).filter(element => element.startsWith('k:'))
  if (elements.length === 0) return undefined
  const made = itemsOf(elements)
  knownItems.set(held, made)
  return made
}

/** The same few trees are asked again and again: `claimReader` shares them. */
const knownItems = new WeakMap<FieldsV1, KeyedItems>()

const itemsOf = (elements: readonly string[]): KeyedItems => {
  const keysOf = new Map(elements.map(element => [element, parsedKeys(element)]))
  const whole = new Map(elements.map(element => [canonical(keysOf.get(element)), element]))
  const names = [...new Set([...keysOf.values()].flatMap(keys => Object.keys(keys)))].sort()
  return {
    elementsOf: items => {
      const found = items.map(item => (isRecord(item) ? whole.get(canonical(picked(item, names))) : undefined))
      // A key that a manifest leaves out was filled in by the server: the first element that agrees otherwise, and is
      // not that of another item, is the item's.
      const taken = new Set(found)
      const byPart = new Map<string, Map<string, string[]>>()
      return items.map((item, at) => {
        if (found[at] !== undefined || !isRecord(item)) return found[at]
        const given = names.filter(name => item[name] !== undefined)
        if (given.length === names.length || given.length === 0) return undefined
        const part = given.join()
        const candidates = byPart.get(part) ?? grouped(elements, element => picked(keysOf.get(element) ?? {}, given))
        byPart.set(part, candidates)
        const left = candidates.get(canonical(picked(item, given))) ?? []
        while (left[0] !== undefined && taken.has(left[0])) left.shift()
        return left.shift()
      })
    },
  }
}

const parsedKeys = (element: string): { readonly [name: string]: unknown } => {
  const keys = parsedJson(element.slice(2))
  return isRecord(keys) ? keys : {}
}

const picked = (item: { readonly [name: string]: unknown }, names: readonly string[]): unknown =>
  Object.fromEntries(names.map(name => [name, item[name]]))

const grouped = (elements: readonly string[], partOf: (element: string) => unknown): Map<string, string[]> => {
  const groups = new Map<string, string[]>()
  for (const element of elements) {
    const part = canonical(partOf(element))
    const group = groups.get(part)
    if (group === undefined) groups.set(part, [element])
    else group.push(element)
  }
  return groups
}
