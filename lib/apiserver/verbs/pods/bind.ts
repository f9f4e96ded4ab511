import { recordAt, recordsAt, textAt } from '../../../json/fields.ts'
import { conflict, done, notFound, unnamed } from '../../../kube/status.ts'
import { type ApiCall, answerWith, type CallAnswer, keyOfCall } from '../../call/call.ts'
import { metaOf, withMeta } from '../../objects/meta.ts'
import type { ApiObject } from '../../objects/resourceType.ts'
import { type ClusterState, objectOf, putObject } from '../../store/state.ts'
import { refuse } from '../../wire/refusal.ts'
import { isDryRun } from '../../writing/write.ts'
import { bodyOf } from './bodyOf.ts'
import { withPodCondition } from './condition.ts'

/** POST of a Binding: how a scheduler gives a Pod its node, once. */
export const bind = (state: ClusterState, call: ApiCall): CallAnswer => {
  const { type, name, request, nowMs } = call
  const binding = bodyOf(call, 'Binding')
  const target = recordAt(binding, 'target')
  if (!['', 'Node'].includes(textAt(target, 'kind'))) {
    refuse(unnamed(`target.kind: Unsupported value: "${textAt(target, 'kind')}": supported values: "Node", "<empty>"`))
  }
  const nodeName = textAt(target, 'name')
  if (nodeName === '') refuse(unnamed('target.name: Required value'))
  const pod = objectOf(state, type, keyOfCall(call))
  if (pod === undefined) return refuse(notFound(type, name))
  const why = unbindable(pod, name)
  if (why !== undefined) refuse(conflict({ group: '', plural: 'pods/binding' }, name, why))
  const annotations = { ...metaOf(pod).annotations, ...metaOf(binding).annotations }
  const bound = {
    ...withMeta(pod, { annotations: Object.keys(annotations).length > 0 ? annotations : undefined }),
    spec: { ...recordAt(pod, 'spec'), nodeName },
  }
  const scheduled = withPodCondition(bound, { type: 'PodScheduled', status: 'True' }, nowMs)
  return answerWith(isDryRun(request.query.dryRun) ? state : putObject(state, type, scheduled), 201, done)
}

const unbindable = (pod: ApiObject, name: string): string | undefined => {
  const spec = recordAt(pod, 'spec')
  const nodeName = textAt(spec, 'nodeName')
  if (metaOf(pod).deletionTimestamp !== undefined) return `pod ${name} is being deleted, cannot be assigned to a host`
  if (nodeName !== '') return `pod ${name} is already assigned to node "${nodeName}"`
  return recordsAt(spec, 'schedulingGates').length > 0 ? `pod ${name} has non-empty .spec.schedulingGates` : undefined
}
