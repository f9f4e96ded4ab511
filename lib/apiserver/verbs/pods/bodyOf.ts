import { isRecord, recordAt } from '../../../json/fields.ts'
import { badRequest } from '../../../kube/status.ts'
import { asText } from '../../../text/asText.ts'
import type { ApiCall } from '../../call/call.ts'
import type { ApiObject } from '../../objects/resourceType.ts'
import { refuse } from '../../wire/refusal.ts'

/** The body of a POST to a subresource of a Pod: of this kind, and about this Pod. */
export const bodyOf = ({ request, name }: ApiCall, kind: string): ApiObject => {
  const { body } = request
  if (!isRecord(body) || body.kind !== kind) {
    return refuse(
      badRequest(`the body must be of kind ${kind}, not ${isRecord(body) ? asText(body.kind) : typeof body}`),
    )
  }
  if (recordAt(body, 'metadata').name !== name) {
    return refuse(badRequest(`name in URL does not match name in ${kind} object`))
  }
  return body
}
