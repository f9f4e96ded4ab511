import { type Fields, isRecord } from '../../json/fields.ts'
import { parsedJson } from '../../json/parsedJson.ts'
import type { FieldsV1 } from '../managedFields.ts'
import type { Manifest } from '../object.ts'
import type { Holding } from './holdings.ts'
import { keyedItems } from './keyedItems.ts'

/** A place in the trees: our node, absent where we hold nothing there, and the nodes of other managers. */
interface Node {
  readonly ours: FieldsV1 | undefined
  readonly others: readonly FieldsV1[]
  /** The elements from the root. */
  readonly place: string
}

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

  const walk = (value: unknown, node: Node, path: string): void => {
    const { ours } = node
    if (ours === undefined) {
      if (!holdsNothing(value, node.others)) found.add(path)
    } else if (Array.isArray(value)) walkList(value, ours, node, path)
    else if (isRecord(value) && !isLeaf(ours)) walkFields(value, node, path)
  }

  const walkFields = (value: Fields, node: Node, path: string): void => {
    for (const field of Object.keys(value)) {
      walk(value[field], below(node, `f:${field}`), path === '' ? field : `${path}.${field}`)
    }
  }

  const walkList = (list: readonly unknown[], ours: FieldsV1, node: Node, path: string): void => {
    const own = keyedItems(ours)?.elementsOf(list)
    if (own !== undefined) {
      for (const [at, item] of list.entries()) walk(item, below(node, own[at]), path)
      if (isReordered(own, order[node.place])) found.add(path)
      return
    }
    const values = Object.keys(ours).filter(element => element.startsWith('v:'))
    if (values.length === 0) return
    const present = new Set(values.map(element => parsedJson(element.slice(2))))
    if (!list.every(item => present.has(item))) found.add(path)
  }

  // An apply to the object sets no status, so nothing is recorded of it.
  const { apiVersion: _apiVersion, kind: _kind, status: _status, metadata, ...rest } = manifest
  const { name: _name, namespace: _namespace, ownerReferences: _owners, ...ours } = metadata
  const said = Object.keys(ours).length === 0 ? rest : { metadata: ours, ...rest }
  walkFields(said, { ours: fields, others, place: '' }, '')
  return [...found]
}

const below = ({ ours, others, place }: Node, element: string | undefined): Node => ({
  ours: element !== undefined && ours !== undefined && Object.hasOwn(ours, element) ? ours[element] : undefined,
  others:
    others.length === 0 || element === undefined
      ? []
      : others.flatMap(other => (Object.hasOwn(other, element) ? (other[element] ?? []) : [])),
  place: `${place}/${element}`,
})

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
    fields.every(field => holdsNothing(value[field], below({ ours: {}, others, place: '' }, `f:${field}`).others))
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
