import { equal } from '../../json/equal.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import { completenessErrors } from './completeness.ts'
import { nestedErrors } from './nested.ts'
import { patternErrors } from './patternErrors.ts'

/**
 * The faults that keep a CRD's schema from being structural: each value must have a type of its own, whatever
 * alternatives say of it. `path` is that of the schema: `spec.validation.openAPIV3Schema`.
 */
export const structuralErrors = (schema: Schema, path: string): readonly FieldError[] => [
  ...node(schema, path, 'root'),
  ...completenessErrors(schema, path),
]

type Place = 'root' | 'field' | 'item'

const missingType: { readonly [place in Place]: string } = {
  root: 'must not be empty at the root',
  field: 'must not be empty for specified object fields',
  item: 'must not be empty for specified array items',
}

const node = (schema: Schema, path: string, place: Place): readonly FieldError[] => {
  const { additionalProperties: others } = schema
  return [
    ...ofChildren(schema, path),
    ...typeErrors(schema, path, place),
    ...exclusive(schema, path),
    ...alternatives(schema, path),
    ...embeddedErrors(schema, path),
    ...identityErrors(schema, path, place),
    ...(schema.type === 'array' && schema.items === undefined
      ? [fieldError.required(`${path}.items`, 'must be specified')]
      : []),
    ...(others !== undefined && place === 'root'
      ? [fieldError.forbidden(`${path}.additionalProperties`, 'must not be used at the root')]
      : []),
  ]
}

const ofChildren = (schema: Schema, path: string): readonly FieldError[] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([field, of]) =>
    node(of, `${path}.properties[${field}]`, 'field'),
  ),
  ...(schema.items === undefined ? [] : node(schema.items, `${path}.items`, 'item')),
  ...(typeof schema.additionalProperties === 'object'
    ? node(schema.additionalProperties, `${path}.additionalProperties`, 'field')
    : []),
]

const typeErrors = (schema: Schema, path: string, place: Place): readonly FieldError[] => {
  const { type = '' } = schema
  const at = `${path}.type`
  if (schema['x-kubernetes-embedded-resource'] === true && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true'
    return [type === '' ? fieldError.required(at, detail) : fieldError.invalid(at, type, detail)]
  }
  if (type !== '') {
    return place === 'root' && type !== 'object' ? [fieldError.invalid(at, type, 'must be object at the root')] : []
  }
  const free = schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true
  return free ? [] : [fieldError.required(at, missingType[place])]
}

const exclusive = (schema: Schema, path: string): readonly FieldError[] =>
  schema['x-kubernetes-int-or-string'] !== true
    ? []
    : (['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const)
        .filter(extension => schema[extension] === true)
        .map(extension =>
          fieldError.invalid(`${path}.${extension}`, true, 'must be false if x-kubernetes-int-or-string is true'),
        )

const intOrString = [{ type: 'integer' }, { type: 'string' }]

/** Alternatives may not name types, save the pair that makes a value an integer or a text. */
const alternatives = (schema: Schema, path: string): readonly FieldError[] => {
  const [first] = schema.allOf ?? []
  const typed = equal(schema.anyOf, intOrString)
  const typedFirst = equal(first?.anyOf, intOrString)
  return [
    ...(typed ? [] : (schema.anyOf ?? [])).flatMap((of, at) => nestedErrors(of, `${path}.anyOf[${at}]`)),
    ...(schema.allOf ?? []).flatMap((of, at) => nestedErrors(of, `${path}.allOf[${at}]`, typedFirst && at === 0)),
    ...(schema.oneOf ?? []).flatMap((of, at) => nestedErrors(of, `${path}.oneOf[${at}]`)),
    ...(schema.not === undefined ? [] : nestedErrors(schema.not, `${path}.not`)),
    ...patternErrors(schema, path),
  ]
}

const embeddedErrors = (schema: Schema, path: string): readonly FieldError[] => {
  if (schema['x-kubernetes-embedded-resource'] !== true) return []
  const empty = Object.keys(schema.properties ?? {}).length === 0
  const bare =
    'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'
  return [
    ...(schema.additionalProperties === undefined
      ? []
      : [
          fieldError.forbidden(
            `${path}.additionalProperties`,
            'must not be used if x-kubernetes-embedded-resource is set',
          ),
        ]),
    ...(empty && schema['x-kubernetes-preserve-unknown-fields'] !== true
      ? [fieldError.required(`${path}.properties`, bare)]
      : []),
  ]
}

/** apiVersion, kind and metadata of whole objects are what they are everywhere; at the root metadata may narrow the names. */
const identityErrors = (schema: Schema, path: string, place: Place): readonly FieldError[] => {
  if (place !== 'root' && schema['x-kubernetes-embedded-resource'] !== true) return []
  const { apiVersion, kind, metadata } = schema.properties ?? {}
  const at = (field: string) => `${path}.properties[${field}]`
  const text = (of: Schema | undefined, field: string) =>
    of === undefined || of.type === 'string'
      ? []
      : [fieldError.invalid(`${at(field)}.type`, of.type ?? '', 'must be string')]
  return [
    ...text(kind, 'kind'),
    ...text(apiVersion, 'apiVersion'),
    ...(metadata === undefined || metadata.type === 'object'
      ? []
      : [fieldError.invalid(`${at('metadata')}.type`, metadata.type ?? '', 'must be object')]),
    ...(place === 'root' && metadata !== undefined && saysMore(metadata)
      ? [
          fieldError.forbidden(
            at('metadata'),
            'must not specify anything other than name and generateName, but metadata is implicitly specified',
          ),
        ]
      : []),
  ]
}

const saysMore = ({ properties, type: _type, default: _default, ...rest }: Schema): boolean =>
  Object.values(rest).some(said => said !== undefined) ||
  Object.keys(properties ?? {}).some(field => field !== 'name' && field !== 'generateName')
