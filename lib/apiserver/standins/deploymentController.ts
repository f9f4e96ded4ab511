import { isControlledBy } from '../../kube/same.ts'
import type { ClusterState } from '../store/state.ts'
import type { ApiRequest } from '../wire/request.ts'
import { deploymentStatus } from './deploymentStatus.ts'
import type { StandinMemory } from './memory.ts'
import { objectAt } from './read.ts'
import { controllerReference } from './replicaSetController.ts'
import { bookkeeping, initialSize, replicaSetFor, revisionOf } from './replicaSetFor.ts'
import { type RolloutScaling, rolloutStep, sizeOf } from './rollout.ts'
import { scalingEvent } from './scalingEvent.ts'
import { workloadSelects } from './selects.ts'
import type { DeploymentShape, ReplicaSetShape } from './shapes.ts'
import { templateHash } from './templateHash.ts'
import {
  controllerActor,
  createRequest,
  deploymentKind,
  patchRequest,
  putRequest,
  removeRequest,
  replicaSetKind,
} from './write.ts'

const actor = controllerActor('deployment-controller')

/**
 * Takes a rollout one step on: adopts, makes or scales ReplicaSets; when
 * there is nothing to do but wait, writes the status, once.
 */
export const deploymentController = (
  state: ClusterState,
  memory: StandinMemory,
  deployment: DeploymentShape,
  nowMs: number,
): readonly ApiRequest[] => {
  if (deployment.metadata.deletionTimestamp !== undefined) return []
  const adopted = looseReplicaSets(state, memory, deployment)
  if (adopted.length > 0) return adopted.map(replicaSet => adopt(deployment, replicaSet))

  const all = replicaSetsOf(state, memory, deployment)
  const hash = templateHash(deployment.spec.template)
  const current = all.find(({ spec }) => templateHash(spec.template) === hash)
  const older = all.filter(replicaSet => replicaSet !== current)
  const paused = deployment.spec.paused === true
  if (current === undefined && !paused) {
    const revision = String(latest(older) + 1)
    const name = `${deployment.metadata.name}-${hash}`
    const size = initialSize(deployment, older)
    return [
      createRequest(
        actor,
        replicaSetKind,
        deployment.metadata.namespace,
        replicaSetFor(deployment, name, hash, revision, size),
      ),
      ...(size === 0 ? [] : [scalingEvent(actor, deployment, name, 0, size, nowMs)]),
    ]
  }
  if (current !== undefined && !paused && older.length > 0 && revision(current) <= latest(older)) {
    // A rollback makes an older template the newest revision again.
    const annotations = { [revisionOf]: String(latest(older) + 1) }
    return [patchRequest(actor, replicaSetKind, current, { metadata: { uid: current.metadata.uid, annotations } })]
  }
  const steps = paused ? pausedSteps(deployment, all) : current ? rolloutStep(deployment, current, older) : []
  if (steps.length > 0) return steps.flatMap(step => scale(deployment, step, nowMs))
  return [...writeStatus(deployment, current, all, nowMs), ...forget(deployment, older, current, nowMs)]
}

const replicaSetsOf = (
  state: ClusterState,
  memory: StandinMemory,
  { metadata }: DeploymentShape,
): readonly ReplicaSetShape[] => {
  const found: ReplicaSetShape[] = []
  for (const place of memory.dependents.get(metadata.uid) ?? []) {
    if (!place.startsWith('apps/replicasets ')) continue
    const replicaSet = objectAt(state, place) as ReplicaSetShape | undefined
    if (replicaSet === undefined || replicaSet.metadata.deletionTimestamp !== undefined) continue
    if (isControlledBy(replicaSet, metadata.uid)) found.push(replicaSet)
  }
  return found.sort((a, b) => revision(a) - revision(b))
}

const revision = ({ metadata }: ReplicaSetShape): number => Number(metadata.annotations?.[revisionOf] ?? 0)

const latest = (all: readonly ReplicaSetShape[]): number => Math.max(0, ...all.map(revision))

const looseReplicaSets = (
  state: ClusterState,
  memory: StandinMemory,
  { metadata, spec }: DeploymentShape,
): readonly ReplicaSetShape[] => {
  const found: ReplicaSetShape[] = []
  for (const place of memory.loose.get(metadata.namespace ?? '') ?? []) {
    if (!place.startsWith('apps/replicasets ')) continue
    const replicaSet = objectAt(state, place) as ReplicaSetShape | undefined
    if (replicaSet === undefined || replicaSet.metadata.deletionTimestamp !== undefined) continue
    if (workloadSelects(spec.selector, replicaSet.metadata.labels)) found.push(replicaSet)
  }
  return found
}

const adopt = (deployment: DeploymentShape, replicaSet: ReplicaSetShape): ApiRequest => {
  const { uid, ownerReferences = [] } = replicaSet.metadata
  const owners = [...ownerReferences, controllerReference('apps/v1', 'Deployment', deployment)]
  return patchRequest(actor, replicaSetKind, replicaSet, { metadata: { uid, ownerReferences: owners } })
}

/** A paused Deployment makes no new ReplicaSet, but its newest running one still follows `spec.replicas`. */
const pausedSteps = (deployment: DeploymentShape, all: readonly ReplicaSetShape[]): readonly RolloutScaling[] => {
  const running = all.filter(replicaSet => sizeOf(replicaSet) > 0)
  const newest = running.at(-1) ?? all.at(-1)
  const replicas = deployment.spec.replicas ?? 1
  return newest === undefined || running.length > 1 || sizeOf(newest) === replicas
    ? []
    : [{ replicaSet: newest, replicas }]
}

const scale = (
  deployment: DeploymentShape,
  { replicaSet, replicas }: RolloutScaling,
  nowMs: number,
): readonly ApiRequest[] => {
  const { name, uid } = replicaSet.metadata
  return [
    patchRequest(actor, replicaSetKind, replicaSet, {
      metadata: { uid, annotations: bookkeeping(deployment) },
      spec: { replicas },
    }),
    scalingEvent(actor, deployment, name, sizeOf(replicaSet), replicas, nowMs),
  ]
}

/** One write brings both the status and the revision up to date, and none when they are. */
const writeStatus = (
  deployment: DeploymentShape,
  current: ReplicaSetShape | undefined,
  all: readonly ReplicaSetShape[],
  nowMs: number,
): readonly ApiRequest[] => {
  const status = deploymentStatus(deployment, current, all, nowMs)
  const { metadata } = deployment
  const revision = current?.metadata.annotations?.[revisionOf] ?? metadata.annotations?.[revisionOf]
  if (equal(deployment.status ?? {}, status) && metadata.annotations?.[revisionOf] === revision) return []
  const annotations = { ...metadata.annotations, ...(revision !== undefined && { [revisionOf]: revision }) }
  return [
    putRequest(actor, deploymentKind, { ...deployment, metadata: { ...metadata, annotations }, status }, 'status'),
  ]
}

const equal = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return left.length === right.size && left.every(([name, value]) => right.has(name) && equal(value, right.get(name)))
}

/** Deletes the oldest ReplicaSets beyond the limit that is kept for rollbacks. */
const forget = (
  deployment: DeploymentShape,
  older: readonly ReplicaSetShape[],
  current: ReplicaSetShape | undefined,
  nowMs: number,
): readonly ApiRequest[] => {
  if (current === undefined || deployment.spec.paused === true) return []
  const done = deploymentStatus(deployment, current, [current, ...older], nowMs).conditions.some(
    ({ reason }) => reason === 'NewReplicaSetAvailable',
  )
  const idle = older.filter(replicaSet => sizeOf(replicaSet) === 0 && (replicaSet.status?.replicas ?? 0) === 0)
  const excess = idle.length - (deployment.spec.revisionHistoryLimit ?? 10)
  if (!done || excess <= 0) return []
  return idle.slice(0, excess).map(replicaSet =>
    removeRequest(actor, replicaSetKind, replicaSet, {
      uid: replicaSet.metadata.uid,
      propagationPolicy: 'Background',
    }),
  )
}
