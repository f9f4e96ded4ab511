import { asText } from '../../text/asText.ts'
import type { ResourceType } from '../objects/resourceType.ts'
import type { Mistyped } from '../schema/mistyped.ts'

/** The words of Go's decoder about JSON that does not fit its structs. */
export const unfit = (type: ResourceType, { path, declared, expected, value }: Mistyped): string => {
  const field = declared.replace(/\[\d+\]/g, '')
  if (expected === 'byte' && typeof value === 'string') return 'illegal base64 data at input byte 0'
  return `json: cannot unmarshal ${goTypeOf(value)} into Go struct field ${structOf(type, path)}.${shownOf(type, field)} of type ${goName(expected)}`
}

/** Metadata has a struct for all kinds, spec and status one for each. */
const structOf = ({ kind }: ResourceType, path: string): string => {
  if (path.startsWith('metadata.')) return 'ObjectMeta'
  if (path.startsWith('spec.')) return `${kind}Spec`
  return path.startsWith('status.') ? `${kind}Status` : kind
}

/** The metadata of a custom resource is decoded by itself. */
const shownOf = ({ custom }: ResourceType, field: string): string => (custom ? field.replace(/^metadata\./, '') : field)

const goTypeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** As Go names the types of JSON. */
const goName = (type: string): string => (type === 'integer' ? 'number' : type === 'boolean' ? 'bool' : type)

/** The words about an object of another kind than the wanted one. */
export const unconvertible = ({ group, kind }: ResourceType, version: string, given: string): string =>
  `converting (${version}.${given}) to (${group === '' ? 'core' : (group.split('.')[0] ?? '')}.${kind}): unknown conversion`

/** The words of server-side apply about a value of a wrong type. */
export const untypable = ({ expected, value }: Mistyped): string => {
  switch (expected) {
    case 'integer':
    case 'number':
      return `expected numeric (int or float), got ${goTypeOf(value)}`
    case 'object':
      return `expected map, got &{${asText(value)}}`
    case 'array':
      return `expected list, got &{${asText(value)}}`
    default:
      return `expected ${expected}, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`
  }
}
