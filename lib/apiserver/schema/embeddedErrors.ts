import { isRecord } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { dns1035Label } from '../../kube/names.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { validateMetadata } from '../rules/validateMetadata.ts'

/** Checks the apiVersion, kind and metadata of an embedded object. Whether they must be there is the schema's to say. */
export const embeddedErrors = ({ apiVersion, kind, metadata }: ApiObject, path: string): readonly FieldError[] => [
  ...(typeof apiVersion === 'string' ? versionErrors(apiVersion, `${path}.apiVersion`) : []),
  ...(typeof kind === 'string' ? kindErrors(kind, `${path}.kind`) : []),
  ...(isRecord(metadata) ? metadataErrors(metadata, path) : []),
]

const empty = 'must not be empty'

const versionErrors = (apiVersion: string, path: string): readonly FieldError[] => {
  if (apiVersion === '') return [fieldError.invalid(path, '', empty)]
  return apiVersion.split('/').length > 2
    ? [fieldError.invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)]
    : []
}

const kindErrors = (kind: string, path: string): readonly FieldError[] => {
  const wrong = kind === '' ? empty : dns1035Label(kind.toLowerCase())
  if (wrong === undefined) return []
  return [
    fieldError.invalid(path, kind, kind === '' ? wrong : `may have mixed case, but should otherwise match: ${wrong}`),
  ]
}

/** Any name will do: the object is not stored by it. */
const metadataErrors = (metadata: ApiObject, path: string): readonly FieldError[] =>
  validateMetadata(anyKind, { metadata: { ...metadata, name: 'any' } }, undefined).map(error => ({
    ...error,
    field: `${path}.${error.field}`,
  }))

const anyKind: ResourceType = {
  group: 'any.kind',
  version: 'v1',
  kind: 'Any',
  listKind: 'AnyList',
  plural: 'any',
  singular: 'any',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: [],
  status: false,
  generation: 'none',
  columns: [],
  schema: {},
  custom: true,
}
