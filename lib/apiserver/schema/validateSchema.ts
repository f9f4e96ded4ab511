import { equal } from '../../json/equal.ts'
import { isRecord } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import { correlated } from './correlated.ts'
import { embeddedErrors } from './embeddedErrors.ts'
import { matchCount } from './matchCount.ts'
import { numberErrors } from './numberErrors.ts'
import { firstRepeat, repeatErrors } from './repeats.ts'
import { textErrors } from './textErrors.ts'
import { typeErrors } from './typeErrors.ts'

/**
 * The violations of an OpenAPI v3 schema by a value, worded as the API server words them for custom
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
    ...(typeof value === 'string' ? textErrors(schema, value, path) : []),
    ...(typeof value === 'number' ? numberErrors(schema, value, path) : []),
    ...(Array.isArray(value) ? ofList(schema, value, path, old) : []),
    ...(isRecord(value) ? ofObject(schema, value, path, old) : []),
    ...ofCombination(schema, value, path),
  ]
}

const ofEnum = (schema: Schema, value: unknown, path: string): readonly FieldError[] => {
  if (schema.enum === undefined || schema.enum.some(allowed => equal(allowed, value))) return []
  const supported = schema.enum.map(allowed => (typeof allowed === 'string' ? allowed : JSON.stringify(allowed)))
  return [fieldError.notSupported(path, value, supported)]
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
  return [...errors, ...repeatErrors(schema, list, path)]
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

/** The errors of the alternative that comes nearest. */
const nearest = (schemas: readonly Schema[], value: unknown, failures: readonly (readonly FieldError[])[]) => {
  const counts = schemas.map(schema => matchCount(schema, value, passes))
  return failures[counts.indexOf(Math.max(...counts))] ?? []
}
