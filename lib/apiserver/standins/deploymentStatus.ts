import { timestamp } from '../objects/timestamp.ts'
import { boundsOf, sizeOf } from './rollout.ts'
import type { ConditionShape, DeploymentShape, ReplicaSetShape } from './shapes.ts'

/** The status of a Deployment as its ReplicaSets show it; counts of zero are absent. */
export const deploymentStatus = (
  deployment: DeploymentShape,
  current: ReplicaSetShape | undefined,
  all: readonly ReplicaSetShape[],
  nowMs: number,
): { readonly [field: string]: unknown; readonly conditions: readonly ConditionShape[] } => {
  const sum = (of: (status: NonNullable<ReplicaSetShape['status']>) => number | undefined): number =>
    all.reduce((total, { status }) => total + ((status && of(status)) ?? 0), 0)
  const replicas = sum(status => status.replicas)
  const available = sum(status => status.availableReplicas)
  const wanted = all.reduce((total, replicaSet) => total + sizeOf(replicaSet), 0)
  const counts = {
    replicas,
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum(status => status.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
  }
  const before = deployment.status?.conditions ?? []
  const conditions = [availability(deployment, available), progress(deployment, current, counts, before)].map(
    condition => stamped(condition, before, nowMs),
  )
  const others = before.filter(({ type }) => type !== 'Available' && type !== 'Progressing')
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    conditions: [...conditions, ...others],
  }
}

const availability = (deployment: DeploymentShape, available: number): ConditionShape =>
  available >= (deployment.spec.replicas ?? 1) - boundsOf(deployment).unavailable
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      }

const progress = (
  { metadata, spec }: DeploymentShape,
  current: ReplicaSetShape | undefined,
  counts: { readonly replicas: number; readonly updatedReplicas: number; readonly availableReplicas: number },
  before: readonly ConditionShape[],
): ConditionShape => {
  if (spec.paused === true) {
    return { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }
  }
  const subject = current === undefined ? `Deployment "${metadata.name}"` : `ReplicaSet "${current.metadata.name}"`
  const replicas = spec.replicas ?? 1
  const complete =
    counts.updatedReplicas === replicas && counts.replicas === replicas && counts.availableReplicas === replicas
  if (complete) {
    const message = `${subject} has successfully progressed.`
    return { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message }
  }
  // A rollout that was complete and only lost or gained pods since stays complete.
  const earlier = before.find(({ type }) => type === 'Progressing')
  if (earlier?.reason === 'NewReplicaSetAvailable' && earlier.message?.startsWith(subject) === true) return earlier
  return { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: `${subject} is progressing.` }
}

/** The condition with its times: of the last change of its status, and of its last change at all. */
const stamped = (condition: ConditionShape, before: readonly ConditionShape[], nowMs: number): ConditionShape => {
  const earlier = before.find(({ type }) => type === condition.type)
  const { type, status, reason, message } = condition
  if (earlier?.status === status && earlier.reason === reason && earlier.message === message) return earlier
  const now = timestamp(nowMs)
  const lastTransitionTime = earlier?.status === status ? (earlier.lastTransitionTime ?? now) : now
  return {
    type,
    status,
    lastUpdateTime: now,
    lastTransitionTime,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
  }
}
