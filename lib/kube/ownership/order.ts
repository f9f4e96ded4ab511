import { isRecord } from '../../json/fields.ts'
import type { FieldsV1 } from '../managedFields.ts'
import { type KeyedItems, keyedItems } from './keyedItems.ts'

/** By the place of a list of which we hold two items or more: their elements, in the order of the object. */
export type Order = { readonly [place: string]: readonly string[] }

/** A list with keys of which a tree has two items or more. */
export interface OrderedList {
  readonly place: string
  /** From the root to the list: a field, or an item of a list on the way. */
  readonly steps: readonly Step[]
  readonly items: KeyedItems
}

type Step = string | { readonly items: KeyedItems; readonly at: number }

export const orderedLists = (held: FieldsV1, place = '', steps: readonly Step[] = []): readonly OrderedList[] => {
  const items = keyedItems(held)
  if (items === undefined) {
    const fields = Object.entries(held).filter(([element]) => element.startsWith('f:'))
    return fields.flatMap(([element, below]) =>
      orderedLists(below, `${place}/${element}`, [...steps, element.slice(2)]),
    )
  }
  const inside = items.elements.flatMap((element, at) =>
    orderedLists(held[element] ?? {}, `${place}/${element}`, [...steps, { items, at }]),
  )
  return items.elements.length > 1 ? [{ place, steps, items }, ...inside] : inside
}

/** A number that tells orders apart. Asked for each object that arrives, so it allocates nothing. */
export const orderDigest = (lists: readonly OrderedList[], object: unknown): number => {
  let digest = 0
  for (const { steps, items } of lists) {
    const list = listAt(steps, object)
    if (list === undefined) continue
    for (const item of list) {
      const at = items.indexOf(item)
      if (at >= 0) digest = (Math.imul(digest ^ (at + 1), 0x9e3779b1) + 1) | 0
    }
    digest = Math.imul(digest, 0x5f356495) | 0
  }
  return digest
}

export const orderIn = (lists: readonly OrderedList[], object: unknown): Order =>
  Object.fromEntries(
    lists.map(({ place, steps, items }) => [
      place,
      (listAt(steps, object) ?? []).flatMap(item => items.elements[items.indexOf(item)] ?? []),
    ]),
  )

const listAt = (steps: readonly Step[], object: unknown): readonly unknown[] | undefined => {
  let value = object
  for (const step of steps) {
    if (typeof step === 'string') value = isRecord(value) ? value[step] : undefined
    else value = Array.isArray(value) ? value.find(item => step.items.indexOf(item) === step.at) : undefined
    if (value === undefined) return undefined
  }
  return Array.isArray(value) ? value : undefined
}
