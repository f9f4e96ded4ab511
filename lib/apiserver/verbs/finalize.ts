import { isRecord } from '../../json/fields.ts'
import { notFound } from '../../kube/status.ts'
import { type ApiCall, answerWith, type CallAnswer, keyOfCall } from '../call/call.ts'
import { decodeBody } from '../decoding/decode.ts'
import { metaOf } from '../objects/meta.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'
import { checkVersion } from '../writing/checkVersion.ts'
import { writeOver } from '../writing/write.ts'

/** PUT of a Namespace's `finalize`: replaces the finalizers in its spec. The last one gone, so is a deleted Namespace. */
export const finalize = (state: ClusterState, call: ApiCall): CallAnswer => {
  const { type, name, request } = call
  const { object } = decodeBody(type, request.body)
  const old = objectOf(state, type, keyOfCall(call))
  if (old === undefined) return refuse(notFound(type, name))
  checkVersion(call, old, metaOf(object))
  const finalizers = isRecord(object.spec) ? object.spec.finalizers : undefined
  const changed = { ...old, spec: { ...(isRecord(old.spec) ? old.spec : {}), finalizers: finalizers ?? [] } }
  const written = writeOver(state, call, old, { object: changed, tracked: false })
  return answerWith(written.state, 200, written.object, written.warnings)
}
