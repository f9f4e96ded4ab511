import { equal, isRecord } from '../../equal.ts'
import type { FieldError, Schema } from '../resourceType.ts'
import { fieldError } from './fieldError.ts'
import { formats, numberRanges } from './formats.ts'

/**
 * What a value violates of an OpenAPI v3 schema, worded as the API server words it for custom
 * resources. `path` is where the value is (`spec.ports[0]`, '' for a whole object).
 */
export const validateSchema = (schema: Schema, value: unknown, path: string): readonly FieldError[] => {
  if (value === undefined) return []
  if (value === null && schema.nullable === true) return []
  const types = typesOf(schema)
  const actual = typeOf(value)
  if (types.length > 0 && !types.some(type => type === actual || (type === 'number' && actual === 'integer'))) {
    const expected = schema.nullable === true ? [...types, 'null'] : types
    return [fieldError.typeInvalid(path, actual, `${path} in body must be of type ${expected.join(',')}: "${actual}"`)]
  }
  return [
    ...ofEnum(schema, value, path),
    ...(typeof value === 'string' ? ofString(schema, value, path) : []),
    ...(typeof value === 'number' ? ofNumber(schema, value, path) : []),
    ...(Array.isArray(value) ? ofList(schema, value, path) : []),
    ...(isRecord(value) ? ofObject(schema, value, path) : []),
    ...ofCombination(schema, value, path),
  ]
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

const ofString = (schema: Schema, value: string, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  const length = [...value].length
  if (schema.minLength !== undefined && length < schema.minLength) {
    errors.push(fieldError.invalid(path, value, `${path} in body should be at least ${schema.minLength} chars long`))
  }
  if (schema.maxLength !== undefined && length > schema.maxLength)
    errors.push(fieldError.tooLong(path, schema.maxLength))
  if (schema.pattern !== undefined && !patternOf(schema.pattern).test(value)) {
    errors.push(fieldError.invalid(path, value, `${path} in body should match '${schema.pattern}'`))
  }
  const fits = schema.format === undefined ? undefined : formats[schema.format]
  if (fits !== undefined && !fits(value)) {
    errors.push(fieldError.typeInvalid(path, value, `${path} in body must be of type ${schema.format}: "${value}"`))
  }
  return errors
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
  const range = schema.format === undefined ? undefined : numberRanges[schema.format]
  if (range !== undefined && (value < range[0] || value > range[1])) {
    errors.push(fieldError.typeInvalid(path, value, `${path} in body must be of type ${schema.format}: "${value}"`))
  }
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

const isMultiple = (value: number, factor: number): boolean => {
  const quotient = value / factor
  return Math.abs(quotient - Math.round(quotient)) < 1e-9
}

const ofList = (schema: Schema, list: readonly unknown[], path: string): readonly FieldError[] => {
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
    for (const [index, item] of list.entries()) errors.push(...validateSchema(items, item, `${path}[${index}]`))
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
): readonly FieldError[] => {
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
      if ((object[field] ?? '') === '') errors.push(fieldError.required(at(field), 'must not be empty'))
    }
  }
  const { properties = {}, additionalProperties: others } = schema
  for (const field of fields) {
    if (Object.hasOwn(properties, field)) {
      const of = properties[field]
      if (of !== undefined) errors.push(...validateSchema(of, object[field], at(field)))
    } else if (typeof others === 'object') {
      errors.push(...validateSchema(others, object[field], at(field)))
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
      errors.push(...closest(failures))
    }
  }
  if (schema.oneOf !== undefined) {
    const failures = failuresOf(schema.oneOf)
    const valid = failures.filter(found => found.length === 0).length
    if (valid === 0) {
      fails('validate one and only one schema (oneOf). Found none valid')
      errors.push(...closest(failures))
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

/** The alternative that fails least, as the one that was probably meant. */
const closest = (failures: readonly (readonly FieldError[])[]): readonly FieldError[] =>
  failures.reduce((best, found) => (found.length < best.length ? found : best), failures[0] ?? [])
