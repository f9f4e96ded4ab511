import { List, Map as PersistentMap } from 'immutable'
import type { Key } from '../../kube/object.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** All objects of one kind, and what happened to them lately. Every version of it can be kept: it shares structure. */
export interface Collection {
  readonly objects: PersistentMap<Key, ApiObject>
  /** In order of resourceVersion. */
  readonly events: List<StoredEvent>
  /** Events up to this resourceVersion are forgotten. */
  readonly compactedTo: number
  /** No watch begins before: that of the CRD that made the kind; 0 for a kind that was always there. */
  readonly since: number
  /** resourceVersion of the newest event that was forgotten: a watcher before it has missed something. */
  readonly forgotten: number
  /** resourceVersion of the newest event. */
  readonly resourceVersion: number
}

export interface StoredEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly key: Key
  readonly resourceVersion: number
  /** As it was after the event; of a deletion: its last content with the deletion's resourceVersion. */
  readonly object: ApiObject
  /** As it was before. */
  readonly old?: ApiObject
}

export const emptyCollection: Collection = {
  objects: PersistentMap(),
  events: List(),
  compactedTo: 0,
  since: 0,
  forgotten: 0,
  resourceVersion: 0,
}

/** The collection after `event`, which keeps at most `historyLimit` events. */
export const recordEvent = (collection: Collection, event: StoredEvent, historyLimit: number): Collection => {
  const { key, object, resourceVersion } = event
  const events = collection.events.push(event)
  const oldest = events.size > historyLimit ? events.first() : undefined
  return {
    ...collection,
    objects: event.type === 'DELETED' ? collection.objects.delete(key) : collection.objects.set(key, object),
    events: oldest === undefined ? events : events.shift(),
    compactedTo: Math.max(oldest?.resourceVersion ?? 0, collection.compactedTo),
    forgotten: oldest?.resourceVersion ?? collection.forgotten,
    resourceVersion,
  }
}

/** Forgets the events up to `resourceVersion`. */
export const compactCollection = (collection: Collection, resourceVersion: number): Collection => {
  if (resourceVersion <= collection.compactedTo) return collection
  const count = eventsUpTo(collection, resourceVersion)
  return {
    ...collection,
    compactedTo: resourceVersion,
    forgotten: count === 0 ? collection.forgotten : (collection.events.get(count - 1)?.resourceVersion ?? 0),
    events: collection.events.slice(count),
  }
}

/** How many of the remembered events are not newer than `resourceVersion`. */
export const eventsUpTo = ({ events }: Collection, resourceVersion: number): number => {
  let low = 0
  let high = events.size
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((events.get(middle)?.resourceVersion ?? 0) <= resourceVersion) low = middle + 1
    else high = middle
  }
  return low
}

/** The objects as they were at `resourceVersion`, by undoing newer events; `undefined` where those are forgotten. */
export const objectsAt = (
  collection: Collection,
  resourceVersion: number,
): PersistentMap<Key, ApiObject> | undefined => {
  if (resourceVersion >= collection.resourceVersion) return collection.objects
  if (resourceVersion < collection.compactedTo) return undefined
  const from = eventsUpTo(collection, resourceVersion)
  return collection.objects.withMutations(objects => {
    for (let at = collection.events.size - 1; at >= from; at--) {
      const event = collection.events.get(at)
      if (event === undefined) continue
      if (event.old === undefined) objects.delete(event.key)
      else objects.set(event.key, event.old)
    }
  })
}

const sorted = new WeakMap<PersistentMap<Key, ApiObject>, readonly Key[]>()

/** The keys in the order of the real server's storage. Sorted once per version of the collection. */
export const sortedKeys = (objects: PersistentMap<Key, ApiObject>): readonly Key[] => {
  const known = sorted.get(objects)
  if (known !== undefined) return known
  const keys = [...objects.keys()].sort()
  sorted.set(objects, keys)
  return keys
}
