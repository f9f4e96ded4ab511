import { isRecord } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'

const mostReplicas = 2 ** 31 - 1

/** Checks that the fields which the scale of a custom resource reads fit a Scale, whatever the schema allows. */
export const validateScale = ({ custom, scale }: ResourceType, object: ApiObject): readonly FieldError[] => {
  if (!custom || scale === undefined) return []
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale
  return [
    ...replicas(object, specReplicasPath),
    ...replicas(object, statusReplicasPath),
    ...(labelSelectorPath === undefined ? [] : selector(object, labelSelectorPath)),
  ]
}

const replicas = (object: ApiObject, path: string): readonly FieldError[] => {
  const value = valueAt(object, path)
  if (value === undefined) return []
  if (typeof value !== 'number' || !Number.isInteger(value)) return [mistyped(path, 0, value, 'int64')]
  if (value < 0) return [fieldError.invalid(path, value, 'should be a non-negative integer')]
  if (value > mostReplicas) return [fieldError.invalid(path, value, `should be less than or equal to ${mostReplicas}`)]
  return []
}

const selector = (object: ApiObject, path: string): readonly FieldError[] => {
  const value = valueAt(object, path)
  return value === undefined || typeof value === 'string' ? [] : [mistyped(path, '', value, 'string')]
}

/** `undefined` also where something on the way holds no fields: that is for the schema to refuse. */
const valueAt = (object: ApiObject, path: string): unknown =>
  path
    .split('.')
    .filter(part => part !== '')
    .reduce<unknown>((value, field) => (isRecord(value) ? value[field] : undefined), object)

const mistyped = (path: string, read: unknown, value: unknown, expected: string): FieldError =>
  fieldError.invalid(
    path,
    read,
    `${path} accessor error: ${value === null ? '<nil>' : String(value)} is of the type ${goType(value)}, expected ${expected}`,
  )

/** As Go names the type that a JSON value is decoded into. */
const goType = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64'
    default:
      return value === null ? '<nil>' : Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
  }
}
