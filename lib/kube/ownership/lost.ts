import { isRecord } from '../../json/fields.ts'
import { parsedJson } from '../../json/parsedJson.ts'
import type { FieldsV1 } from '../managedFields.ts'
import type { Manifest } from '../object.ts'
import type { Holding } from './holding.ts'
import { keyedItems } from './keyedItems.ts'

/**
 * The places of an applied manifest that are no longer our field manager's: another
 * writer changed or removed them. `spec.replicas`; of a list its own place.
 *
 * Walks manifest and `fieldsV1` side by side, without a schema: the tree itself says
 * which lists have keys and which are sets, and its leaves end the walk, for they are
 * ours as a whole. What a server defaults or normalises stays ours.
 */
export const lostFrom = ({ fields, order }: Holding, manifest: Manifest): readonly string[] => {
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = manifest
  const { name: _name, namespace: _namespace, ...ours } = metadata
  const found: string[] = []
  walk({ metadata: ours, ...rest }, fields, '', '', order, found)
  return [...new Set(found)]
}

const walk = (
  value: unknown,
  held: FieldsV1 | undefined,
  path: string,
  elements: string,
  order: Holding['order'],
  found: string[],
): void => {
  if (value === undefined) return
  if (held === undefined) {
    // Of a struct that holds nothing there is nothing to lose.
    if (path !== 'metadata' || !isRecord(value) || Object.keys(value).length > 0) found.push(path)
  } else if (Array.isArray(value)) walkList(value, held, path, elements, order, found)
  else if (isRecord(value) && !isLeaf(held)) {
    for (const field of Object.keys(value)) {
      const element = `f:${field}`
      const below = Object.hasOwn(held, element) ? held[element] : undefined
      walk(value[field], below, path === '' ? field : `${path}.${field}`, `${elements}/${element}`, order, found)
    }
  }
}

const walkList = (
  list: readonly unknown[],
  held: FieldsV1,
  path: string,
  elements: string,
  order: Holding['order'],
  found: string[],
): void => {
  const keyed = keyedItems(held)
  if (keyed !== undefined) {
    const own = keyed.elementsOf(list)
    const inside: string[] = []
    for (const [at, item] of list.entries()) {
      const element = own[at]
      walk(item, element === undefined ? undefined : held[element], path, `${elements}/${element}`, order, inside)
    }
    if (inside.length > 0 || isReordered(own, order?.[elements])) found.push(path)
    return
  }
  const values = Object.keys(held).filter(element => element.startsWith('v:'))
  if (values.length === 0) return
  const present = new Set(values.map(element => parsedJson(element.slice(2))))
  if (!list.every(item => present.has(item))) found.push(path)
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
