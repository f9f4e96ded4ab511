import { isRecord } from '../../json/fields.ts'
import type { FieldsV1 } from '../../kube/managedFields.ts'
import type { Schema } from '../../kube/schema.ts'
import { fieldOf, itemsOf, topologyOf } from '../schema/mergeKeys.ts'
import { type FieldSet, nodeOf, onlyHere } from './fieldSet.ts'
import { fieldElement, itemElement } from './pathElement.ts'

type Nodes = { [element: string]: FieldsV1 }

/** The fields that an applied configuration sets: its leaves, and the items of its lists. */
export const fieldsOf = (schema: Schema | undefined, value: unknown): FieldSet => {
  if (Array.isArray(value)) return ofList(schema, value)
  if (!isRecord(value) || topologyOf(schema, false)._tag === 'Atomic') return onlyHere
  const nodes: Nodes = {}
  for (const field of Object.keys(value)) {
    const of = value[field]
    const below = fieldsOf(fieldOf(schema, field), of)
    const declared = schema?.properties !== undefined && Object.hasOwn(schema.properties, field)
    // An empty map is a value of its own, and so is each entry of a map.
    const node = !declared || (isRecord(of) && Object.keys(of).length === 0) ? nodeOf(true, { ...below }) : below
    if (node !== undefined) nodes[fieldElement(field)] = node
  }
  return nodeOf(false, nodes)
}

const ofList = (schema: Schema | undefined, list: readonly unknown[]): FieldSet => {
  const topology = topologyOf(schema, true)
  if (topology._tag === 'Atomic') return onlyHere
  const nodes: Nodes = {}
  for (const item of list) {
    const element = itemElement(topology, item)
    if (element === undefined) continue
    const node = topology._tag === 'Set' ? onlyHere : nodeOf(true, { ...fieldsOf(itemsOf(schema), item) })
    if (node !== undefined) nodes[element] = node
  }
  return nodeOf(false, nodes)
}

/** All that a value consists of, its containers too: what an update that adds it comes to own. */
export const allFieldsOf = (schema: Schema | undefined, value: unknown): FieldSet => {
  const nodes: Nodes = {}
  if (Array.isArray(value)) {
    const topology = topologyOf(schema, true)
    if (topology._tag === 'Atomic') return onlyHere
    for (const item of value) {
      const element = itemElement(topology, item)
      const node = topology._tag === 'Set' ? onlyHere : allFieldsOf(itemsOf(schema), item)
      if (element !== undefined && node !== undefined) nodes[element] = node
    }
    return nodeOf(true, nodes)
  }
  if (!isRecord(value) || topologyOf(schema, false)._tag === 'Atomic') return onlyHere
  for (const field of Object.keys(value)) {
    const node = allFieldsOf(fieldOf(schema, field), value[field])
    if (node !== undefined) nodes[fieldElement(field)] = node
  }
  return nodeOf(true, nodes)
}

/** The set with every declared field that has members below it as a member itself: so it goes when all in it goes. */
export const withNamedFields = (schema: Schema | undefined, set: FieldSet): FieldSet => below(schema, set, false)

const below = (schema: Schema | undefined, set: FieldSet, member: boolean): FieldSet => {
  const nodes: Nodes = {}
  for (const element in set) {
    const node = set[element]
    if (element === '.' || node === undefined) continue
    const isField = element.startsWith('f:')
    const field = element.slice(2)
    const declared = isField && schema?.properties !== undefined && Object.hasOwn(schema.properties, field)
    const own = declared || '.' in node || Object.keys(node).length === 0
    const child = below(isField ? fieldOf(schema, field) : itemsOf(schema), node, own)
    if (child !== undefined) nodes[element] = child
  }
  return nodeOf(member, nodes)
}
