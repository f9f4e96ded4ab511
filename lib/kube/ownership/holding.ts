import { isRecord } from '../../json/fields.ts'
import type { FieldsV1 } from '../managedFields.ts'
import { keyedItems } from './keyedItems.ts'

/** Our entry of `managedFields`, and what it does not tell: the order of our items in lists with keys. */
export interface Holding {
  /** Absent: we hold nothing. */
  readonly fields?: FieldsV1
  /** The entries of other managers. Absent: there are none. */
  readonly others?: readonly FieldsV1[]
  /** By the place of a list of which we hold two items or more: their elements, in the order of the object. */
  readonly order?: { readonly [place: string]: readonly string[] }
}

export const holdingOf = (fields: FieldsV1 | undefined, object: unknown, others: readonly FieldsV1[] = []): Holding => {
  if (fields === undefined) return {}
  const order: { [place: string]: readonly string[] } = {}
  collect(fields, object, '', order)
  return {
    fields,
    ...(others.length > 0 && { others }),
    ...(Object.keys(order).length > 0 && { order }),
  }
}

const collect = (
  held: FieldsV1,
  value: unknown,
  place: string,
  order: { [place: string]: readonly string[] },
): void => {
  if (Array.isArray(value)) {
    const own = keyedItems(held)?.elementsOf(value) ?? []
    const elements = own.filter(element => element !== undefined)
    if (elements.length > 1) order[place] = elements
    for (const [at, element] of own.entries()) {
      const below = element === undefined ? undefined : held[element]
      if (below !== undefined) collect(below, value[at], `${place}/${element}`, order)
    }
  } else if (isRecord(value)) {
    for (const element of Object.keys(held)) {
      const below = held[element]
      if (below !== undefined && element.startsWith('f:'))
        collect(below, value[element.slice(2)], `${place}/${element}`, order)
    }
  }
}
