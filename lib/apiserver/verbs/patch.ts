import { isRecord } from '../../json/fields.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { apiVersionOf } from '../../kube/object.ts'
import { badRequest, invalid, notFound, unsupportedMediaType, unsupportedPatchType } from '../../kube/status.ts'
import { asText } from '../../text/asText.ts'
import { type ApiCall, answerWith, type CallAnswer, keyOfCall } from '../call/call.ts'
import { decodeBody, type Refusals } from '../decoding/decode.ts'
import { unconvertible } from '../decoding/goWords.ts'
import { metaOf } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { inVersion } from '../presenting/representation.ts'
import { completeSchemaOf } from '../schema/schemaOf.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { refuse, telling } from '../wire/refusal.ts'
import { checkResourceVersion } from '../writing/checkVersion.ts'
import { writeOver } from '../writing/write.ts'
import { applyPatch } from './applyPatch.ts'
import { jsonPatch } from './patches/jsonPatch.ts'
import { mergePatch } from './patches/mergePatch.ts'
import { strategicMergePatch } from './patches/strategicMergePatch.ts'

/** PATCH of an object or of its status, in whatever format its content type names. */
export const patch = (state: ClusterState, call: ApiCall): CallAnswer => {
  const { type, name, namespace, request } = call
  if (mediaType(request.contentType) === 'application/apply-patch+yaml') return applyPatch(state, call)
  if (request.query.force !== undefined) {
    refuse(
      invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
        fieldError.forbidden('force', 'may not be specified for non-apply patch'),
      ]),
    )
  }
  const stored = objectOf(state, type, keyOfCall(call))
  checkMediaType(call)
  if (stored === undefined) return refuse(notFound(type, name))
  const old = inVersion(type, stored)
  const changed = patched(call, old)
  const operations = checkOperations(call, changed)
  const { object, warnings: unknown } = decodeBody(type, changed, request, asPatch(call, changed))
  const warnings = [...operations, ...unknown]
  return telling(warnings, () => {
    const meta = metaOf(object)
    if (meta.name !== name) {
      return refuse(
        badRequest(`the name of the object (${meta.name ?? ''}) does not match the name on the URL (${name})`),
      )
    }
    if ((meta.namespace ?? namespace) !== namespace) {
      return refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'))
    }
    checkResourceVersion(call, old, meta.resourceVersion)
    const written = writeOver(state, call, old, { object, warnings, tracked: false })
    return answerWith(written.state, 200, written.object, written.warnings)
  })
}

/** As a patch is refused whose result cannot be read, or is of another kind. */
const asPatch = ({ type, name }: ApiCall, changed: unknown): Refusals => {
  const unreadable = (why: string): never =>
    refuse(invalid({ group: '', kind: '' }, '', [fieldError.invalid('patch', JSON.stringify(changed), why)]))
  return {
    unreadable,
    otherKind: ({ apiVersion, kind }) =>
      type.custom
        ? refuse(
            invalid({ group: type.group, kind: asText(kind) }, name, [
              ...(kind === type.kind ? [] : [fieldError.invalid('kind', kind, `must be ${type.kind}`)]),
              ...(apiVersion === apiVersionOf(type)
                ? []
                : [fieldError.invalid('apiVersion', apiVersion, `must be ${apiVersionOf(type)}`)]),
            ]),
          )
        : unreadable(
            kind === type.kind
              ? `no kind "${type.kind}" is registered for version "${asText(apiVersion)}"`
              : unconvertible(type, type.version, asText(kind)),
          ),
  }
}

/** The object as a patch of its content type makes it. */
export const patched = ({ type, request }: ApiCall, old: ApiObject): unknown => {
  switch (mediaType(request.contentType)) {
    case 'application/json-patch+json':
      return jsonPatch(old, request.body)
    case 'application/merge-patch+json':
      return mergePatch(old, patchObject(request.body))
    default:
      return strategicMergePatch(completeSchemaOf(type), old, patchObject(request.body))
  }
}

const known = new Set(['op', 'path', 'from', 'value'])

/** Fields of a JSON patch's operations that mean nothing. */
const checkOperations = (call: ApiCall, changed: unknown): readonly string[] => {
  const { contentType, body, query } = call.request
  if (mediaType(contentType) !== 'application/json-patch+json' || query.fieldValidation === 'Ignore') return []
  const unknown = (Array.isArray(body) ? body : []).flatMap((operation: unknown, at) =>
    isRecord(operation)
      ? Object.keys(operation)
          .filter(field => !known.has(field))
          .map(field => `json patch unknown field "[${at}].${field}"`)
      : [],
  )
  return query.fieldValidation === 'Strict' && unknown.length > 0
    ? asPatch(call, changed).unreadable(`strict decoding error: ${unknown.join(', ')}`)
    : unknown
}

const patchObject = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? body
    : refuse(
        badRequest('error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'),
      )

export const mediaType = (contentType: string | undefined): string => (contentType ?? '').split(';')[0]?.trim() ?? ''

const formats = ['application/json-patch+json', 'application/merge-patch+json']

/** Refuses a patch of a format that its kind does not know. */
export const checkMediaType = ({ type, request }: ApiCall): void => {
  const accepted = type.custom ? formats : [...formats, 'application/strategic-merge-patch+json']
  if (!accepted.includes(mediaType(request.contentType))) {
    refuse(type.custom ? unsupportedMediaType([...accepted, 'application/apply-patch+yaml']) : unsupportedPatchType())
  }
}
