import { type FieldsV1, type ManagedFields, managedFieldsOf } from '../managedFields.ts'
import { isFormer } from './claim.ts'

/**
 * `managedFields` with the fields of former managers, and of our own updates, in our entry
 * for applying, so that the next apply removes what it does not say. Finalizers that we
 * updated stay where they are. `undefined` where there is nothing to take over.
 */
export const takenOver = (
  object: unknown,
  fieldManager: string,
  former: readonly string[],
  apiVersion: string,
): readonly ManagedFields[] | undefined => {
  const entries = managedFieldsOf(object)
  const taken = entries.filter(
    entry => !isOwn(entry, fieldManager) && isFormer(entry, fieldManager, former, apiVersion),
  )
  if (taken.length === 0) return undefined
  const own = entries.find(entry => isOwn(entry, fieldManager))
  const rest = entries.filter(entry => entry !== own && !taken.includes(entry))
  const finalizers = taken.flatMap(entry => onlyFinalizersOf(entry, fieldManager))
  const fieldsV1 = [...(own ? [own] : []), ...taken].map(withoutFinalizers(fieldManager)).reduce(union)
  const entry: ManagedFields = {
    manager: fieldManager,
    operation: 'Apply',
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1,
  }
  return [...rest, ...finalizers, { ...entry, ...(own?.time !== undefined && { time: own.time }) }]
}

const isOwn = ({ manager, operation, subresource = '' }: ManagedFields, fieldManager: string): boolean =>
  manager === fieldManager && operation === 'Apply' && subresource === ''

const finalizersIn = ({ fieldsV1 }: ManagedFields): FieldsV1 | undefined => fieldsV1['f:metadata']?.['f:finalizers']

const onlyFinalizersOf = (entry: ManagedFields, fieldManager: string): readonly ManagedFields[] => {
  const finalizers = entry.manager === fieldManager ? finalizersIn(entry) : undefined
  return finalizers === undefined ? [] : [{ ...entry, fieldsV1: { 'f:metadata': { 'f:finalizers': finalizers } } }]
}

const withoutFinalizers =
  (fieldManager: string) =>
  (entry: ManagedFields): FieldsV1 => {
    const { 'f:metadata': metadata, ...rest } = entry.fieldsV1
    if (metadata === undefined || entry.manager !== fieldManager || entry.operation === 'Apply') return entry.fieldsV1
    const { 'f:finalizers': _, ...others } = metadata
    return Object.keys(others).length === 0 ? rest : { ...rest, 'f:metadata': others }
  }

/** A leaf is a place of its own: beside places below it, it is written as `.`. */
const union = (a: FieldsV1, b: FieldsV1): FieldsV1 => {
  if (isLeaf(a)) return isLeaf(b) ? b : { '.': {}, ...b }
  if (isLeaf(b)) return { '.': {}, ...a }
  const merged: { [element: string]: FieldsV1 } = { ...a }
  for (const [element, below] of Object.entries(b)) {
    const known = Object.hasOwn(a, element) ? a[element] : undefined
    merged[element] = known === undefined ? below : union(known, below)
  }
  return merged
}

const isLeaf = (node: FieldsV1): boolean => Object.keys(node).length === 0
