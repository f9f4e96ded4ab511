import { decode } from '../admission/decode.ts'
import { checkNamespace } from '../admission/namespaceLifecycle.ts'
import { type Answer, answer, type Call } from '../call.ts'
import { checkDefinition } from '../definition/terminating.ts'
import { metaOf } from '../meta.ts'
import type { ClusterState } from '../state.ts'
import { refuse, telling, unnamed } from '../status.ts'
import { writeNew } from '../write.ts'

/** POST to a collection. */
export const create = (state: ClusterState, call: Call): Answer => {
  const { object, warnings } = decode(call.type, call.request.body, call.request.query.fieldValidation)
  return telling(warnings, () => {
    const meta = metaOf(object)
    checkNamespace(state, { ...call, name: meta.name ?? '' })
    checkDefinition(state, call.type, meta.name ?? '')
    if ((meta.resourceVersion ?? '') !== '') {
      refuse(unnamed('resourceVersion should not be set on objects to be created'))
    }
    const written = writeNew(state, call, { object, warnings, tracked: false })
    return answer(written.state, 201, written.object, written.warnings)
  })
}
