import type { ClusterState } from '../store/state.ts'
import type { ApiRequest } from '../wire/request.ts'
import { type QueueName, queueNames } from './concerned.ts'
import { deploymentController } from './deploymentController.ts'
import { garbageCollector } from './garbageCollector.ts'
import { kubelet } from './kubelet.ts'
import { type Appointment, type Delays, emptyMemory, observe, type StandinMemory } from './memory.ts'
import { namespaceController } from './namespaceController.ts'
import { type ObjectPlace, objectAt } from './read.ts'
import { replicaSetController } from './replicaSetController.ts'
import type { DeploymentShape, NamespaceShape, PodShape, ReplicaSetShape, StoredObject } from './shapes.ts'

export interface StandinOptions extends Delays {
  /** The certificate authority, PEM, that each namespace gets as ConfigMap `kube-root-ca.crt`. Absent: none. */
  readonly ca?: string
  /** Objects that are looked at in one turn. */
  readonly limit: number
}

export interface StandinTurn {
  readonly memory: StandinMemory
  /** To be sent at once and in this order; what they change is seen in the next turn. */
  readonly requests: readonly ApiRequest[]
  /** When the next turn is due, without a change: at once, at a time, or never. */
  readonly next: 'now' | { readonly atMs: number } | undefined
}

export const firstMemory: StandinMemory = emptyMemory

/**
 * One turn of all the stand-ins: the Deployment and ReplicaSet controllers, the kubelet, the namespace
 * controller and the garbage collector. Only what changed since the last turn is looked at.
 */
export const turn = (
  state: ClusterState,
  before: StandinMemory,
  nowMs: number,
  options: StandinOptions,
): StandinTurn => {
  const seen = ripen(observe(state, before, nowMs, options), nowMs)
  const queue = queueNames.find(name => !seen.due[name].isEmpty())
  if (queue === undefined) return { memory: seen, requests: [], next: nextAppointment(seen) }
  const places = [...seen.due[queue].toSeq().take(options.limit)]
  const rest = seen.due[queue].withMutations(all => {
    for (const place of places) all.delete(place)
  })
  let memory: StandinMemory = { ...seen, due: { ...seen.due, [queue]: rest } }
  const requests: ApiRequest[] = []
  for (const place of places) {
    const object = objectAt(state, place)
    if (object === undefined) continue
    requests.push(...standins[queue](state, memory, object, nowMs, options))
    if (queue === 'pods') memory = { ...memory, addresses: memory.addresses + 1 }
  }
  return { memory, requests: onlyOnce(requests), next: 'now' }
}

/** An owner that waits and its dependent may both ask for the dependent's deletion. */
const onlyOnce = (requests: readonly ApiRequest[]): readonly ApiRequest[] => {
  const deleted = new Set<string>()
  return requests.filter(({ method, path }) => {
    if (method !== 'DELETE') return true
    const first = !deleted.has(path)
    deleted.add(path)
    return first
  })
}

type Standin = (
  state: ClusterState,
  memory: StandinMemory,
  object: StoredObject,
  nowMs: number,
  options: StandinOptions,
) => readonly ApiRequest[]

const standins: { readonly [Queue in QueueName]: Standin } = {
  pods: (_state, memory, pod, nowMs) => kubelet(pod as PodShape, memory.addresses + 1, nowMs),
  replicaSets: (state, memory, object) => replicaSetController(state, memory, object as ReplicaSetShape),
  deployments: (state, memory, object, nowMs) => deploymentController(state, memory, object as DeploymentShape, nowMs),
  namespaces: (state, _memory, object, _nowMs, { ca }) => namespaceController(state, object as NamespaceShape, ca),
  garbage: garbageCollector,
}

/** Appointments whose time has come become work. */
const ripen = (memory: StandinMemory, nowMs: number): StandinMemory => {
  const isDue = ({ atMs }: Appointment): boolean => atMs <= nowMs
  const starting = memory.starting.takeWhile(isDue)
  const stopping = memory.stopping.takeWhile(isDue)
  if (starting.isEmpty() && stopping.isEmpty()) return memory
  const places = [...stopping, ...starting].map(({ place }): ObjectPlace => place)
  return {
    ...memory,
    starting: memory.starting.skip(starting.size),
    stopping: memory.stopping.skip(stopping.size),
    due: { ...memory.due, pods: memory.due.pods.union(places) },
  }
}

const nextAppointment = ({ starting, stopping }: StandinMemory): StandinTurn['next'] => {
  const atMs = Math.min(
    starting.first()?.atMs ?? Number.POSITIVE_INFINITY,
    stopping.first()?.atMs ?? Number.POSITIVE_INFINITY,
  )
  return atMs === Number.POSITIVE_INFINITY ? undefined : { atMs }
}
