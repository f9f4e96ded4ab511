import { type Key, type KubeObject, keyOf } from '../kube/object.ts'
import { held, inherited } from '../kube/ownership/claim.ts'
import { isNewer } from '../kube/resourceVersion.ts'
import type { Seen, WatchEvent } from '../kube/watchEvent.ts'
import { createIndexing, type Indexes } from './indexing.ts'
import { sameToReaders } from './sameToReaders.ts'
import { createWritings } from './writings.ts'

/**
 * The objects of one kind, as far as they are known. One writer: watch events
 * (`take`) and the answers to own writes and reads (`learn`, `forget`).
 *
 * Guarantees: a relist replaces everything at once; an older event never
 * replaces a newer object; an own write is visible at once and is not undone by
 * a list or event from before it; a deleted object does not come back.
 */
export interface Store<O extends KubeObject> {
  get(key: Key): Seen<O> | undefined
  keys(): Iterable<Key>
  size(): number
  /** The objects found under `value` in one of the declared indexes. */
  by(index: string, value: string): readonly Seen<O>[]
  take(event: WatchEvent<O>): readonly Change<O>[]
  /** The server's answer to a write. Ignored where the watch already knows more. */
  learn(seen: Seen<O>): readonly Change<O>[]
  /** Call it before a consistent read of one object. */
  reading(key: Key): Reading<O>
  /**
   * Call it before a write of one object, and the answer after `learn`: what the watch shows of the object meanwhile
   * may be the echo of the write, so it waits for the answer. Returns the changes that are not.
   */
  writing(key: Key): () => readonly Change<O>[]
  /** The server said that the object of this uid is gone. */
  forget(key: Key, uid: string): readonly Change<O>[]
  /** True once a complete list has arrived. */
  listed(): boolean
  /** Whether this version is that of an own write, whose object is known and whose event has not come. */
  awaits(resourceVersion: string): boolean
}

/**
 * A consistent read under way. Its answer counts even where the watch has passed
 * it by, for a watch with a selector does not show all that exists; but not what
 * the watch has called deleted since the read began.
 */
export interface Reading<O extends KubeObject> {
  found(seen: Seen<O>): readonly Change<O>[]
  /** The object does not exist: the one that was known when the read began is gone. */
  absent(): readonly Change<O>[]
  /** Call it when the read is over, however it ended. */
  end(): void
}

export interface Change<O extends KubeObject> {
  readonly key: Key
  readonly before?: Seen<O>
  readonly after?: Seen<O>
}

export interface StoreOptions<O extends KubeObject> {
  readonly indexes?: Indexes<O>
}

export const createStore = <O extends KubeObject>({ indexes = {} }: StoreOptions<O> = {}): Store<O> => {
  const objects = new Map<Key, Seen<O>>()
  /** Own writes that no list or event has shown yet: the version that each made, and the other way round. */
  const unseen = new Map<Key, string>()
  const awaited = new Map<string, Key>()
  /** uids that the server said are gone, until the watch says so too, each with the last resourceVersion it is known to have had. */
  const tombstones = new Map<string, string>()
  const readings = new Set<{ readonly key: Key; readonly gone: Set<string>; isOvertaken: boolean }>()
  const writings = createWritings<O>()
  const indexing = createIndexing(indexes)
  let position: string | undefined

  const bury = (key: Key, { metadata: { uid } }: KubeObject): void => {
    for (const reading of readings) if (reading.key === key) reading.gone.add(uid)
  }

  /** The only place that changes `objects`. */
  const put = (key: Key, arrived: Seen<O> | undefined): readonly Change<O>[] => {
    const before = objects.get(key)
    const claim = arrived && inherited(before, arrived)
    const after =
      arrived === undefined || claim === arrived.claim || claim === undefined ? arrived : { ...arrived, claim }
    indexing.put(key, before, after)
    if (after === undefined) objects.delete(key)
    else objects.set(key, after)
    if (before !== undefined && before.object.metadata.uid !== after?.object.metadata.uid) bury(key, before.object)
    if (before === undefined) return after === undefined ? [] : [{ key, after }]
    if (after === undefined) return [{ key, before }]
    if (before.object.metadata.uid !== after.object.metadata.uid)
      return [
        { key, before },
        { key, after },
      ]
    return sameToReaders(before, after) ? [] : [{ key, before, after }]
  }

  const show = (key: Key): void => {
    awaited.delete(unseen.get(key) ?? '')
    unseen.delete(key)
  }

  const replace = (event: Extract<WatchEvent<O>, { _tag: 'Listed' }>): readonly Change<O>[] => {
    const changes: Change<O>[] = []
    const listedKeys = new Set<Key>()
    for (const seen of event.objects) {
      const key = keyOf(seen.object.metadata)
      listedKeys.add(key)
      if (tombstones.has(seen.object.metadata.uid) || knowsMore(key, event.resourceVersion)) continue
      changes.push(...put(key, seen))
    }
    for (const key of [...objects.keys()]) {
      if (!listedKeys.has(key) && !knowsMore(key, event.resourceVersion)) changes.push(...put(key, undefined))
    }
    const uids = new Set(event.objects.map(seen => seen.object.metadata.uid))
    for (const [uid, last] of tombstones) {
      // A list from before the object was made says nothing of its end.
      if (!uids.has(uid) && !isNewer(last, event.resourceVersion)) tombstones.delete(uid)
    }
    for (const key of unseen.keys()) if (!knowsMore(key, event.resourceVersion)) show(key)
    // A list does not name deleted objects, so an older answer cannot be told from one of the past.
    for (const reading of readings) reading.isOvertaken = true
    position = event.resourceVersion
    return changes
  }

  const knowsMore = (key: Key, resourceVersion: string): boolean =>
    unseen.has(key) && isNewer(objects.get(key)?.object.metadata.resourceVersion ?? '0', resourceVersion)

  const isOld = (key: Key, object: KubeObject): boolean => {
    const known = objects.get(key)?.object.metadata
    return known !== undefined && !isNewer(object.metadata.resourceVersion, known.resourceVersion)
  }

  const advance = (resourceVersion: string): void => {
    if (position === undefined || isNewer(resourceVersion, position)) position = resourceVersion
  }

  /** Keeps an object that is newer than the one that is known, ahead of the watch. */
  const hold = (seen: Seen<O>): readonly Change<O>[] => {
    const key = keyOf(seen.object.metadata)
    if (tombstones.has(seen.object.metadata.uid) || isOld(key, seen.object)) return []
    show(key)
    unseen.set(key, seen.object.metadata.resourceVersion)
    awaited.set(seen.object.metadata.resourceVersion, key)
    return put(key, seen)
  }

  const learn = (seen: Seen<O>): readonly Change<O>[] => {
    // Of an object that is being written nothing was taken since.
    const passed = writings.since(keyOf(seen.object.metadata)) ?? position
    const isPassed = passed !== undefined && !isNewer(seen.object.metadata.resourceVersion, passed)
    if (!isPassed) return hold(seen)
    // The event of an own write may come before its answer, which alone tells that all of it is held.
    const known = objects.get(keyOf(seen.object.metadata))
    if (seen.claim?.state === 'Held' && known?.claim && inherited(seen, known) === seen.claim) held(known.claim)
    return []
  }

  const forget = (key: Key, uid: string): readonly Change<O>[] => {
    const known = objects.get(key)?.object.metadata
    if (known?.uid !== uid) return []
    tombstones.set(uid, known.resourceVersion)
    show(key)
    return put(key, undefined)
  }

  const take = (event: WatchEvent<O>): readonly Change<O>[] => {
    switch (event._tag) {
      case 'Listed':
        return replace(event)
      case 'Changed': {
        const { metadata } = event.seen.object
        const key = keyOf(metadata)
        advance(metadata.resourceVersion)
        if (!knowsMore(key, metadata.resourceVersion)) show(key)
        if (tombstones.has(metadata.uid) || isOld(key, event.seen.object)) return []
        return put(key, event.seen)
      }
      case 'Deleted': {
        const { metadata } = event.object
        const key = keyOf(metadata)
        advance(metadata.resourceVersion)
        tombstones.delete(metadata.uid)
        bury(key, event.object)
        const known = objects.get(key)?.object.metadata
        // The known one may be newer: a successor, or one that got its label back.
        if (known === undefined || isNewer(known.resourceVersion, metadata.resourceVersion)) return []
        if (known.uid !== metadata.uid && isOld(key, event.object)) return []
        show(key)
        return put(key, undefined)
      }
      case 'Bookmark':
        advance(event.resourceVersion)
        show(awaited.get(event.resourceVersion) ?? '')
        return []
      case 'Undecodable':
        return []
    }
  }

  return {
    get: key => objects.get(key),
    keys: () => objects.keys(),
    size: () => objects.size,
    by: (name, value) => {
      const keys = indexing.keys(name, value)
      if (typeof keys === 'object') return [...keys].flatMap(key => objects.get(key) ?? [])
      const only = keys === undefined ? undefined : objects.get(keys)
      return only === undefined ? [] : [only]
    },
    listed: () => position !== undefined,
    awaits: resourceVersion => awaited.has(resourceVersion),
    take: event => {
      if (event._tag === 'Changed' || event._tag === 'Deleted') {
        const { metadata } = event._tag === 'Changed' ? event.seen.object : event.object
        if (!writings.holds(keyOf(metadata), event)) return take(event)
        advance(metadata.resourceVersion)
        return []
      }
      // A list is the whole truth: nothing waits for an answer any more.
      return event._tag === 'Listed' ? [...writings.drain(), event].flatMap(take) : take(event)
    },
    learn,
    writing: key => {
      const end = writings.begin(key, position ?? '0')
      return () => end().flatMap(take)
    },
    reading: key => {
      const known = objects.get(key)?.object.metadata.uid
      const reading = { key, gone: new Set<string>(), isOvertaken: false }
      readings.add(reading)
      return {
        found: seen => {
          if (reading.gone.has(seen.object.metadata.uid)) return []
          return reading.isOvertaken ? learn(seen) : hold(seen)
        },
        absent: () => (known === undefined ? [] : forget(key, known)),
        end: () => {
          readings.delete(reading)
        },
      }
    },
    forget,
  }
}
