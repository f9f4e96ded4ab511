import { isRecord } from '../../../json/fields.ts'
import type { Schema } from '../../../kube/schema.ts'
import { durationValue } from './celTypes.ts'

/** A JSON value as CEL sees it through its schema: integers as 64-bit integers, times as times, field names escaped. */
export const celValue = (schema: Schema | undefined, value: unknown): unknown => {
  if (typeof value === 'number') return asInteger(schema, value) ? BigInt(value) : value
  if (typeof value === 'string') return ofText(schema, value)
  if (Array.isArray(value)) return value.map(item => celValue(schema?.items, item))
  if (!isRecord(value)) return value
  const record: { [field: string]: unknown } = {}
  for (const [field, of] of Object.entries(value)) {
    const named = schema?.properties !== undefined && Object.hasOwn(schema.properties, field)
    const others = schema?.additionalProperties
    const ofField = named ? schema?.properties?.[field] : typeof others === 'object' ? others : undefined
    record[field] = celValue(ofField, of)
    if (named) record[escaped(field)] = record[field]
  }
  return record
}

const asInteger = (schema: Schema | undefined, value: number): boolean =>
  Number.isInteger(value) && schema?.type !== 'number'

const ofText = (schema: Schema | undefined, text: string): unknown => {
  if (schema?.type !== 'string') return text
  switch (schema.format) {
    case 'date-time':
    case 'date':
      return new Date(text)
    case 'duration':
      return durationValue(text)
    default:
      return text
  }
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** Property names that are not CEL identifiers are reached by an escaped name. */
export const escaped = (field: string): string =>
  reserved.has(field)
    ? `__${field}__`
    : field
        .replaceAll('__', '__underscores__')
        .replaceAll('.', '__dot__')
        .replaceAll('-', '__dash__')
        .replaceAll('/', '__slash__')
