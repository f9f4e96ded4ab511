import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import { prune } from './prune.ts'
import { hasRules, validateRules } from './validateRules.ts'
import { validateSchema } from './validateSchema.ts'

/** Defaults that the schema itself prunes or refuses. The real server does not look below `additionalProperties`. */
export const defaultErrors = (schema: Schema, path: string): readonly FieldError[] => [
  ...ofDefault(schema, `${path}.default`),
  ...(schema.items === undefined ? [] : defaultErrors(schema.items, `${path}.items`)),
  ...Object.entries(schema.properties ?? {}).flatMap(([field, of]) =>
    defaultErrors(of, `${path}.properties[${field}]`),
  ),
]

const ofDefault = (schema: Schema, path: string): readonly FieldError[] => {
  const { default: value } = schema
  if (value === undefined || value === null) return []
  const { pruned } = prune(schema, value, schema['x-kubernetes-embedded-resource'] === true)
  const unknown = pruned.length > 0 ? [fieldError.invalid(path, value, 'must not have unknown fields')] : []
  const bySchema = validateSchema(schema, value, '').map(error => ({
    ...error,
    field: error.field === '' ? path : error.field === '<nil>' ? error.field : `${path}.${error.field}`,
  }))
  const byRules = bySchema.length === 0 && hasRules(schema) ? validateRules(schema, value, undefined, path) : []
  return [...unknown, ...bySchema, ...byRules]
}
