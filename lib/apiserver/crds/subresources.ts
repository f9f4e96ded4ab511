import { isRecord, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { simplePath } from './simplePath.ts'

/** The faults of the paths of the scale subresource. `path` is that of `subresources`. */
export const subresourceErrors = (subresources: unknown, path: string): readonly FieldError[] => {
  const scale = isRecord(subresources) ? subresources.scale : undefined
  if (!isRecord(scale)) return []
  return [
    ...required(scale, 'specReplicasPath', '.spec', path),
    ...required(scale, 'statusReplicasPath', '.status', path),
    ...optional(scale, 'labelSelectorPath', path),
  ]
}

const required = (scale: ApiObject, field: string, home: string, path: string): readonly FieldError[] => {
  const at = `${path}.scale.${field}`
  const jsonPath = textAt(scale, field)
  if (jsonPath === '') return [fieldError.required(at)]
  const wrong = simplePath(jsonPath, at)
  if (wrong.length > 0 || jsonPath.startsWith(`${home}.`)) return wrong
  return [fieldError.invalid(at, jsonPath, `should be a json path under ${home}`)]
}

const optional = (scale: ApiObject, field: string, path: string): readonly FieldError[] => {
  const at = `${path}.scale.${field}`
  const jsonPath = textAt(scale, field)
  if (jsonPath === '') return []
  const wrong = simplePath(jsonPath, at)
  if (wrong.length > 0 || jsonPath.startsWith('.spec.') || jsonPath.startsWith('.status.')) return wrong
  return [fieldError.invalid(at, jsonPath, 'should be a json path under either .spec or .status')]
}
