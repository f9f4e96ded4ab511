import type { OwnerReference } from '../../kube/object.ts'
import type { ClusterState } from '../store/state.ts'
import type { ApiRequest } from '../wire/request.ts'
import type { StandinMemory } from './memory.ts'
import { type ObjectPlace, objectAt, storedObject, typeOfKind } from './read.ts'
import type { StandinKind, StoredObject } from './shapes.ts'
import { controllerActor, patchRequest, removeRequest } from './write.ts'

const actor = controllerActor('generic-garbage-collector')
const foreground = 'foregroundDeletion'
const orphan = 'orphan'

/** One object as the garbage collector looks at it: as an owner that waits, then as a dependent. */
export const garbageCollector = (
  state: ClusterState,
  memory: StandinMemory,
  object: StoredObject,
): readonly ApiRequest[] => {
  const kind = typeOfKind(state, object.apiVersion, object.kind)
  if (kind === undefined) return []
  const { deletionTimestamp, finalizers = [] } = object.metadata
  if (deletionTimestamp === undefined) return collect(state, memory, kind, object)
  if (finalizers.includes(orphan)) return setFree(state, memory, kind, object)
  if (finalizers.includes(foreground)) return dependentsFirst(state, memory, kind, object)
  return []
}

const collect = (
  state: ClusterState,
  memory: StandinMemory,
  kind: StandinKind,
  object: StoredObject,
): readonly ApiRequest[] => {
  const { uid, ownerReferences = [], finalizers = [] } = object.metadata
  if (ownerReferences.length === 0) return []
  const standing = ownerReferences.map(owner => ({ owner, as: standingOf(state, object, owner) }))
  const solid = standing.filter(({ as }) => as === 'solid').map(({ owner }) => owner)
  if (solid.length === ownerReferences.length) return []
  if (solid.length > 0) return [patchRequest(actor, kind, object, { metadata: { uid, ownerReferences: solid } })]
  const waiting = standing.some(({ as }) => as === 'waiting') && memory.dependents.has(uid)
  const propagationPolicy = finalizers.includes(orphan)
    ? 'Orphan'
    : waiting || finalizers.includes(foreground)
      ? 'Foreground'
      : 'Background'
  return [removeRequest(actor, kind, object, { uid, propagationPolicy })]
}

/** The state of an owner: it is there, it waits for its dependents to go first, or it is gone. */
const standingOf = (
  state: ClusterState,
  dependent: StoredObject,
  owner: OwnerReference,
): 'solid' | 'waiting' | 'gone' => {
  const kind = typeOfKind(state, owner.apiVersion, owner.kind)
  // The owner may exist where its kind is not served: nothing is deleted for it.
  if (kind === undefined) return 'solid'
  // An owner lives in the dependent's namespace, or in none.
  const namespace = kind.namespaced ? dependent.metadata.namespace : undefined
  const found = storedObject(state, kind, namespace, owner.name)
  if (found?.metadata.uid !== owner.uid) return 'gone'
  const { deletionTimestamp, finalizers = [] } = found.metadata
  return deletionTimestamp !== undefined && finalizers.includes(foreground) ? 'waiting' : 'solid'
}

const dependentsOf = (state: ClusterState, memory: StandinMemory, uid: string): readonly StoredObject[] =>
  [...(memory.dependents.get(uid) ?? [])].flatMap((place: ObjectPlace) => objectAt(state, place) ?? [])

const setFree = (
  state: ClusterState,
  memory: StandinMemory,
  kind: StandinKind,
  object: StoredObject,
): readonly ApiRequest[] => {
  const released = dependentsOf(state, memory, object.metadata.uid).flatMap(dependent => {
    const of = typeOfKind(state, dependent.apiVersion, dependent.kind)
    const { uid, ownerReferences = [] } = dependent.metadata
    const others = ownerReferences.filter(owner => owner.uid !== object.metadata.uid)
    if (of === undefined || others.length === ownerReferences.length) return []
    const metadata = { uid, ownerReferences: others.length === 0 ? null : others }
    return [patchRequest(actor, of, dependent, { metadata })]
  })
  return [...released, withoutFinalizer(kind, object, orphan)]
}

const dependentsFirst = (
  state: ClusterState,
  memory: StandinMemory,
  kind: StandinKind,
  object: StoredObject,
): readonly ApiRequest[] => {
  const dependents = dependentsOf(state, memory, object.metadata.uid)
  const blocking = dependents.some(({ metadata }) =>
    metadata.ownerReferences?.some(owner => owner.uid === object.metadata.uid && owner.blockOwnerDeletion === true),
  )
  if (!blocking) return [withoutFinalizer(kind, object, foreground)]
  return dependents.flatMap(dependent => {
    const of = typeOfKind(state, dependent.apiVersion, dependent.kind)
    return of === undefined || dependent.metadata.deletionTimestamp !== undefined
      ? []
      : collect(state, memory, of, dependent)
  })
}

const withoutFinalizer = (kind: StandinKind, object: StoredObject, finalizer: string): ApiRequest => {
  const { uid, finalizers = [] } = object.metadata
  return patchRequest(actor, kind, object, {
    metadata: { uid, finalizers: finalizers.filter(name => name !== finalizer) },
  })
}
