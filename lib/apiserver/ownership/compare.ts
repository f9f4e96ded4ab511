import { equal } from '../../json/equal.ts'
import { isRecord } from '../../json/fields.ts'
import type { FieldsV1 } from '../../kube/managedFields.ts'
import type { Schema } from '../../kube/schema.ts'
import { fieldOf, itemsOf, type Topology, topologyOf } from '../schema/mergeKeys.ts'
import { type FieldSet, isEmpty, nodeOf, onlyHere } from './fieldSet.ts'
import { allFieldsOf } from './fieldsOf.ts'
import { fieldElement, itemElement } from './pathElement.ts'

/** The fields that were added, changed or removed from one value to the next. */
export interface OwnershipComparison {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}

export const isSame = ({ added, modified, removed }: OwnershipComparison): boolean =>
  isEmpty(added) && isEmpty(modified) && isEmpty(removed)

/** Nothing. */
export const same: OwnershipComparison = { added: undefined, modified: undefined, removed: undefined }

/** Compares field by field. Parts that are the same value are not looked into. */
export const compare = (schema: Schema | undefined, before: unknown, after: unknown): OwnershipComparison => {
  if (before === after) return same
  if (before === undefined) return { ...same, added: allFieldsOf(schema, after) }
  if (after === undefined) return { ...same, removed: allFieldsOf(schema, before) }
  // An emptied container is there, with nothing in it.
  if (before === null && isFilled(schema, after)) return compare(schema, emptyLike(after), after)
  if (after === null && isFilled(schema, before)) return compare(schema, before, emptyLike(before))
  if (Array.isArray(before) && Array.isArray(after)) {
    const topology = topologyOf(schema, true)
    return topology._tag === 'Atomic' || (before.length === 0 && after.length === 0)
      ? compareLeaf(before, after)
      : compareParts(byElement(topology, before), byElement(topology, after), () => itemsOf(schema))
  }
  if (isRecord(before) && isRecord(after) && topologyOf(schema, false)._tag !== 'Atomic') {
    return compareParts(fieldsByElement(before), fieldsByElement(after), element => fieldOf(schema, element.slice(2)))
  }
  return compareLeaf(before, after)
}

/** Whether it is a container that is not atomic, and not empty. */
const isFilled = (schema: Schema | undefined, value: unknown): boolean => {
  const isList = Array.isArray(value)
  if (!isList && !isRecord(value)) return false
  return Object.keys(value).length > 0 && topologyOf(schema, isList)._tag !== 'Atomic'
}

const emptyLike = (value: unknown): unknown => (Array.isArray(value) ? [] : isRecord(value) ? {} : undefined)

const compareLeaf = (before: unknown, after: unknown): OwnershipComparison =>
  equal(before, after) ? same : { ...same, modified: onlyHere }

type Parts = ReadonlyMap<string, unknown>

const fieldsByElement = (record: { readonly [field: string]: unknown }): Parts =>
  new Map(Object.entries(record).map(([field, value]) => [fieldElement(field), value]))

const byElement = (topology: Topology, list: readonly unknown[]): Parts => {
  const parts = new Map<string, unknown>()
  for (const item of list) {
    const element = itemElement(topology, item)
    if (element !== undefined) parts.set(element, item)
  }
  return parts
}

type Nodes = { [element: string]: FieldsV1 }

const compareParts = (
  before: Parts,
  after: Parts,
  schemaOf: (element: string) => Schema | undefined,
): OwnershipComparison => {
  const added: Nodes = {}
  const modified: Nodes = {}
  const removed: Nodes = {}
  const visit = (element: string) => {
    const part = compare(schemaOf(element), before.get(element), after.get(element))
    if (part.added !== undefined) added[element] = part.added
    if (part.modified !== undefined) modified[element] = part.modified
    if (part.removed !== undefined) removed[element] = part.removed
  }
  for (const element of before.keys()) visit(element)
  for (const element of after.keys()) if (!before.has(element)) visit(element)
  return { added: nodeOf(false, added), modified: nodeOf(false, modified), removed: nodeOf(false, removed) }
}
