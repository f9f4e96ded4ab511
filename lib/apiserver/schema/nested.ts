import { equal } from '../../json/equal.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import { patternErrors } from './patternErrors.ts'

/** The keywords that belong to the structure alone, and how the server words their presence elsewhere. */
const structure: readonly (readonly [keyword: keyof Schema | 'title', wanted: string])[] = [
  ['type', 'empty'],
  ['additionalProperties', 'undefined'],
  ['default', 'undefined'],
  ['title', 'empty'],
  ['description', 'empty'],
  ['nullable', 'false'],
  ['x-kubernetes-preserve-unknown-fields', 'false'],
  ['x-kubernetes-embedded-resource', 'false'],
  ['x-kubernetes-int-or-string', 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-validations', 'empty'],
]

/** Below allOf, anyOf, oneOf and not, a schema may restrict values only. `typed`: but its anyOf may name types. */
export const nestedErrors = (schema: Schema, path: string, typed = false): readonly FieldError[] => [
  ...structure
    .filter(([keyword]) => says(schema, keyword))
    .map(([keyword, wanted]) => fieldError.forbidden(`${path}.${keyword}`, `must be ${wanted} to be structural`)),
  ...(typed ? [] : (schema.anyOf ?? [])).flatMap((of, at) => nestedErrors(of, `${path}.anyOf[${at}]`)),
  ...(schema.allOf ?? []).flatMap((of, at) => nestedErrors(of, `${path}.allOf[${at}]`)),
  ...(schema.oneOf ?? []).flatMap((of, at) => nestedErrors(of, `${path}.oneOf[${at}]`)),
  ...(schema.not === undefined ? [] : nestedErrors(schema.not, `${path}.not`)),
  ...(schema.items === undefined ? [] : nestedErrors(schema.items, `${path}.items`)),
  ...Object.entries(schema.properties ?? {}).flatMap(([field, of]) => nestedErrors(of, `${path}.properties[${field}]`)),
  ...(schema.properties?.metadata === undefined
    ? []
    : [fieldError.forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context')]),
  ...patternErrors(schema, path),
]

const nothing: readonly unknown[] = [undefined, null, '', false]

const says = (schema: Schema, keyword: string): boolean => {
  const said = Object.entries(schema).find(([name]) => name === keyword)?.[1]
  if (keyword === 'default' || keyword === 'additionalProperties') return said !== undefined && said !== null
  return !nothing.includes(said) && !equal(said, [])
}
