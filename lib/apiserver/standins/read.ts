import type { ResourceType } from '../objects/resourceType.ts'
import { type Collection, eventsUpTo, type StoredEvent } from '../store/collection.ts'
import { type ClusterState, collectionOf } from '../store/state.ts'
import type { StandinKind, StoredObject } from './shapes.ts'

/** Names one object of one kind: `apps/replicasets demo/web-5d59d67564`. */
export type ObjectPlace = string

export const objectPlaceOf = (collection: string, key: string): ObjectPlace => `${collection} ${key}`

export const objectAt = (state: ClusterState, place: ObjectPlace): StoredObject | undefined => {
  const space = place.indexOf(' ')
  const found = state.collections.get(place.slice(0, space))?.objects.get(place.slice(space + 1))
  return found as StoredObject | undefined
}

export const keyIn = (namespace: string | undefined, name: string): string =>
  namespace === undefined ? name : `${namespace}/${name}`

export const storedObject = <O extends StoredObject>(
  state: ClusterState,
  kind: StandinKind,
  namespace: string | undefined,
  name: string,
): O | undefined => collectionOf(state, kind).objects.get(keyIn(namespace, name)) as O | undefined

const registries = new WeakMap<readonly ResourceType[], ReadonlyMap<string, ResourceType>>()

/** The kind that `apiVersion` and `kind` of an object or owner reference name, if it is served. */
export const typeOfKind = (state: ClusterState, apiVersion: string, kind: string): ResourceType | undefined => {
  let registry = registries.get(state.types)
  if (registry === undefined) {
    registry = new Map(
      state.types.map(type => [
        `${type.group === '' ? type.version : `${type.group}/${type.version}`} ${type.kind}`,
        type,
      ]),
    )
    registries.set(state.types, registry)
  }
  return registry.get(`${apiVersion} ${kind}`)
}

export interface StateChange {
  readonly place: ObjectPlace
  readonly type: StoredEvent['type']
  readonly resourceVersion: number
  readonly object: StoredObject
  readonly old?: StoredObject
}

/** All changes after `resourceVersion` in their order; `undefined` when some of them are forgotten already. */
export const changesSince = (state: ClusterState, resourceVersion: number): readonly StateChange[] | undefined => {
  const changes: StateChange[] = []
  for (const [name, collection] of state.collections) {
    if (collection.resourceVersion <= resourceVersion) continue
    if (collection.compactedTo > resourceVersion) return undefined
    append(changes, name, collection, resourceVersion)
  }
  return changes.sort((a, b) => a.resourceVersion - b.resourceVersion)
}

const append = (changes: StateChange[], name: string, collection: Collection, resourceVersion: number): void => {
  for (let at = eventsUpTo(collection, resourceVersion); at < collection.events.size; at++) {
    const event = collection.events.get(at)
    if (event === undefined) continue
    changes.push({
      place: objectPlaceOf(name, event.key),
      type: event.type,
      resourceVersion: event.resourceVersion,
      object: event.object as StoredObject,
      ...(event.old !== undefined && { old: event.old as StoredObject }),
    })
  }
}

/** Everything there is, as if it had just been created. */
export const everyObject = (state: ClusterState): readonly StateChange[] =>
  [...state.collections].flatMap(([name, collection]) =>
    [...collection.objects].map(([key, object]) => ({
      place: objectPlaceOf(name, key),
      type: 'ADDED' as const,
      resourceVersion: state.resourceVersion,
      object: object as StoredObject,
    })),
  )
