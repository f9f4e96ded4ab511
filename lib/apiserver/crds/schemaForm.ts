import { isRecord } from '../../json/fields.ts'

/** The type of JSON of each keyword of a schema. */
type Form =
  | 'text'
  | 'flag'
  | 'number'
  | 'whole'
  | 'texts'
  | 'schema'
  | 'schemas'
  | 'fields'
  | 'schemaOrFlag'
  | 'any'
  | 'list'

const forms: { readonly [keyword: string]: Form } = {
  ...keywords(
    'text',
    'id $schema $ref description type format title pattern x-kubernetes-list-type x-kubernetes-map-type',
  ),
  ...keywords('flag', 'nullable exclusiveMaximum exclusiveMinimum uniqueItems x-kubernetes-preserve-unknown-fields'),
  ...keywords('flag', 'x-kubernetes-embedded-resource x-kubernetes-int-or-string'),
  ...keywords('number', 'maximum minimum multipleOf'),
  ...keywords('whole', 'maxLength minLength maxItems minItems maxProperties minProperties'),
  ...keywords('texts', 'required x-kubernetes-list-map-keys'),
  ...keywords('schema', 'items not'),
  ...keywords('schemas', 'allOf oneOf anyOf'),
  ...keywords('fields', 'properties patternProperties definitions'),
  ...keywords('schemaOrFlag', 'additionalProperties additionalItems'),
  ...keywords('list', 'enum x-kubernetes-validations'),
  ...keywords('any', 'default example externalDocs dependencies'),
}

function keywords(form: Form, names: string): { readonly [keyword: string]: Form } {
  return Object.fromEntries(names.split(' ').map(name => [name, form]))
}

/** The path and the JSON of the first keyword of a wrong type; `undefined` where the schema is well formed. */
export const malformed = (schema: unknown, path: string): string | undefined => {
  if (schema === undefined || schema === null) return undefined
  if (!isRecord(schema)) return wrong(schema, path, 'JSONSchemaProps')
  for (const [keyword, value] of Object.entries(schema)) {
    const found = value === null ? undefined : ofKeyword(forms[keyword] ?? 'any', value, `${path}.${keyword}`)
    if (found !== undefined) return found
  }
  return undefined
}

const ofKeyword = (form: Form, value: unknown, path: string): string | undefined => {
  switch (form) {
    case 'text':
      return typeof value === 'string' ? undefined : wrong(value, path, 'string')
    case 'flag':
      return typeof value === 'boolean' ? undefined : wrong(value, path, 'bool')
    case 'number':
      return typeof value === 'number' ? undefined : wrong(value, path, 'float64')
    case 'whole':
      return Number.isInteger(value) ? undefined : wrong(value, path, 'int64')
    case 'texts':
      return Array.isArray(value) && value.every(item => typeof item === 'string')
        ? undefined
        : wrong(value, path, '[]string')
    case 'schema':
      return malformed(value, path)
    case 'schemas':
      return Array.isArray(value) ? first(value, path) : wrong(value, path, '[]JSONSchemaProps')
    case 'fields':
      return isRecord(value) ? first(Object.values(value), path) : wrong(value, path, 'map[string]JSONSchemaProps')
    case 'schemaOrFlag':
      return typeof value === 'boolean' ? undefined : malformed(value, path)
    case 'list':
      return Array.isArray(value) ? undefined : wrong(value, path, '[]')
    case 'any':
      return undefined
  }
}

const first = (schemas: readonly unknown[], path: string): string | undefined =>
  schemas.map(schema => malformed(schema, path)).find(found => found !== undefined)

const wrong = (value: unknown, path: string, wanted: string): string =>
  `json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go struct field ${path} of type v1.${wanted}`
