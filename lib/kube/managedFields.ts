import { isRecord } from '../json/fields.ts'

/** One entry of `metadata.managedFields`: the fields that one manager has set. */
export interface ManagedFields {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly time?: string
  readonly fieldsType: 'FieldsV1'
  readonly fieldsV1: FieldsV1
  readonly subresource?: string
}

/** A set of field paths as a tree, in the notation of the real server: `f:` fields, `k:` keys, `v:` values, `.` the place itself. */
export interface FieldsV1 {
  readonly [element: string]: FieldsV1
}

/** The entries of an object that the server has just sent; none where it keeps none. */
export const managedFieldsOf = (object: unknown): readonly ManagedFields[] => {
  const metadata = isRecord(object) ? object.metadata : undefined
  const entries = isRecord(metadata) ? metadata.managedFields : undefined
  return Array.isArray(entries) ? entries.filter(isEntry) : []
}

/** The tree itself is the server's: it is walked with care, and never decoded as a whole. */
const isEntry = (entry: unknown): entry is ManagedFields =>
  isRecord(entry) &&
  typeof entry.manager === 'string' &&
  (entry.operation === 'Apply' || entry.operation === 'Update') &&
  typeof entry.apiVersion === 'string' &&
  isRecord(entry.fieldsV1)
