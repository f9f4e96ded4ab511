import { Map as Dictionary, List, OrderedSet, Set as PlaceSet } from 'immutable'
import { controllerOf } from '../../kube/object.ts'
import type { ClusterState } from '../store/state.ts'
import { adoptable, concerned, type QueueName } from './concerned.ts'
import { changesSince, everyObject, type ObjectPlace, type StateChange } from './read.ts'
import type { StoredObject } from './shapes.ts'

/** The knowledge of the stand-ins beside the state: what they have seen of it, and the objects still to look at. */
export interface StandinMemory {
  readonly resourceVersion: number
  /** By owner uid: the objects that name it in an owner reference. */
  readonly dependents: Dictionary<string, PlaceSet<ObjectPlace>>
  /** Pods and ReplicaSets without a controller, by namespace: a controller may adopt them. */
  readonly loose: Dictionary<string, PlaceSet<ObjectPlace>>
  /** By stand-in: the objects that it has to look at. */
  readonly due: { readonly [Queue in QueueName]: OrderedSet<ObjectPlace> }
  /** Pods to look at later, in order of time. */
  readonly starting: List<Appointment>
  readonly stopping: List<Appointment>
  /** Pods that got an address. */
  readonly addresses: number
}

export interface Appointment {
  readonly place: ObjectPlace
  readonly atMs: number
}

export interface Delays {
  /** From a pod's creation until it is ready. */
  readonly podReadyAfterMs: number
  /** From a pod's deletion until it is gone. */
  readonly podGoneAfterMs: number
}

const none = OrderedSet<ObjectPlace>()

export const emptyMemory: StandinMemory = {
  resourceVersion: 0,
  dependents: Dictionary(),
  loose: Dictionary(),
  due: { pods: none, replicaSets: none, deployments: none, namespaces: none, garbage: none },
  starting: List(),
  stopping: List(),
  addresses: 0,
}

/** The memory after all that has happened since. */
export const observe = (state: ClusterState, memory: StandinMemory, nowMs: number, delays: Delays): StandinMemory => {
  if (memory.resourceVersion === state.resourceVersion) return memory
  const changes = memory.resourceVersion === 0 ? undefined : changesSince(state, memory.resourceVersion)
  // Where part of the log is forgotten, all begins anew from what there is.
  const from = changes === undefined ? { ...emptyMemory, addresses: memory.addresses } : memory
  const seen = (changes ?? everyObject(state)).reduce(
    (before, change) => notice(state, before, change, nowMs, delays),
    from,
  )
  return { ...seen, resourceVersion: state.resourceVersion }
}

const notice = (
  state: ClusterState,
  memory: StandinMemory,
  change: StateChange,
  nowMs: number,
  delays: Delays,
): StandinMemory => enqueue(state, schedule(index(memory, change), change, nowMs, delays), change)

const index = (memory: StandinMemory, { place, type, object, old }: StateChange): StandinMemory => {
  const owners = uidsOf(type === 'DELETED' ? undefined : object)
  const before = uidsOf(old)
  const added = owners.filter(uid => !before.includes(uid))
  const removed = before.filter(uid => !owners.includes(uid))
  const dependents =
    added.length + removed.length === 0
      ? memory.dependents
      : memory.dependents.withMutations(all => {
          for (const uid of added) all.update(uid, PlaceSet<ObjectPlace>(), places => places.add(place))
          for (const uid of removed) leave(all, uid, place)
        })
  if (!adoptable(place)) return dependents === memory.dependents ? memory : { ...memory, dependents }
  const namespace = object.metadata.namespace ?? ''
  const loose =
    type !== 'DELETED' && controllerOf(object) === undefined
      ? memory.loose.update(namespace, PlaceSet<ObjectPlace>(), places => places.add(place))
      : memory.loose.withMutations(all => leave(all, namespace, place))
  return { ...memory, dependents, loose }
}

const leave = (all: Dictionary<string, PlaceSet<ObjectPlace>>, key: string, place: ObjectPlace): void => {
  const rest = all.get(key)?.delete(place)
  if (rest === undefined) return
  if (rest.isEmpty()) all.delete(key)
  else all.set(key, rest)
}

const uidsOf = (object: StoredObject | undefined): readonly string[] =>
  object?.metadata.ownerReferences?.map(owner => owner.uid) ?? []

const schedule = (
  memory: StandinMemory,
  { place, type, object, old }: StateChange,
  nowMs: number,
  delays: Delays,
): StandinMemory => {
  if (!place.startsWith('/pods ') || type === 'DELETED') return memory
  if (object.metadata.deletionTimestamp !== undefined) {
    return old?.metadata.deletionTimestamp !== undefined
      ? memory
      : { ...memory, stopping: memory.stopping.push({ place, atMs: nowMs + delays.podGoneAfterMs }) }
  }
  return type === 'ADDED'
    ? { ...memory, starting: memory.starting.push({ place, atMs: nowMs + delays.podReadyAfterMs }) }
    : memory
}

const enqueue = (state: ClusterState, memory: StandinMemory, change: StateChange): StandinMemory => {
  const places = [...concerned(state, memory.dependents, change)]
  if (places.length === 0) return memory
  const due = { ...memory.due }
  for (const [queue, place] of places) due[queue] = due[queue].add(place)
  return { ...memory, due }
}
