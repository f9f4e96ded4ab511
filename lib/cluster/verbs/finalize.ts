import { isRecord } from '../../equal.ts'
import { checkVersion } from '../admission/checkVersion.ts'
import { decode } from '../admission/decode.ts'
import { type Answer, answer, type Call, keyOfCall } from '../call.ts'
import { metaOf } from '../meta.ts'
import { type ClusterState, objectOf } from '../state.ts'
import { notFound, refuse } from '../status.ts'
import { writeOver } from '../write.ts'

/** PUT of a Namespace's `finalize`: replaces the finalizers in its spec. The last one gone, so is a deleted Namespace. */
export const finalize = (state: ClusterState, call: Call): Answer => {
  const { type, name, request } = call
  const { object } = decode(type, request.body)
  const old = objectOf(state, type, keyOfCall(call))
  if (old === undefined) return refuse(notFound(type, name))
  checkVersion(call, old, metaOf(object))
  const finalizers = isRecord(object.spec) ? object.spec.finalizers : undefined
  const changed = { ...old, spec: { ...(isRecord(old.spec) ? old.spec : {}), finalizers: finalizers ?? [] } }
  const written = writeOver(state, call, old, { object: changed, tracked: false })
  return answer(written.state, 200, written.object, written.warnings)
}
