import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import { listErrors } from './listErrors.ts'
import { ruleFormErrors } from './ruleFormErrors.ts'

/** Keywords that a CRD's schema must not have, or that say what cannot be. */
export const keywordErrors = (schema: Schema, path: string): readonly FieldError[] => ofSchema(schema, path, 'root')

/** At the root, in the identity of the root (its apiVersion, kind and metadata), or elsewhere. */
type Place = 'root' | 'identity' | 'elsewhere'

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const unsupported = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref']
const identity = new Set(['apiVersion', 'kind', 'metadata'])

const ofSchema = (schema: Schema, path: string, place: Place, field = ''): readonly FieldError[] => [
  ...standardErrors(schema, path),
  ...(place === 'identity' && schema.default !== undefined
    ? [fieldError.forbidden(`${path}.default`, `must not be set in top-level ${field}`)]
    : []),
  ...mapErrors(schema, path),
  ...listErrors(schema, path),
  ...ruleFormErrors(schema, path),
  ...ofChildren(schema, path, place, field),
]

const ofChildren = (schema: Schema, path: string, place: Place, of: string): readonly FieldError[] => {
  const below = place === 'identity' ? 'identity' : 'elsewhere'
  const { additionalProperties: others, items, not } = schema
  return [
    ...(typeof others === 'object' ? ofSchema(others, `${path}.additionalProperties`, below, of) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([field, property]) => {
      const own = place === 'root' && identity.has(field)
      return ofSchema(property, `${path}.properties[${field}]`, own ? 'identity' : below, own ? field : of)
    }),
    ...(['allOf', 'anyOf', 'oneOf'] as const).flatMap(keyword =>
      (schema[keyword] ?? []).flatMap((option, at) => ofSchema(option, `${path}.${keyword}[${at}]`, below, of)),
    ),
    ...(not === undefined ? [] : ofSchema(not, `${path}.not`, below, of)),
    ...(items === undefined ? [] : ofSchema(items, `${path}.items`, below, of)),
  ]
}

const standardErrors = (schema: Schema, path: string): readonly FieldError[] => {
  const { type } = schema
  const errors: FieldError[] = unsupported
    .filter(keyword => keyword in schema)
    .map(keyword => fieldError.forbidden(`${path}.${keyword}`, `${keyword} is not supported`))
  if (type !== undefined && !types.includes(type)) errors.push(fieldError.notSupported(`${path}.type`, type, types))
  if (schema.uniqueItems === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'
    errors.push(fieldError.forbidden(`${path}.uniqueItems`, detail))
  }
  return errors
}

const mapErrors = (schema: Schema, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  const { additionalProperties: others, properties = {}, type = '' } = schema
  const kind = schema['x-kubernetes-map-type']
  if (others !== undefined && others !== true && Object.keys(properties).length > 0) {
    const detail = 'additionalProperties and properties are mutual exclusive'
    errors.push(fieldError.forbidden(`${path}.additionalProperties`, detail))
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    const at = `${path}.x-kubernetes-preserve-unknown-fields`
    errors.push(fieldError.invalid(at, false, 'must be true or undefined'))
  }
  if (kind === undefined) return errors
  if (type !== 'object') {
    const detail = 'must be object if x-kubernetes-map-type is specified'
    errors.push(
      type === '' ? fieldError.required(`${path}.type`, detail) : fieldError.invalid(`${path}.type`, type, detail),
    )
  }
  const kinds: readonly string[] = ['atomic', 'granular']
  if (!kinds.includes(kind)) errors.push(fieldError.notSupported(`${path}.x-kubernetes-map-type`, kind, kinds))
  return errors
}
