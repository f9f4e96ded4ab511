import { notFound, tooLargeResourceVersion } from '../../kube/status.ts'
import { type ApiCall, answerWith, type CallAnswer, keyOfCall } from '../call/call.ts'
import { inVersion } from '../presenting/representation.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'
import { queriedVersion } from '../wire/resourceVersionRules.ts'

/** GET of one object. */
export const get = (state: ClusterState, call: ApiCall): CallAnswer => {
  const asked = queriedVersion(call.request.query, 'other')
  if (asked !== undefined && asked > state.resourceVersion) {
    return refuse(tooLargeResourceVersion(asked, state.resourceVersion))
  }
  const object = objectOf(state, call.type, keyOfCall(call))
  if (object === undefined) return refuse(notFound(call.type, call.name))
  return answerWith(state, 200, inVersion(call.type, object))
}
