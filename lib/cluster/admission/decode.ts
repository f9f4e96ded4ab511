import { isRecord } from '../../equal.ts'
import { apiVersionOf } from '../../object.ts'
import type { ApiObject, ResourceType } from '../resourceType.ts'
import { objectMeta } from '../schema/objectMeta.ts'
import { prune } from '../schema/prune.ts'
import { validateSchema } from '../schema/validateSchema.ts'
import { badRequest, refuse } from '../status.ts'

/** What a body holds, and what of it nobody knows. */
export interface Decoded {
  readonly object: ApiObject
  /** Paths of fields that the schema does not have; they are dropped. */
  readonly unknown: readonly string[]
}

/** A body as an object of `type`; its apiVersion and kind must be those of the path. Refuses with 400. */
export const decode = (type: ResourceType, body: unknown): Decoded => {
  if (!isRecord(body)) return refuse(badRequest(unreadable(type, body)))
  const apiVersion = apiVersionOf(type)
  const { apiVersion: bodyVersion = apiVersion, kind = type.kind } = body
  if (kind !== type.kind || bodyVersion !== apiVersion) {
    return refuse(
      badRequest(
        type.custom || kind === type.kind
          ? `the API version in the data (${String(bodyVersion)}) does not match the expected API version (${apiVersion})`
          : `${String(kind)} in version "${versionPart(bodyVersion)}" cannot be handled as a ${type.kind}: no kind "${String(kind)}" is registered for version "${String(bodyVersion)}"`,
      ),
    )
  }
  const { metadata } = body
  if (metadata !== undefined && !isRecord(metadata))
    return refuse(badRequest(mistyped(type, 'metadata', typeName(metadata))))
  const known = prune(objectMeta, withoutNulls(metadata ?? {}))
  const { value, pruned } = prune(type.schema, body)
  if (!isRecord(value)) return refuse(badRequest(unreadable(type, body)))
  const [wrong] = validateSchema(objectMeta, known.value, 'metadata')
  if (wrong !== undefined) return refuse(badRequest(mistyped(type, wrong.field, wrong.message)))
  const named =
    body.apiVersion === undefined || body.kind === undefined ? { ...value, apiVersion, kind: type.kind } : value
  const object = known.value === metadata ? named : { ...named, metadata: known.value }
  return { object, unknown: [...known.pruned.map(path => `metadata.${path}`), ...pruned] }
}

/** A `null` in metadata means absent: clients send `creationTimestamp: null`. */
const withoutNulls = (metadata: ApiObject): ApiObject =>
  Object.values(metadata).includes(null)
    ? Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null))
    : metadata

const versionPart = (apiVersion: unknown): string => String(apiVersion).split('/').at(-1) ?? ''

const unreadable = (type: ResourceType, body: unknown): string =>
  body === undefined || body === ''
    ? `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: EOF`
    : `the object provided is unrecognized (must be of type ${type.kind}): couldn't get version/kind; json parse error`

const typeName = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value

const mistyped = (type: ResourceType, field: string, what: string): string =>
  `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: json: cannot unmarshal ${what} into Go struct field ObjectMeta.${field}`

/** What `fieldValidation` makes of unknown fields: nothing, a warning each, or a refusal. */
export const unknownFields = (
  type: ResourceType,
  unknown: readonly string[],
  fieldValidation: string | undefined,
): readonly string[] => {
  const told = unknown.map(path => `unknown field "${path}"`)
  switch (fieldValidation ?? 'Warn') {
    case 'Ignore':
      return []
    case 'Strict':
      return told.length === 0
        ? []
        : refuse(
            badRequest(
              `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: strict decoding error: ${told.join(', ')}`,
            ),
          )
    default:
      return told
  }
}
