import type { DeploymentShape, ReplicaSetShape } from './shapes.ts'

/** How many pods each ReplicaSet of a Deployment should have next. */
export interface RolloutScaling {
  readonly replicaSet: ReplicaSetShape
  readonly replicas: number
}

export interface Bounds {
  /** Pods beyond `spec.replicas` that a rollout may add. */
  readonly surge: number
  /** Pods below `spec.replicas` that may be missing meanwhile. */
  readonly unavailable: number
}

/** The strategy's percentages as numbers of pods: the surge is rounded up, the unavailable are rounded down. */
export const boundsOf = ({ spec }: DeploymentShape): Bounds => {
  if (spec.strategy?.type === 'Recreate') return { surge: 0, unavailable: 0 }
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec.strategy?.rollingUpdate ?? {}
  const replicas = spec.replicas ?? 1
  const surge = portion(maxSurge, replicas, Math.ceil)
  const unavailable = Math.min(portion(maxUnavailable, replicas, Math.floor), replicas)
  // With neither, nothing could ever move.
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

const portion = (value: number | string, of: number, round: (value: number) => number): number =>
  typeof value === 'number' ? value : round((Number.parseFloat(value) * of) / 100)

/** The next step of a rollout. Empty when nothing is to be scaled, or when pods have to become ready or go first. */
export const rolloutStep = (
  deployment: DeploymentShape,
  current: ReplicaSetShape,
  older: readonly ReplicaSetShape[],
): readonly RolloutScaling[] => {
  const replicas = deployment.spec.replicas ?? 1
  if (deployment.spec.strategy?.type === 'Recreate') return recreate(replicas, current, older)
  const bounds = boundsOf(deployment)
  const all = [current, ...older]
  const wanted = newer(replicas, bounds, current, all)
  if (wanted !== sizeOf(current)) return [{ replicaSet: current, replicas: wanted }]
  return shrink(replicas, bounds, current, older, all)
}

export const sizeOf = ({ spec }: ReplicaSetShape): number => spec.replicas ?? 1

const recreate = (
  replicas: number,
  current: ReplicaSetShape,
  older: readonly ReplicaSetShape[],
): readonly RolloutScaling[] => {
  const running = older.filter(replicaSet => sizeOf(replicaSet) > 0)
  if (running.length > 0) return running.map(replicaSet => ({ replicaSet, replicas: 0 }))
  if (older.some(({ status }) => (status?.replicas ?? 0) > 0) || sizeOf(current) === replicas) return []
  return [{ replicaSet: current, replicas }]
}

const newer = (
  replicas: number,
  { surge }: Bounds,
  current: ReplicaSetShape,
  all: readonly ReplicaSetShape[],
): number => {
  const size = sizeOf(current)
  if (size >= replicas) return replicas
  const room = replicas + surge - total(all, sizeOf)
  return room <= 0 ? size : Math.min(size + room, replicas)
}

const shrink = (
  replicas: number,
  { unavailable }: Bounds,
  current: ReplicaSetShape,
  older: readonly ReplicaSetShape[],
  all: readonly ReplicaSetShape[],
): readonly RolloutScaling[] => {
  const leastAvailable = replicas - unavailable
  const missing = sizeOf(current) - availableOf(current)
  let room = total(all, sizeOf) - leastAvailable - missing
  if (room <= 0) return []
  // Pods that are not ready go first and cost no availability.
  const sizes = older.map(replicaSet => {
    const unhealthy = Math.min(room, Math.max(0, sizeOf(replicaSet) - availableOf(replicaSet)))
    room -= unhealthy
    return { replicaSet, replicas: sizeOf(replicaSet) - unhealthy }
  })
  const steps = sizes.map(size => {
    const fewer = Math.min(room, size.replicas)
    room -= fewer
    return { ...size, replicas: size.replicas - fewer }
  })
  return steps.filter(step => step.replicas !== sizeOf(step.replicaSet))
}

const availableOf = ({ status }: ReplicaSetShape): number => status?.availableReplicas ?? 0

const total = (all: readonly ReplicaSetShape[], of: (replicaSet: ReplicaSetShape) => number): number =>
  all.reduce((sum, replicaSet) => sum + of(replicaSet), 0)
