import { equal, isRecord } from '../../equal.ts'
import type { FieldError, Schema } from '../resourceType.ts'
import { correlated } from './correlated.ts'
import { embeddedErrors } from './embeddedErrors.ts'
import { fieldError } from './fieldError.ts'
import { formats, numberRanges } from './formats.ts'
import { matchCount } from './matchCount.ts'

/**
 * What a value violates of an OpenAPI v3 schema, worded as the API server words it for custom
 * resources. `path` is where the value is (`spec.ports[0]`, '' for a whole object). What is as it was in
 * `old`, the value before an update, is not held against the update.
 */
export const validateSchema = (schema: Schema, value: unknown, path: string, old?: unknown): readonly FieldError[] => {
  if (value === undefined) return []
  const errors = errorsOf(schema, value, path, old)
  return errors.length > 0 && old !== undefined && equal(value, old) ? [] : errors
}

const errorsOf = (schema: Schema, value: unknown, path: string, old: unknown): readonly FieldError[] => {
  const errors = [...typeErrors(schema, value, path), ...ofEnum(schema, value, path)]
  if (value === null) return errors
  return [
    ...errors,
    ...(typeof value === 'string' ? ofString(schema, value, path) : []),
    ...(typeof value === 'number' ? ofNumber(schema, value, path) : []),
    ...(Array.isArray(value) ? ofList(schema, value, path, old) : []),
    ...(isRecord(value) ? ofObject(schema, value, path, old) : []),
    ...ofCombination(schema, value, path),
  ]
}

const typeErrors = (schema: Schema, value: unknown, path: string): readonly FieldError[] => {
  if (value === null && schema.nullable === true) return []
  const types = typesOf(schema)
  const actual = typeOf(value)
  if (types.length === 0 || types.some(type => type === actual || (type === 'number' && actual === 'integer')))
    return []
  return [fieldError.typeInvalid(path, actual, `${path} in body must be of type ${types.join(',')}: "${actual}"`)]
}

/** What kinds of JSON a schema admits; none means any. */
const typesOf = (schema: Schema): readonly string[] => {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string']
  return schema.type === undefined ? [] : [schema.type]
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

const ofEnum = (schema: Schema, value: unknown, path: string): readonly FieldError[] => {
  if (schema.enum === undefined || schema.enum.some(allowed => equal(allowed, value))) return []
  const supported = schema.enum.map(allowed => (typeof allowed === 'string' ? allowed : JSON.stringify(allowed)))
  return [fieldError.notSupported(path, value, supported)]
}

const ofString = (schema: Schema, value: string, path: string): readonly FieldError[] => [
  ...sizeErrors(schema, value, path).slice(0, 1),
  ...formatErrors(schema, value, path),
]

/** Only the first of them is told. */
const sizeErrors = (schema: Schema, value: string, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  const length = [...value].length
  if (schema.maxLength !== undefined && length > schema.maxLength)
    errors.push(fieldError.tooLong(path, schema.maxLength))
  if (schema.minLength !== undefined && length < schema.minLength) {
    errors.push(fieldError.invalid(path, value, `${path} in body should be at least ${schema.minLength} chars long`))
  }
  if (schema.pattern !== undefined && !patternOf(schema.pattern).test(value)) {
    errors.push(fieldError.invalid(path, value, `${path} in body should match '${schema.pattern}'`))
  }
  return errors
}

const formatErrors = ({ format }: Schema, value: string, path: string): readonly FieldError[] => {
  const fits = format !== undefined && Object.hasOwn(formats, format) ? formats[format] : undefined
  return fits === undefined || fits(value)
    ? []
    : [fieldError.typeInvalid(path, value, `${path} in body must be of type ${format}: "${value}"`)]
}

const patterns = new Map<string, RegExp>()

/** RE2 patterns are, but for inline flags and the anchors \A and \z, JavaScript's. */
export const patternOf = (source: string): RegExp => {
  const known = patterns.get(source)
  if (known !== undefined) return known
  const [, flags = '', rest = source] = /^\(\?([ims]+)\)(.*)$/s.exec(source) ?? []
  const pattern = new RegExp(rest.replaceAll('\\A', '^').replaceAll('\\z', '$'), flags)
  patterns.set(source, pattern)
  return pattern
}

const ofNumber = (schema: Schema, value: number, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  if (schema.type === 'integer') errors.push(...rangeErrors(value, schema.format, path))
  const { minimum, maximum, multipleOf } = schema
  if (minimum !== undefined && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    const bound = schema.exclusiveMinimum === true ? 'greater than' : 'greater than or equal to'
    errors.push(fieldError.invalid(path, value, `${path} in body should be ${bound} ${minimum}`))
  }
  if (maximum !== undefined && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    const bound = schema.exclusiveMaximum === true ? 'less than' : 'less than or equal to'
    errors.push(fieldError.invalid(path, value, `${path} in body should be ${bound} ${maximum}`))
  }
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
    errors.push(fieldError.invalid(path, value, `${path} in body should be a multiple of ${multipleOf}`))
  }
  return errors
}

/** An error of no field, as the real server has it. */
const rangeErrors = (value: number, format = '', path = ''): readonly FieldError[] => {
  const [least, most] = numberRanges[format] ?? numberRanges.int64 ?? [0, 0]
  if (Number.isInteger(value) && value >= least && value <= most) return []
  const kind = format === '' ? 'integer (default format)' : `integer with format ${format}`
  return [fieldError.invalid('<nil>', '', `Checked value must be of type ${kind} in ${path}`)]
}

const isMultiple = (value: number, factor: number): boolean => {
  const quotient = value / factor
  return Math.abs(quotient - Math.round(quotient)) < 1e-9
}

const ofList = (schema: Schema, list: readonly unknown[], path: string, old: unknown): readonly FieldError[] => {
  const errors: FieldError[] = []
  if (schema.minItems !== undefined && list.length < schema.minItems) {
    errors.push(fieldError.invalid(path, list.length, `${path} in body should have at least ${schema.minItems} items`))
  }
  if (schema.maxItems !== undefined && list.length > schema.maxItems) {
    errors.push(fieldError.tooMany(path, list.length, schema.maxItems))
  }
  if (schema.uniqueItems === true && firstRepeat(list.map(item => item)) !== undefined) {
    errors.push(fieldError.invalid(path, list, `${path} in body shouldn't contain duplicates`))
  }
  const { items } = schema
  if (items !== undefined) {
    for (const [index, item] of list.entries()) {
      errors.push(...validateSchema(items, item, `${path}[${index}]`, correlated(schema, old, item)))
    }
  }
  return [...errors, ...ofListType(schema, list, path)]
}

/** Sets hold each value once, maps each combination of key fields. */
const ofListType = (schema: Schema, list: readonly unknown[], path: string): readonly FieldError[] => {
  const kind = schema['x-kubernetes-list-type']
  if (kind === 'set') {
    const at = firstRepeat(list)
    return at === undefined ? [] : [fieldError.duplicate(`${path}[${at}]`, list[at])]
  }
  if (kind !== 'map') return []
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const identities = list.map(item => {
    const identity: { [key: string]: unknown } = {}
    for (const key of keys) {
      const value = (isRecord(item) ? item[key] : undefined) ?? schema.items?.properties?.[key]?.default
      if (value !== undefined) identity[key] = value
    }
    return identity
  })
  const at = firstRepeat(identities)
  return at === undefined ? [] : [fieldError.duplicate(`${path}[${at}]`, identities[at])]
}

const firstRepeat = (values: readonly unknown[]): number | undefined => {
  const seen = new Set<string>()
  for (const [index, value] of values.entries()) {
    const id = canonical(value)
    if (seen.has(id)) return index
    seen.add(id)
  }
  return undefined
}

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null'
  const fields = Object.keys(value).sort()
  return `{${fields.map(field => `${JSON.stringify(field)}:${canonical(value[field])}`).join(',')}}`
}

const ofObject = (
  schema: Schema,
  object: { readonly [field: string]: unknown },
  path: string,
  old: unknown,
): readonly FieldError[] => {
  const before = isRecord(old) ? old : {}
  const errors: FieldError[] = []
  const at = (field: string) => (path === '' ? field : `${path}.${field}`)
  const fields = Object.keys(object)
  if (schema.minProperties !== undefined && fields.length < schema.minProperties) {
    const detail = `${path} in body should have at least ${schema.minProperties} properties`
    errors.push(fieldError.invalid(path, fields.length, detail))
  }
  if (schema.maxProperties !== undefined && fields.length > schema.maxProperties) {
    errors.push(fieldError.tooMany(path, fields.length, schema.maxProperties))
  }
  for (const field of schema.required ?? []) {
    if (object[field] === undefined) errors.push(fieldError.required(at(field)))
  }
  if (schema['x-kubernetes-embedded-resource'] === true) {
    for (const field of ['apiVersion', 'kind']) {
      if (object[field] === undefined) errors.push(fieldError.required(at(field)))
    }
    errors.push(...embeddedErrors(object, path))
  }
  const { properties = {}, additionalProperties: others } = schema
  for (const field of fields) {
    if (Object.hasOwn(properties, field)) {
      const of = properties[field]
      if (of !== undefined) errors.push(...validateSchema(of, object[field], at(field), before[field]))
    } else if (typeof others === 'object') {
      errors.push(...validateSchema(others, object[field], at(field), before[field]))
    } else if (others === false && !(schema['x-kubernetes-preserve-unknown-fields'] === true)) {
      errors.push(fieldError.invalid(path, '', `${path}.${field} in body is a forbidden property`))
    }
  }
  return errors
}

/** A failed combination belongs, as on the real server, to no field: its message names the path. */
const ofCombination = (schema: Schema, value: unknown, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  const fails = (rule: string) => errors.push(fieldError.invalid('<nil>', '', `"${path}" must ${rule}`))
  const failuresOf = (schemas: readonly Schema[]) => schemas.map(option => validateSchema(option, value, path))
  if (schema.anyOf !== undefined) {
    const failures = failuresOf(schema.anyOf)
    if (failures.every(found => found.length > 0)) {
      fails('validate at least one schema (anyOf)')
      errors.push(...nearest(schema.anyOf, value, failures))
    }
  }
  if (schema.oneOf !== undefined) {
    const failures = failuresOf(schema.oneOf)
    const valid = failures.filter(found => found.length === 0).length
    if (valid === 0) {
      fails('validate one and only one schema (oneOf). Found none valid')
      errors.push(...nearest(schema.oneOf, value, failures))
    } else if (valid > 1) fails(`validate one and only one schema (oneOf). Found ${valid} valid alternatives`)
  }
  if (schema.allOf !== undefined) {
    const failures = failuresOf(schema.allOf).flat()
    if (failures.length > 0) {
      fails('validate all the schemas (allOf)')
      errors.push(...failures)
    }
  }
  if (schema.not !== undefined && validateSchema(schema.not, value, path).length === 0) {
    fails('not validate the schema (not)')
  }
  return errors
}

const passes = (schema: Schema, value: unknown): boolean => validateSchema(schema, value, '').length === 0

/** What is wrong by the alternative that comes nearest. */
const nearest = (schemas: readonly Schema[], value: unknown, failures: readonly (readonly FieldError[])[]) => {
  const counts = schemas.map(schema => matchCount(schema, value, passes))
  return failures[counts.indexOf(Math.max(...counts))] ?? []
}
