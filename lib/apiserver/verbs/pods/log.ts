import { recordAt, recordsAt, textAt } from '../../../json/fields.ts'
import { badRequest, notFound } from '../../../kube/status.ts'
import { type ApiCall, type CallAnswer, keyOfCall } from '../../call/call.ts'
import { type ClusterState, objectOf } from '../../store/state.ts'
import { refuse } from '../../wire/refusal.ts'

/** GET of a Pod's log: empty, for nothing runs here. */
export const log = (state: ClusterState, call: ApiCall): CallAnswer => {
  const { type, name, request } = call
  const pod = objectOf(state, type, keyOfCall(call))
  if (pod === undefined) return refuse(notFound(type, name))
  const spec = recordAt(pod, 'spec')
  const containers = namesOf(recordsAt(spec, 'containers'))
  const all = [...namesOf(recordsAt(spec, 'initContainers')), ...containers]
  const { container = '' } = request.query
  if (container === '' && containers.length > 1) {
    refuse(badRequest(`a container name must be specified for pod ${name}, choose one of: [${all.join(' ')}]`))
  }
  if (container !== '' && !all.includes(container)) {
    refuse(badRequest(`container ${container} is not valid for pod ${name}`))
  }
  const bound = textAt(spec, 'nodeName') !== ''
  return {
    state,
    response: { _tag: 'Body', code: bound ? 200 : 204, body: '', contentType: bound ? 'text/plain' : '' },
  }
}

const namesOf = (containers: readonly { readonly [field: string]: unknown }[]): readonly string[] =>
  containers.map(container => textAt(container, 'name'))
