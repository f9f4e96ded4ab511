import { evaluate } from '@marcbachmann/cel-js'
import { validateSchema } from '../../../lib/apiserver/schema/validateSchema.ts'
import type { Schema } from '../../../lib/kube/schema.ts'

/** What an API server that has this schema says against a value: by the schema first, then by its CEL rules. */
export const refuses = (schema: Schema, value: unknown, path = 'spec'): readonly string[] => {
  const faults = validateSchema(schema, value, path).map(({ message }) => message)
  return faults.length > 0 ? faults : brokenRules(schema, value)
}

const brokenRules = (schema: Schema, value: unknown): readonly string[] => {
  if (value === undefined || value === null) return []
  const own = (schema['x-kubernetes-validations'] ?? [])
    .filter(({ rule }) => evaluate(rule, { self: value }) !== true)
    .map(({ rule, message }) => message ?? rule)
  const inner = Object.entries(value).flatMap(([name, field]) => {
    const of = Array.isArray(value) ? schema.items : (schema.properties?.[name] ?? schema.additionalProperties)
    return typeof of === 'object' ? brokenRules(of, field) : []
  })
  return typeof value === 'object' ? [...own, ...inner] : own
}
