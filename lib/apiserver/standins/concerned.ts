import type { Map as Dictionary, Set as PlaceSet } from 'immutable'
import { controllerOf } from '../../kube/object.ts'
import type { ClusterState } from '../store/state.ts'
import { keyIn, type ObjectPlace, objectAt, objectPlaceOf, type StateChange, typeOfKind } from './read.ts'
import { workloadSelects } from './selects.ts'
import type { ReplicaSetShape, StoredObject } from './shapes.ts'

/** In order of precedence: a Deployment is looked at when its ReplicaSets and their pods have been. */
export const queueNames = ['pods', 'replicaSets', 'deployments', 'namespaces', 'garbage'] as const
export type QueueName = (typeof queueNames)[number]

type Concern = readonly [QueueName, ObjectPlace]

/** The kinds that a controller takes in when they have none and its selector covers them. */
export const adoptable = (place: ObjectPlace): boolean =>
  place.startsWith('/pods ') || place.startsWith('apps/replicasets ')

/** The objects that each stand-in has to look at because of a change. */
export function* concerned(
  state: ClusterState,
  dependents: Dictionary<string, PlaceSet<ObjectPlace>>,
  change: StateChange,
): Iterable<Concern> {
  yield* workloads(change)
  if (adoptable(change.place) && change.type !== 'DELETED') yield* adopters(state, change)
  yield* namespaces(state, change)
  yield* garbage(state, dependents, change)
}

function* workloads({ place, type, object, old }: StateChange): Iterable<Concern> {
  if (place.startsWith('apps/deployments ') && type !== 'DELETED') yield ['deployments', place]
  if (place.startsWith('apps/replicasets ') && type !== 'DELETED') yield ['replicaSets', place]
  if (!adoptable(place)) return
  yield* controlling(object)
  if (old !== undefined) yield* controlling(old)
}

function* controlling(object: StoredObject): Iterable<Concern> {
  const owner = controllerOf(object)
  if (owner === undefined) return
  const key = keyIn(object.metadata.namespace, owner.name)
  if (owner.kind === 'ReplicaSet') yield ['replicaSets', objectPlaceOf('apps/replicasets', key)]
  if (owner.kind === 'Deployment') yield ['deployments', objectPlaceOf('apps/deployments', key)]
}

/** Loose objects are rare: so the workloads of a namespace are looked through for each, and not indexed by labels. */
function* adopters(state: ClusterState, { place, object }: StateChange): Iterable<Concern> {
  if (controllerOf(object) !== undefined) return
  const [queue, collection] = place.startsWith('/pods ')
    ? (['replicaSets', 'apps/replicasets'] as const)
    : (['deployments', 'apps/deployments'] as const)
  const { namespace, labels } = object.metadata
  for (const [key, candidate] of state.collections.get(collection)?.objects ?? []) {
    if (!key.startsWith(`${namespace}/`)) continue
    // Deployments and ReplicaSets have their selector at the same place.
    if (workloadSelects((candidate as ReplicaSetShape).spec.selector, labels))
      yield [queue, objectPlaceOf(collection, key)]
  }
}

const furniture = /^\/(serviceaccounts .+\/default|configmaps .+\/kube-root-ca\.crt)$/

/** A namespace that is new or ends, that lost its furniture, or that has one thing less to be emptied of. */
function* namespaces(state: ClusterState, { place, type, object }: StateChange): Iterable<Concern> {
  if (place.startsWith('/namespaces ') && type !== 'DELETED') yield ['namespaces', place]
  const { namespace } = object.metadata
  if (type !== 'DELETED' || namespace === undefined) return
  const within = objectPlaceOf('/namespaces', namespace)
  const ends = objectAt(state, within)?.metadata.deletionTimestamp !== undefined
  if (ends || furniture.test(place)) yield ['namespaces', within]
}

/**
 * The dependents of an owner that is gone, an owner that waits for its dependents, a dependent that
 * names new owners, and the waiting owners that a dependent's change may release.
 */
function* garbage(
  state: ClusterState,
  dependents: Dictionary<string, PlaceSet<ObjectPlace>>,
  { place, type, object, old }: StateChange,
): Iterable<Concern> {
  const { metadata } = object
  if (type === 'DELETED') for (const dependent of dependents.get(metadata.uid) ?? []) yield ['garbage', dependent]
  else if (metadata.deletionTimestamp !== undefined) yield ['garbage', place]
  else if (metadata.ownerReferences !== undefined && metadata.ownerReferences !== old?.metadata.ownerReferences) {
    yield ['garbage', place]
  }
  for (const owner of old?.metadata.ownerReferences ?? []) {
    const kind = typeOfKind(state, owner.apiVersion, owner.kind)
    if (kind === undefined) continue
    const at = objectPlaceOf(
      `${kind.group}/${kind.plural}`,
      keyIn(kind.namespaced ? metadata.namespace : undefined, owner.name),
    )
    if (objectAt(state, at)?.metadata.deletionTimestamp !== undefined) yield ['garbage', at]
  }
}
