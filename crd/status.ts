import type { Condition, Status } from '../lib/controller/controller.ts'
import type { DeploymentObject } from '../lib/kube/kinds.ts'
import type { Manifest } from '../lib/kube/object.ts'
import { SPEC_HASH } from './deployment.ts'
import { selectorOf } from './labels.ts'
import type { MyAppObject } from './myapp.ts'

/**
 * The status of a MyApp, from the Deployment as wanted and as observed. Ready is
 * True only when the wanted one has been seen by its controller, all its replicas
 * are updated and available, and none of an older revision is left.
 */
export const statusOf = (app: MyAppObject, wanted: Manifest, observed: DeploymentObject | undefined): Status => ({
  replicas: observed?.status?.replicas ?? 0,
  readyReplicas: observed?.status?.readyReplicas ?? 0,
  selector: selectorOf(app),
  conditions: conditions(phase(app, wanted, observed)),
})

/** The status of a MyApp, from what is observed. */
interface Phase {
  readonly ready: Condition['status']
  readonly progressing: Condition['status']
  readonly reason: string
  readonly message: string
}

const conditions = ({ ready, progressing, reason, message }: Phase): readonly Condition[] => [
  { type: 'Ready', status: ready, reason, message },
  { type: 'Progressing', status: progressing, reason, message },
]

const phase = (app: MyAppObject, wanted: Manifest, observed: DeploymentObject | undefined): Phase => {
  const { replicas } = app.spec
  const counts = countsOf(observed)
  const readiness = `${Math.min(counts.ready, counts.available)} of ${many(replicas)} ready`
  if (app.spec.paused === true) {
    return { ready: 'Unknown', progressing: 'False', reason: 'Paused', message: `Paused: ${readiness}` }
  }
  if (observed === undefined) return underWay('Creating', 'The Deployment does not exist yet')
  const seen = isSeen(wanted, observed)
  const missed = seen ? failed(observed, 'Progressing', 'False') : undefined
  if (missed !== undefined) return { ready: 'False', progressing: 'False', ...missed }
  const refused = seen ? failed(observed, 'ReplicaFailure', 'True') : undefined
  if (refused !== undefined) return underWay(refused.reason, refused.message)
  if (!seen || counts.updated < replicas) {
    return underWay('RollingOut', `${seen ? Math.min(counts.updated, replicas) : 0} of ${many(replicas)} up to date`)
  }
  const surplus = counts.all - replicas
  if (surplus > 0) return underWay('RollingOut', `${many(surplus)} still to be removed`)
  if (Math.min(counts.ready, counts.available) < replicas) return underWay('ReplicasNotReady', readiness)
  return replicas === 0
    ? { ready: 'True', progressing: 'False', reason: 'ScaledToZero', message: 'No replicas are asked for' }
    : { ready: 'True', progressing: 'False', reason: 'ReplicasReady', message: readiness }
}

const underWay = (reason: string, message: string): Phase => ({ ready: 'False', progressing: 'True', reason, message })

const many = (count: number): string => (count === 1 ? '1 replica is' : `${count} replicas are`)

const countsOf = (observed: DeploymentObject | undefined) => ({
  all: observed?.status?.replicas ?? 0,
  updated: observed?.status?.updatedReplicas ?? 0,
  ready: observed?.status?.readyReplicas ?? 0,
  available: observed?.status?.availableReplicas ?? 0,
})

/** The Deployment is the wanted one, and its status is about it. */
const isSeen = (wanted: Manifest, observed: DeploymentObject): boolean =>
  observed.metadata.annotations?.[SPEC_HASH] === wanted.metadata.annotations?.[SPEC_HASH] &&
  (observed.status?.observedGeneration ?? -1) >= (observed.metadata.generation ?? 0)

const failed = (
  observed: DeploymentObject,
  type: string,
  status: string,
): { readonly reason: string; readonly message: string } | undefined => {
  const found = observed.status?.conditions?.find(condition => condition.type === type && condition.status === status)
  return (
    found && {
      reason: found.reason === undefined || found.reason === '' ? type : found.reason,
      message: found.message ?? `The condition ${type} of the Deployment is ${status}`,
    }
  )
}
