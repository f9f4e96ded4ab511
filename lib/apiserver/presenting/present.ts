import { isRecord } from '../../json/fields.ts'
import { notAcceptable, unnamed } from '../../kube/status.ts'
import { asText } from '../../text/asText.ts'
import type { ApiCall, CallAnswer } from '../call/call.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { refuse } from '../wire/refusal.ts'
import { type Accepted, acceptedOf } from './accept.ts'
import { metadataOnly } from './representation.ts'
import { toTable } from './table.ts'
import { includeObjectOf } from './tableForm.ts'

/** The answer in the form that the client accepts: a table, metadata alone, or as it is. */
export const present = (call: ApiCall, given: CallAnswer): CallAnswer => {
  const { response } = given
  const accepted = acceptedOf(call.request.accept, call.type.custom)
  const { form } = accepted
  if (response._tag !== 'Body' || typeof response.body === 'string') return given
  const { body } = response
  if (body.kind === 'Status' || (form === 'Object' && !call.type.custom)) return given
  const shown =
    form === 'Object'
      ? withContinue(body)
      : form === 'Table'
        ? toTable(call.type, body, call.nowMs, includeObjectOf(call.request.query.includeObject))
        : metadata(body, accepted, call.type.custom)
  return { ...given, response: { ...response, body: shown } }
}

/** Lists of custom resources say even that nothing continues them. */
const withContinue = (body: ApiObject): ApiObject =>
  Array.isArray(body.items) && isRecord(body.metadata)
    ? { ...body, metadata: { continue: '', ...body.metadata } }
    : body

const metadata = (body: ApiObject, { of }: Accepted, custom: boolean): ApiObject => {
  const isList = Array.isArray(body.items)
  if (isList === (of === 'list')) return isList ? metadataOfList(body) : metadataOnly(body)
  // The real server takes any custom resource for a list at first.
  if (!isList && custom) return refuse(unnamed('content is not a list'))
  return refuse(
    notAcceptable(
      isList
        ? `you requested PartialObjectMetadata, but the requested object is a list (${asText(body.kind)})`
        : `you requested PartialObjectMetadataList, but the requested object is not a list (${asText(body.kind)})`,
    ),
  )
}

const metadataOfList = (body: ApiObject): ApiObject =>
  Array.isArray(body.items)
    ? {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata: body.metadata,
        // Go's nil list.
        items: body.items.length === 0 ? null : body.items.map(metadataOnly),
      }
    : metadataOnly(body)
