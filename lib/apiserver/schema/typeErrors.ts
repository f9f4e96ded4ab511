import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'

/** Whether a value is of another type than its schema admits. */
export const typeErrors = (schema: Schema, value: unknown, path: string): readonly FieldError[] => {
  if (value === null && schema.nullable === true) return []
  const types = typesOf(schema)
  const actual = typeOf(value)
  if (types.length === 0 || types.some(type => type === actual || (type === 'number' && actual === 'integer')))
    return []
  return [fieldError.typeInvalid(path, actual, `${path} in body must be of type ${types.join(',')}: "${actual}"`)]
}

/** The types of JSON that a schema admits; none means any. */
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
