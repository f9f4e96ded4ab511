import { unnamed } from '../../kube/status.ts'
import { type ApiCall, answerWith, type CallAnswer } from '../call/call.ts'
import { decodeBody } from '../decoding/decode.ts'
import { checkNamespace } from '../lifecycle/namespaceLifecycle.ts'
import { checkDefinition } from '../lifecycle/terminating.ts'
import { metaOf } from '../objects/meta.ts'
import type { ClusterState } from '../store/state.ts'
import { refuse, telling } from '../wire/refusal.ts'
import { writeNew } from '../writing/write.ts'

/** POST to a collection. */
export const create = (state: ClusterState, call: ApiCall): CallAnswer => {
  const { object, warnings } = decodeBody(call.type, call.request.body, call.request)
  return telling(warnings, () => {
    const meta = metaOf(object)
    checkNamespace(state, { ...call, name: meta.name ?? '' })
    checkDefinition(state, call.type, meta.name ?? '')
    if ((meta.resourceVersion ?? '') !== '') {
      refuse(unnamed('resourceVersion should not be set on objects to be created'))
    }
    const written = writeNew(state, call, { object, warnings, tracked: false })
    return answerWith(written.state, 201, written.object, written.warnings)
  })
}
