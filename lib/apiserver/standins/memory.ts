import { Map as Dictionary, List, OrderedSet, Set as PlaceSet } from 'immutable'
import type { ClusterState } from '../store/state.ts'
import { adoptable, concerned, type QueueName } from './concerned.ts'
import { type Change, changesSince, everything, type Place } from './read.ts'
import { controllerRef, type StoredObject } from './shapes.ts'

/** What the stand-ins know besides the state: what they have seen of it, and what they still have to look at. */
export interface Memory {
  readonly resourceVersion: number
  /** By owner uid: the objects that name it in an owner reference. */
  readonly dependents: Dictionary<string, PlaceSet<Place>>
  /** Pods and ReplicaSets without a controller, by namespace: a controller may adopt them. */
  readonly loose: Dictionary<string, PlaceSet<Place>>
  /** By stand-in: the objects that it has to look at. */
  readonly due: { readonly [Queue in QueueName]: OrderedSet<Place> }
  /** Pods to look at later, in order of time. */
  readonly starting: List<Appointment>
  readonly stopping: List<Appointment>
  /** Pods that got an address. */
  readonly addresses: number
}

export interface Appointment {
  readonly place: Place
  readonly atMs: number
}

export interface Delays {
  /** From a pod's creation until it is ready. */
  readonly podReadyAfterMs: number
  /** From a pod's deletion until it is gone. */
  readonly podGoneAfterMs: number
}

const none = OrderedSet<Place>()

export const emptyMemory: Memory = {
  resourceVersion: 0,
  dependents: Dictionary(),
  loose: Dictionary(),
  due: { pods: none, replicaSets: none, deployments: none, namespaces: none, garbage: none },
  starting: List(),
  stopping: List(),
  addresses: 0,
}

/** The memory after all that has happened since. */
export const observe = (state: ClusterState, memory: Memory, nowMs: number, delays: Delays): Memory => {
  if (memory.resourceVersion === state.resourceVersion) return memory
  const changes = memory.resourceVersion === 0 ? undefined : changesSince(state, memory.resourceVersion)
  // Where part of the log is forgotten, all begins anew from what there is.
  const from = changes === undefined ? { ...emptyMemory, addresses: memory.addresses } : memory
  const seen = (changes ?? everything(state)).reduce(
    (before, change) => notice(state, before, change, nowMs, delays),
    from,
  )
  return { ...seen, resourceVersion: state.resourceVersion }
}

const notice = (state: ClusterState, memory: Memory, change: Change, nowMs: number, delays: Delays): Memory =>
  enqueue(state, schedule(index(memory, change), change, nowMs, delays), change)

const index = (memory: Memory, { place, type, object, old }: Change): Memory => {
  const owners = uidsOf(type === 'DELETED' ? undefined : object)
  const before = uidsOf(old)
  const added = owners.filter(uid => !before.includes(uid))
  const removed = before.filter(uid => !owners.includes(uid))
  const dependents =
    added.length + removed.length === 0
      ? memory.dependents
      : memory.dependents.withMutations(all => {
          for (const uid of added) all.update(uid, PlaceSet<Place>(), places => places.add(place))
          for (const uid of removed) leave(all, uid, place)
        })
  if (!adoptable(place)) return dependents === memory.dependents ? memory : { ...memory, dependents }
  const namespace = object.metadata.namespace ?? ''
  const loose =
    type !== 'DELETED' && controllerRef(object) === undefined
      ? memory.loose.update(namespace, PlaceSet<Place>(), places => places.add(place))
      : memory.loose.withMutations(all => leave(all, namespace, place))
  return { ...memory, dependents, loose }
}

const leave = (all: Dictionary<string, PlaceSet<Place>>, key: string, place: Place): void => {
  const rest = all.get(key)?.delete(place)
  if (rest === undefined) return
  if (rest.isEmpty()) all.delete(key)
  else all.set(key, rest)
}

const uidsOf = (object: StoredObject | undefined): readonly string[] =>
  object?.metadata.ownerReferences?.map(owner => owner.uid) ?? []

const schedule = (memory: Memory, { place, type, object, old }: Change, nowMs: number, delays: Delays): Memory => {
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

const enqueue = (state: ClusterState, memory: Memory, change: Change): Memory => {
  const places = [...concerned(state, memory.dependents, change)]
  if (places.length === 0) return memory
  const due = { ...memory.due }
  for (const [queue, place] of places) due[queue] = due[queue].add(place)
  return { ...memory, due }
}
