import { type Fields, isRecord } from '../../json/fields.ts'
import { parsedJson } from '../../json/parsedJson.ts'
import type { FieldsV1 } from '../managedFields.ts'
import type { Manifest } from '../object.ts'
import type { Holding } from './holdings.ts'
import { keyedItems } from './keyedItems.ts'

const none: readonly FieldsV1[] = []

/**
 * The places of an applied manifest that are no longer our field manager's: another
 * writer changed or removed them. `spec.replicas`, or `spec.ports.targetPort` in an item.
 *
 * Walks manifest and `fieldsV1` side by side, without a schema: the tree itself says
 * which lists have keys and which are sets, and its leaves end the walk, for they are
 * ours as a whole. What a server defaults or normalises stays ours. Owner references are
 * not looked at: they are stored as they are said.
 */
export const lostFrom = (
  { fields, order }: Holding,
  others: readonly FieldsV1[],
  manifest: Manifest,
): readonly string[] => {
  const found = new Set<string>()
  // Names on the way to where the walk is, put together only for what is lost: most often nothing is.
  const path: string[] = []
  const elements: string[] = []
  const isOrdered = Object.keys(order).length > 0
  const lose = (): void => {
    found.add(path.join('.'))
  }

  /** `ours`: our node there, absent where we hold nothing; `theirs`: the nodes of other managers. */
  const walk = (value: unknown, ours: FieldsV1 | undefined, theirs: readonly FieldsV1[]): void => {
    if (ours === undefined) {
      if (!holdsNothing(value, theirs)) lose()
    } else if (Array.isArray(value)) walkList(value, ours, theirs)
    else if (isRecord(value) && !isLeaf(ours)) walkFields(value, ours, theirs)
  }

  const walkFields = (value: Fields, ours: FieldsV1, theirs: readonly FieldsV1[]): void => {
    for (const field of Object.keys(value)) {
      const element = elementOf(field)
      path.push(field)
      elements.push(element)
      walk(value[field], below(ours, element), allBelow(theirs, element))
      elements.pop()
      path.pop()
    }
  }

  const walkList = (list: readonly unknown[], ours: FieldsV1, theirs: readonly FieldsV1[]): void => {
    const own = keyedItems(ours)?.elementsOf(list)
    if (own !== undefined) {
      for (const [at, item] of list.entries()) {
        const element = own[at]
        elements.push(element ?? '')
        walk(item, below(ours, element), allBelow(theirs, element))
        elements.pop()
      }
      if (isOrdered && isReordered(own, order[elements.map(each => `/${each}`).join('')])) lose()
      return
    }
    const values = Object.keys(ours).filter(element => element.startsWith('v:'))
    if (values.length === 0) return
    const present = new Set(values.map(element => parsedJson(element.slice(2))))
    if (!list.every(item => present.has(item))) lose()
  }

  // An apply to the object sets no status, so nothing is recorded of it.
  const { apiVersion: _apiVersion, kind: _kind, status: _status, metadata, ...rest } = manifest
  const { name: _name, namespace: _namespace, ownerReferences: _owners, ...ours } = metadata
  walkFields(Object.keys(ours).length === 0 ? rest : { metadata: ours, ...rest }, fields, others)
  return [...found]
}

/** `f:spec` of `spec`. To look up a text that was just put together costs more than to remember the usual ones. */
const elementOf = (field: string): string => {
  const known = elementsOf.get(field)
  if (known !== undefined) return known
  const element = `f:${field}`
  if (elementsOf.size < mostElements) elementsOf.set(field, element)
  return element
}
const elementsOf = new Map<string, string>()
const mostElements = 1000

const below = (node: FieldsV1, element: string | undefined): FieldsV1 | undefined =>
  element !== undefined && Object.hasOwn(node, element) ? node[element] : undefined

const allBelow = (nodes: readonly FieldsV1[], element: string | undefined): readonly FieldsV1[] =>
  nodes.length === 0 ? none : nodes.flatMap(node => below(node, element) ?? [])

/**
 * Nothing is recorded of a list with keys that is said to be empty, nor of a struct with
 * nothing else in it. An empty list that is a leaf of another manager's has no keys: it was taken.
 */
const holdsNothing = (value: unknown, others: readonly FieldsV1[]): boolean => {
  if (value === undefined) return true
  if (Array.isArray(value)) return value.length === 0 && !others.some(isLeaf)
  const fields = isRecord(value) ? Object.keys(value) : []
  return (
    fields.length > 0 &&
    isRecord(value) &&
    fields.every(field => holdsNothing(value[field], allBelow(others, `f:${field}`)))
  )
}

const isReordered = (own: readonly (string | undefined)[], observed: readonly string[] | undefined): boolean => {
  if (observed === undefined) return false
  const [wanted, present] = [new Set(own), new Set(observed)]
  const among = observed.filter(element => wanted.has(element))
  const expected = own.filter(element => element !== undefined && present.has(element))
  return among.some((element, at) => element !== expected[at])
}

const isLeaf = (node: FieldsV1): boolean => {
  for (const _element in node) return false
  return true
}
