import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'

const kinds: readonly string[] = ['atomic', 'set', 'map']

/** Whether a list is a set, a map or one value, and what its items must be for that. */
export const listErrors = (schema: Schema, path: string): readonly FieldError[] => {
  const kind = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const at = `${path}.x-kubernetes-list-type`
  const errors: FieldError[] = []
  if (keys.length > 0 && kind !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty'
    errors.push(kind === undefined ? fieldError.required(at, detail) : fieldError.invalid(at, kind, detail))
  }
  if (kind === undefined) return errors
  const { type = '' } = schema
  if (type !== 'array') {
    const detail = 'must be array if x-kubernetes-list-type is specified'
    errors.push(
      type === '' ? fieldError.required(`${path}.type`, detail) : fieldError.invalid(`${path}.type`, type, detail),
    )
  } else if (kind === 'set') errors.push(...setErrors(schema, path))
  if (!kinds.includes(kind)) errors.push(fieldError.notSupported(at, kind, kinds))
  if ((kind === 'set' || kind === 'map') && schema.items?.nullable === true) {
    errors.push(
      fieldError.forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${kind}`),
    )
  }
  return kind === 'map' ? [...errors, ...mapErrors(schema, keys, path)] : errors
}

/** Items of a set are one value each. */
const setErrors = ({ items }: Schema, path: string): readonly FieldError[] => {
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  const listType = items?.['x-kubernetes-list-type']
  if (items?.type === 'array' && listType !== undefined && listType !== 'atomic') {
    return [fieldError.invalid(`${path}.items.x-kubernetes-list-type`, listType, detail)]
  }
  return items?.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic'
    ? [fieldError.invalid(`${path}.items.x-kubernetes-map-type`, null, detail)]
    : []
}

const mapErrors = ({ items }: Schema, keys: readonly string[], path: string): readonly FieldError[] => {
  const at = `${path}.x-kubernetes-list-map-keys`
  const errors: FieldError[] = []
  if (keys.length === 0) errors.push(fieldError.required(at, 'must not be empty if x-kubernetes-list-type is map'))
  if (items === undefined) {
    return [...errors, fieldError.required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map')]
  }
  if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map"
    return [...errors, fieldError.invalid(`${path}.items.type`, items.type ?? '', detail)]
  }
  for (const [index, key] of keys.entries()) {
    const property = items.properties?.[key]
    if (property === undefined) {
      errors.push(fieldError.invalid(at, keys, 'entries must all be names of item properties'))
    } else
      errors.push(...keyErrors(property, items.required?.includes(key) === true, `${path}.items.properties[${key}]`))
    if (keys.indexOf(key) < index) errors.push(fieldError.invalid(at, keys, 'must not contain duplicate entries'))
  }
  return errors
}

const keyErrors = (property: Schema, required: boolean, path: string): readonly FieldError[] => {
  const because = 'this property is in x-kubernetes-list-map-keys, so it'
  return [
    ...(property.type === 'array' || property.type === 'object'
      ? [
          fieldError.invalid(
            `${path}.type`,
            'object',
            "must be a scalar type if parent array's x-kubernetes-list-type is map",
          ),
        ]
      : []),
    ...(required || property.default !== undefined
      ? []
      : [fieldError.required(`${path}.default`, `${because} must have a default or be a required property`)]),
    ...(property.nullable === true ? [fieldError.forbidden(`${path}.nullable`, `${because} cannot be nullable`)] : []),
  ]
}
