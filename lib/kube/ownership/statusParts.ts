import { isRecord } from '../../json/fields.ts'
import { parsedJson } from '../../json/parsedJson.ts'
import { type FieldsV1, managedFieldsOf } from '../managedFields.ts'

/** What our field manager has set of a status: other writers may have set the rest. */
export interface StatusParts {
  readonly fields: readonly string[]
  /** Types of conditions; absent where the list has no keys, so that whoever wrote last holds all of it. */
  readonly conditions?: readonly string[]
}

/** Reads the parts of a value as the server sent it. */
export const statusPartsReader = (fieldManager: string): ((object: unknown) => StatusParts) => {
  /** Most objects of a kind have the same. */
  let last: { readonly text: string; readonly parts: StatusParts } | undefined
  return object => {
    const entry = managedFieldsOf(object).find(
      ({ manager, subresource }) => manager === fieldManager && subresource === 'status',
    )
    const parts = partsOf(entry?.fieldsV1['f:status'] ?? {})
    const text = JSON.stringify(parts)
    if (last?.text !== text) last = { text, parts }
    return last.parts
  }
}

const partsOf = (status: FieldsV1): StatusParts => {
  const fields = Object.keys(status).flatMap(element => (element.startsWith('f:') ? [element.slice(2)] : []))
  const list = Object.keys(status['f:conditions'] ?? {})
  const isAtomic = fields.includes('conditions') && list.length === 0
  return { fields, ...(!isAtomic && { conditions: list.flatMap(typeIn) }) }
}

const typeIn = (element: string): readonly string[] => {
  const keys = element.startsWith('k:') ? parsedJson(element.slice(2)) : undefined
  return isRecord(keys) && typeof keys.type === 'string' ? [keys.type] : []
}
