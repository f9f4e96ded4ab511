import { isRecord } from '../../json/fields.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { apiVersionOf } from '../../kube/object.ts'
import { badRequest, invalid } from '../../kube/status.ts'
import { asText } from '../../text/asText.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { type Mistyped, mistyped } from '../schema/mistyped.ts'
import { mistypedEmbedded } from '../schema/mistypedEmbedded.ts'
import { objectMeta } from '../schema/objectMeta.ts'
import { prune } from '../schema/prune.ts'
import { refuse, telling } from '../wire/refusal.ts'
import type { ApiRequest } from '../wire/request.ts'
import { unconvertible, unfit } from './goWords.ts'

/** A decoded body. */
export interface Decoded {
  readonly object: ApiObject
  /** Paths of fields that the schema does not have, and that are dropped. */
  readonly warnings: readonly string[]
}

/** Refuses what cannot be read, and says why. */
export type Unreadable = (why: string) => never

/** How what cannot be read, or is of another kind, is refused. */
export interface Refusals {
  readonly unreadable: Unreadable
  readonly otherKind: (body: ApiObject) => never
}

/** As the body of a request. */
const asBody = (type: ResourceType): Refusals => ({
  unreadable: why =>
    refuse(badRequest(`${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${why}`)),
  otherKind: ({ apiVersion = apiVersionOf(type), kind = type.kind, metadata }) => {
    if (type.custom && apiVersion === apiVersionOf(type)) {
      const wrong = fieldError.invalid('kind', kind, `must be ${type.kind}`)
      const name = isRecord(metadata) ? String(metadata.name ?? '') : ''
      return refuse(invalid({ group: type.group, kind: asText(kind) }, name, [wrong]))
    }
    return refuse(
      badRequest(
        type.custom || kind === type.kind
          ? `the API version in the data (${asText(apiVersion)}) does not match the expected API version (${apiVersionOf(type)})`
          : `${asText(kind)} in version "${versionPart(apiVersion)}" cannot be handled as a ${type.kind}: ${unconvertible(type, versionPart(apiVersion), asText(kind))}`,
      ),
    )
  },
})

/** A body as an object of `type`; its apiVersion and kind must be those of the path. `request`: how strictly it is read. */
export const decodeBody = (
  type: ResourceType,
  body: unknown,
  { query: { fieldValidation }, repeated = [] }: Pick<ApiRequest, 'query' | 'repeated'> = { query: {} },
  { unreadable, otherKind }: Refusals = asBody(type),
): Decoded => {
  // Go reads no object at all as an empty one.
  const request = { query: { fieldValidation }, repeated }
  if (body === null && !type.custom) return decodeBody(type, {}, request, { unreadable, otherKind })
  if (!isRecord(body)) return refuse(badRequest(noObject(type, body)))
  if (type.custom && (body.kind ?? '') === '') refuse(badRequest(withoutKind(type, body)))
  const { apiVersion = type.custom ? '' : apiVersionOf(type), kind = type.kind } = body
  if (kind !== type.kind || apiVersion !== apiVersionOf(type)) {
    const wrong = type.custom ? mistyped(objectMeta, body.metadata, 'metadata') : undefined
    if (wrong !== undefined) unreadable(unfit(type, wrong))
    telling(strictErrors(request, unknownOfOther(type, body), unreadable), () => otherKind({ ...body, apiVersion }))
  }
  const { object, unknown } = readTyped(type, body, wrong => unreadable(unfit(type, wrong)))
  return { object, warnings: strictErrors(request, unknown, unreadable) }
}

/** Reads the metadata of a custom resource first: a version that is not served has no other schema. */
const unknownOfOther = (type: ResourceType, body: ApiObject): readonly string[] => {
  if (!type.custom) return []
  const { apiVersion, kind, metadata, ...rest } = body
  const { pruned } = prune(objectMeta, isRecord(metadata) ? metadata : {})
  const other = type.conversion?.typeIn(asText(apiVersion))
  const ofKind = kind === type.kind && asText(apiVersion).startsWith(`${type.group}/`)
  const unknown = other !== undefined ? prune(other.schema, rest).pruned : Object.keys(rest)
  return [...pruned.map(path => `metadata.${path}`), ...(ofKind ? unknown : [])]
}

const withoutKind = (type: ResourceType, body: ApiObject): string =>
  `the object provided is unrecognized (must be of type ${type.kind}): Object 'Kind' is missing in '${JSON.stringify(body)}'`

/** The object without its unknown fields, and the paths of those. */
export const readTyped = (
  type: ResourceType,
  body: ApiObject,
  refuseType: (wrong: Mistyped) => never,
  withFormats = true,
): { readonly object: ApiObject; readonly unknown: readonly string[] } => {
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = body
  if (metadata !== undefined && metadata !== null && !isRecord(metadata)) {
    return refuseType({ path: 'metadata', declared: 'metadata', expected: 'object', value: metadata })
  }
  const wrong =
    mistyped(objectMeta, metadata, 'metadata', withFormats) ??
    (type.custom ? mistypedEmbedded(type.schema, rest, '') : mistyped(type.schema, rest, '', withFormats))
  if (wrong !== undefined) return refuseType(wrong)
  const known = prune(objectMeta, meant(metadata ?? {}))
  const { value, pruned } = prune(type.schema, rest)
  const apiVersion = apiVersionOf(type)
  return {
    object: { apiVersion, kind: type.kind, metadata: known.value, ...(isRecord(value) && value) },
    unknown: [...known.pruned.map(path => `metadata.${path}`), ...pruned],
  }
}

/** A `null` in metadata means absent: clients send `creationTimestamp: null`. `selfLink` is known and never kept. */
const meant = (metadata: ApiObject): ApiObject =>
  'selfLink' in metadata || Object.values(metadata).includes(null)
    ? Object.fromEntries(Object.entries(metadata).filter(([field, value]) => value !== null && field !== 'selfLink'))
    : metadata

const versionPart = (apiVersion: unknown): string => asText(apiVersion).split('/').at(-1) ?? ''

const noObject = (type: ResourceType, body: unknown): string =>
  body === undefined || body === ''
    ? `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: EOF`
    : `the object provided is unrecognized (must be of type ${type.kind}): couldn't get version/kind; json parse error`

/** Ignores repeated and unknown fields, warns of each, or refuses them, by `fieldValidation`. */
const strictErrors = (
  { query: { fieldValidation }, repeated }: Required<Pick<ApiRequest, 'query' | 'repeated'>>,
  unknown: readonly string[],
  unreadable: Unreadable,
): readonly string[] => {
  const told = [...repeated, ...unknown.map(path => `unknown field "${path}"`)]
  switch (fieldValidation ?? 'Warn') {
    case 'Ignore':
      return []
    case 'Strict':
      return told.length === 0 ? [] : unreadable(`strict decoding error: ${told.join(', ')}`)
    default:
      return told
  }
}
