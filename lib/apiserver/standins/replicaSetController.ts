import { isControlledBy } from '../../kube/same.ts'
import type { ClusterState } from '../store/state.ts'
import type { ApiRequest } from '../wire/request.ts'
import type { StandinMemory } from './memory.ts'
import { objectAt } from './read.ts'
import { workloadSelects } from './selects.ts'
import type { PodShape, ReplicaSetShape, StoredObject } from './shapes.ts'
import { controllerActor, createRequest, patchRequest, podKind, removeRequest, replicaSetKind } from './write.ts'

const actor = controllerActor('replicaset-controller')

/** How many pods are created for one ReplicaSet at a time. */
const burst = 500

/** Brings the number of pods to `spec.replicas`; the status follows once the pods are there. */
export const replicaSetController = (
  state: ClusterState,
  memory: StandinMemory,
  replicaSet: ReplicaSetShape,
): readonly ApiRequest[] => {
  const { uid, namespace = '', deletionTimestamp } = replicaSet.metadata
  const owned = podsOf(state, memory, uid)
  if (deletionTimestamp === undefined) {
    const adopted = loosePods(state, memory, replicaSet)
    if (adopted.length > 0) return adopted.map(pod => adopt(replicaSet, pod))
    const missing = (replicaSet.spec.replicas ?? 1) - owned.length
    if (missing > 0) {
      const pod = podOf(replicaSet)
      return Array.from({ length: Math.min(missing, burst) }, () => createRequest(actor, podKind, namespace, pod))
    }
    if (missing < 0) {
      return [...owned]
        .sort(leastMissedFirst)
        .slice(0, -missing)
        .map(pod => removeRequest(actor, podKind, pod, { uid: pod.metadata.uid }))
    }
  }
  return statusPatch(replicaSet, owned)
}

/** The pods that this owner controls and that are neither ending nor ended. */
const podsOf = (state: ClusterState, memory: StandinMemory, uid: string): readonly PodShape[] => {
  const found: PodShape[] = []
  for (const place of memory.dependents.get(uid) ?? []) {
    if (!place.startsWith('/pods ')) continue
    const pod = objectAt(state, place) as PodShape | undefined
    if (pod !== undefined && isActive(pod) && isControlledBy(pod, uid)) found.push(pod)
  }
  return found
}

const isActive = (pod: PodShape): boolean =>
  pod.metadata.deletionTimestamp === undefined && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed'

const isReady = (pod: PodShape): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true

/** Pods that are not ready go first, then the younger ones. */
const leastMissedFirst = (a: PodShape, b: PodShape): number =>
  Number(isReady(a)) - Number(isReady(b)) || Number(b.metadata.resourceVersion) - Number(a.metadata.resourceVersion)

const podOf = (replicaSet: ReplicaSetShape) => {
  const { metadata, spec } = replicaSet.spec.template
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${replicaSet.metadata.name}-`,
      ...metadata,
      ownerReferences: [controllerReference('apps/v1', 'ReplicaSet', replicaSet)],
    },
    spec: { nodeName: 'sluice', ...spec },
  }
}

export const controllerReference = (apiVersion: string, kind: string, owner: StoredObject) => ({
  apiVersion,
  kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  controller: true,
  blockOwnerDeletion: true,
})

const loosePods = (
  state: ClusterState,
  memory: StandinMemory,
  { metadata, spec }: ReplicaSetShape,
): readonly PodShape[] => {
  const found: PodShape[] = []
  for (const place of memory.loose.get(metadata.namespace ?? '') ?? []) {
    if (!place.startsWith('/pods ')) continue
    const pod = objectAt(state, place) as PodShape | undefined
    if (pod !== undefined && isActive(pod) && workloadSelects(spec.selector, pod.metadata.labels)) found.push(pod)
  }
  return found
}

const adopt = (replicaSet: ReplicaSetShape, pod: PodShape): ApiRequest => {
  const { uid, ownerReferences = [] } = pod.metadata
  const owners = [...ownerReferences, controllerReference('apps/v1', 'ReplicaSet', replicaSet)]
  return patchRequest(actor, podKind, pod, { metadata: { uid, ownerReferences: owners } })
}

const statusPatch = (replicaSet: ReplicaSetShape, owned: readonly PodShape[]): readonly ApiRequest[] => {
  const { status = {}, metadata, spec } = replicaSet
  const ready = owned.filter(isReady).length
  const labels = Object.entries(spec.template.metadata?.labels ?? {})
  const labelled = owned.filter(pod => labels.every(([name, value]) => pod.metadata.labels?.[name] === value)).length
  const next = {
    replicas: owned.length,
    fullyLabeledReplicas: labelled,
    readyReplicas: ready,
    availableReplicas: ready,
    observedGeneration: metadata.generation ?? 0,
  }
  const same =
    status.replicas === next.replicas &&
    (status.fullyLabeledReplicas ?? 0) === labelled &&
    (status.readyReplicas ?? 0) === ready &&
    (status.availableReplicas ?? 0) === ready &&
    status.observedGeneration === next.observedGeneration
  if (same) return []
  // Zero counts are left out of what is stored, as the real server has it.
  const orNull = (count: number): number | null => (count === 0 ? null : count)
  const body = {
    ...next,
    fullyLabeledReplicas: orNull(labelled),
    readyReplicas: orNull(ready),
    availableReplicas: orNull(ready),
  }
  return [patchRequest(actor, replicaSetKind, replicaSet, { metadata: { uid: metadata.uid }, status: body }, 'status')]
}
