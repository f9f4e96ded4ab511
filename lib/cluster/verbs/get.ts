import { type Answer, answer, type Call, keyOfCall } from '../call.ts'
import { tooLargeResourceVersion, notFound, refuse } from '../status.ts'
import { queriedVersion } from '../resourceVersionRules.ts'
import { inVersion } from '../representation.ts'
import { type ClusterState, objectOf } from '../state.ts'

/** GET of one object. */
export const get = (state: ClusterState, call: Call): Answer => {
  const asked = queriedVersion(call.request.query)
  if (asked !== undefined && asked > state.resourceVersion) {
    return refuse(tooLargeResourceVersion(asked, state.resourceVersion))
  }
  const object = objectOf(state, call.type, keyOfCall(call))
  if (object === undefined) return refuse(notFound(call.type, call.name))
  return answer(state, 200, inVersion(call.type, object))
}
