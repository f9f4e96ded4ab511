import { recordAt, textAt } from '../../json/fields.ts'
import { badRequest } from '../../kube/status.ts'
import type { ApiCall } from '../call/call.ts'
import { decodeBody } from '../decoding/decode.ts'
import { tokenReviewType } from '../kinds/reviews.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import { trackUpdate } from '../ownership/trackUpdate.ts'
import { refuse } from '../wire/refusal.ts'
import type { ApiRequest, ApiResponse } from '../wire/request.ts'
import type { RequestUser } from './rbac.ts'
import { issuer } from './tokenRequest.ts'

/** The answer to who asks whom a token stands for; `undefined`: it is another request. Refuses as the real server does. */
export const tokenReview = (
  request: ApiRequest,
  userOf: (token: string) => RequestUser | undefined,
  nowMs: number,
): ApiResponse | undefined => {
  const { group, version, plural } = tokenReviewType
  if (request.method !== 'POST' || request.path !== `/apis/${group}/${version}/${plural}`) return undefined
  const { object, warnings } = decodeBody(tokenReviewType, request.body, request)
  if (metaOf(object).namespace !== undefined) {
    return refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'))
  }
  const token = textAt(recordAt(object, 'spec'), 'token')
  if (token === '') return refuse(badRequest('token is required for TokenReview in authentication'))
  const call: ApiCall = { request, type: tokenReviewType, namespace: '', name: '', subresource: '', nowMs }
  const asked = withMeta(trackUpdate(call, undefined, object), {})
  const body = { ...asked, status: statusOf(userOf(token)) }
  return { _tag: 'Body', code: 201, body, ...(warnings.length > 0 && { warnings }) }
}

const statusOf = (user: RequestUser | undefined): object =>
  user === undefined
    ? { user: {}, error: 'invalid bearer token' }
    : {
        authenticated: true,
        user: { username: user.name, groups: [...user.groups, 'system:authenticated'] },
        audiences: [issuer],
      }
