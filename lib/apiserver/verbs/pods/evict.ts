import { isRecord, recordAt, textAt } from '../../../json/fields.ts'
import { done, notFound } from '../../../kube/status.ts'
import { type ApiCall, answerWith, type CallAnswer, keyOfCall } from '../../call/call.ts'
import { deleteObject } from '../../lifecycle/deletion.ts'
import { metaOf } from '../../objects/meta.ts'
import type { ApiObject } from '../../objects/resourceType.ts'
import { type ClusterState, objectOf, putObject } from '../../store/state.ts'
import { type DeleteOptions, deleteOptions } from '../../wire/deleteOptions.ts'
import { refuse } from '../../wire/refusal.ts'
import { isDryRun } from '../../writing/write.ts'
import { bodyOf } from './bodyOf.ts'
import { takeFromBudget } from './budget.ts'
import { withPodCondition } from './condition.ts'

/** POST of an Eviction: a deletion that a PodDisruptionBudget may forbid for now. */
export const evict = (state: ClusterState, call: ApiCall): CallAnswer => {
  const { type, name } = call
  const options = optionsOf(call, bodyOf(call, 'Eviction'))
  const pod = objectOf(state, type, keyOfCall(call))
  if (pod === undefined) return refuse(notFound(type, name))
  const allowed = needsNoBudget(pod) ? state : takeFromBudget(state, call, pod, options.dryRun)
  return answerWith(deleted(allowed, call, pod, options), 201, done)
}

const optionsOf = ({ request }: ApiCall, eviction: ApiObject): DeleteOptions => {
  const { deleteOptions: given } = eviction
  const options = deleteOptions({ ...request, body: isRecord(given) ? given : {} })
  return { ...options, dryRun: options.dryRun || isDryRun(request.query.dryRun) }
}

/** It does not run, or no longer. */
const needsNoBudget = (pod: ApiObject): boolean =>
  ['Pending', 'Succeeded', 'Failed'].includes(textAt(recordAt(pod, 'status'), 'phase')) ||
  metaOf(pod).deletionTimestamp !== undefined

const disrupted = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
}

const deleted = (
  state: ClusterState,
  { type, nowMs }: ApiCall,
  pod: ApiObject,
  options: DeleteOptions,
): ClusterState => {
  const told = options.dryRun ? pod : withPodCondition(pod, disrupted, nowMs)
  if (told === pod) return deleteObject(state, type, pod, options, nowMs).state
  // A deletion that would be refused is refused before the condition is written.
  deleteObject(state, type, pod, { ...options, dryRun: true }, nowMs)
  const { resourceVersion: _resourceVersion, ...afterwards } = options
  const marked = putObject(state, type, told)
  const { namespace = '', name = '' } = metaOf(pod)
  return deleteObject(marked, type, objectOf(marked, type, keyOfCall({ namespace, name })) ?? told, afterwards, nowMs)
    .state
}
