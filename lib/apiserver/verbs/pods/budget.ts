import { isRecord, numberAt, recordAt, recordsAt, textAt } from '../../../json/fields.ts'
import { tooManyRequests, unnamed } from '../../../kube/status.ts'
import type { ApiCall } from '../../call/call.ts'
import { selectorCovers } from '../../kinds/labelSelector.ts'
import { podDisruptionBudgetType } from '../../kinds/policy.ts'
import { metaOf } from '../../objects/meta.ts'
import type { ApiObject } from '../../objects/resourceType.ts'
import { timestamp } from '../../objects/timestamp.ts'
import { type ClusterState, objectsOf } from '../../store/state.ts'
import { refuse } from '../../wire/refusal.ts'
import { writeOver } from '../../writing/write.ts'

/** The state after the PodDisruptionBudget of a running Pod, if there is one, allowed its eviction. Refuses where it does not. */
export const takeFromBudget = (state: ClusterState, call: ApiCall, pod: ApiObject, dryRun: boolean): ClusterState => {
  const [budget, another] = [...objectsOf(state, podDisruptionBudgetType)].filter(one => concerns(one, pod))
  if (budget === undefined) return state
  if (another !== undefined) {
    return refuse(
      unnamed('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'),
    )
  }
  const status = recordAt(budget, 'status')
  if (!isReady(pod) && mayGoUnready(budget)) return state
  const name = metaOf(budget).name ?? ''
  if (numberAt(status, 'observedGeneration') < (metaOf(budget).generation ?? 0)) {
    return refuse(tooMany(`The disruption budget ${name} is still being processed by the server.`, 10))
  }
  const left = numberAt(status, 'disruptionsAllowed')
  if (left <= 0) return refuse(tooMany(whyNot(name, status)))
  return dryRun ? state : lessened(state, call, budget, pod)
}

const concerns = (budget: ApiObject, pod: ApiObject): boolean => {
  const { selector } = recordAt(budget, 'spec')
  const { namespace, labels = {} } = metaOf(pod)
  return metaOf(budget).namespace === namespace && isRecord(selector) && selectorCovers(selector, labels)
}

const isReady = (pod: ApiObject): boolean =>
  recordsAt(recordAt(pod, 'status'), 'conditions').some(({ type, status }) => type === 'Ready' && status === 'True')

/** A Pod that is not ready does not count as healthy, so its end may disrupt nothing. */
const mayGoUnready = (budget: ApiObject): boolean => {
  const status = recordAt(budget, 'status')
  const desired = numberAt(status, 'desiredHealthy')
  return (
    textAt(recordAt(budget, 'spec'), 'unhealthyPodEvictionPolicy') === 'AlwaysAllow' ||
    (desired > 0 && numberAt(status, 'currentHealthy') >= desired)
  )
}

const tooMany = (why: string, retryAfterSeconds?: number) =>
  tooManyRequests(
    "Cannot evict pod as it would violate the pod's disruption budget.",
    [{ reason: 'DisruptionBudget', message: why }],
    retryAfterSeconds,
  )

const whyNot = (name: string, status: ApiObject): string => {
  const [current, desired] = [numberAt(status, 'currentHealthy'), numberAt(status, 'desiredHealthy')]
  return current <= desired
    ? `The disruption budget ${name} needs ${desired} healthy pods and has ${current} currently`
    : `The disruption budget ${name} does not allow evicting pods currently`
}

/** The server writes the status as a client of itself. */
const lessened = (state: ClusterState, call: ApiCall, budget: ApiObject, pod: ApiObject): ClusterState => {
  const { namespace = '', name = '', generation } = metaOf(budget)
  const status = recordAt(budget, 'status')
  const left = numberAt(status, 'disruptionsAllowed') - 1
  const now = timestamp(call.nowMs)
  const others = recordsAt(status, 'conditions').filter(({ type }) => type !== 'DisruptionAllowed')
  const none = {
    type: 'DisruptionAllowed',
    status: 'False',
    reason: 'InsufficientPods',
    message: '',
    observedGeneration: generation,
    lastTransitionTime: now,
  }
  const object = {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed: left,
      disruptedPods: { ...recordAt(status, 'disruptedPods'), [metaOf(pod).name ?? '']: now },
      ...(left === 0 && { conditions: [...others, none] }),
    },
  }
  const itself: ApiCall = {
    ...call,
    type: podDisruptionBudgetType,
    namespace,
    name,
    subresource: 'status',
    request: { ...call.request, query: {}, userAgent: 'kube-apiserver' },
  }
  return writeOver(state, itself, budget, { object, tracked: false }).state
}
