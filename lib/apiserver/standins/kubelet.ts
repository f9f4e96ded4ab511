import { timestamp } from '../objects/timestamp.ts'
import type { ApiRequest } from '../wire/request.ts'
import type { PodShape } from './shapes.ts'
import { kubeletActor, patchRequest, podKind, removeRequest } from './write.ts'

/** The writes of a kubelet for a pod that is due: it runs at once, or is gone at once. */
export const kubelet = (pod: PodShape, address: number, nowMs: number): readonly ApiRequest[] => {
  const { uid, deletionTimestamp } = pod.metadata
  if (deletionTimestamp !== undefined)
    return [removeRequest(kubeletActor, podKind, pod, { uid, gracePeriodSeconds: 0 })]
  const phase = pod.status?.phase
  if (phase !== undefined && phase !== 'Pending') return []
  return [
    patchRequest(kubeletActor, podKind, pod, { metadata: { uid }, status: running(pod, address, nowMs) }, 'status'),
  ]
}

const hostIP = '192.0.2.1'

const running = (pod: PodShape, address: number, nowMs: number) => {
  const now = timestamp(nowMs)
  const podIP = `10.244.${(address >>> 8) & 255}.${address & 255}`
  const condition = (type: string) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: now })
  const { initContainers = [], containers } = pod.spec
  const started = containers.map(({ name, image = '' }) => ({
    name,
    image,
    imageID: image,
    containerID: `sluice://${pod.metadata.uid}/${name}`,
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: now } },
    lastState: {},
  }))
  const finished = initContainers.map(({ name, image = '' }) => ({
    name,
    image,
    imageID: image,
    containerID: `sluice://${pod.metadata.uid}/${name}`,
    ready: true,
    started: false,
    restartCount: 0,
    state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } },
    lastState: {},
  }))
  return {
    phase: 'Running',
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(condition),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: now,
    containerStatuses: started,
    ...(finished.length > 0 && { initContainerStatuses: finished }),
  }
}
