import { isRecord } from '../../json/fields.ts'
import { canonicalQuantity } from '../../kube/canonicalQuantity.ts'
import type { Schema } from '../../kube/schema.ts'
import { formats, numberRanges } from './formats.ts'

/** A value that Go's types cannot hold. */
export interface Mistyped {
  /** `spec.ports[0].port` */
  readonly path: string
  /** The declared field that it is in: the path but for the keys of a map. */
  readonly declared: string
  readonly expected: string
  readonly value: unknown
}

/**
 * The first value of a type, or of a format, other than its schema's. `null` is nothing, whatever the type.
 * Server-side apply looks at formats only when types and conflicts are settled.
 */
export const mistyped = (
  schema: Schema,
  value: unknown,
  path: string,
  withFormats = true,
  declared = path,
): Mistyped | undefined => {
  if (value === undefined || value === null) return undefined
  const expected = expectedOf(withFormats ? schema : withoutFormat(schema), value)
  if (expected !== undefined) return { path, declared, expected, value }
  if (Array.isArray(value)) {
    const { items } = schema
    return (
      items && first(value, (item, at) => mistyped(items, item, `${path}[${at}]`, withFormats, `${declared}[${at}]`))
    )
  }
  if (!isRecord(value)) return undefined
  const { properties = {}, additionalProperties: others } = schema
  return first(Object.keys(value), field => {
    const of = Object.hasOwn(properties, field) ? properties[field] : typeof others === 'object' ? others : undefined
    const own = Object.hasOwn(properties, field)
    return of && mistyped(of, value[field], below(path, field), withFormats, own ? below(declared, field) : declared)
  })
}

const below = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`)

const withoutFormat = ({ format: _format, ...schema }: Schema): Schema => schema

const first = <T, R>(items: readonly T[], find: (item: T, at: number) => R | undefined): R | undefined => {
  for (const [at, item] of items.entries()) {
    const found = find(item, at)
    if (found !== undefined) return found
  }
  return undefined
}

/** Go reads a MicroTime with six digits and no others. */
const microTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}(Z|[+-]\d{2}:\d{2})$/

/** The type that `value` should have, as Go names it; `undefined` where it fits. */
const expectedOf = (schema: Schema, value: unknown): string | undefined => {
  const { type, format } = schema
  if (schema['x-kubernetes-int-or-string'] === true) {
    return typeof value === 'string' || Number.isInteger(value) ? undefined : 'integer or string'
  }
  switch (type) {
    case undefined:
      return format === 'quantity' && canonicalQuantity(value) === undefined ? format : undefined
    case 'array':
      return Array.isArray(value) ? undefined : type
    case 'object':
      return isRecord(value) ? undefined : type
    case 'integer': {
      const [least, most] = (format === undefined ? undefined : numberRanges[format]) ?? [-Infinity, Infinity]
      const fits = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      return fits ? undefined : (format ?? type)
    }
    case 'string': {
      if (typeof value !== 'string') return type
      if (format === 'micro-time') return microTime.test(value) ? undefined : format
      // No bytes at all are bytes to Go.
      const fits = format === undefined || (format === 'byte' && value === '') ? undefined : formats[format]
      return fits === undefined || fits(value) ? undefined : format
    }
    default:
      return typeof value === type ? undefined : type
  }
}
