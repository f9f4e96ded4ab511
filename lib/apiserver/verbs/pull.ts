import { apiVersionOf } from '../../kube/object.ts'
import { type ApiStatus, tooOldResourceVersion } from '../../kube/status.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { inVersion, metadataOnly } from '../presenting/representation.ts'
import { toTable } from '../presenting/table.ts'
import { type Collection, eventsUpTo, type StoredEvent, sortedKeys } from '../store/collection.ts'
import { type ClusterState, collectionOf, typeOf } from '../store/state.ts'
import { RefusedRequest } from '../wire/refusal.ts'
import type { WatchCursor } from '../wire/request.ts'
import { type Cursor, isCursor } from './watch.ts'

export interface Pulled {
  readonly cursor: WatchCursor
  /** JSON text, without newlines. */
  readonly lines: readonly string[]
  /** The server ends the watch after these lines. */
  readonly ended?: boolean
}

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED'

/** The events that a watcher has not seen yet. Costs next to nothing where nothing happened. */
export const pull = (state: ClusterState, watch: WatchCursor, nowMs: number): Pulled => {
  if (!isCursor(watch)) throw new TypeError('pull: the cursor is not one that handle answered with')
  try {
    return pulled(state, watch, nowMs)
  } catch (error) {
    // An object that cannot be converted ends a watch of that version.
    if (error instanceof RefusedRequest) return { cursor: watch, lines: [errorLine(error.status)], ended: true }
    throw error
  }
}

const pulled = (state: ClusterState, watch: Cursor, nowMs: number): Pulled => {
  const { type } = watch
  const collection = collectionOf(state, type)
  const over = nowMs - watch.startMs >= watch.timeoutSeconds * 1000
  const news = watch.expired || watch.initial !== 'none' || collection.resourceVersion > watch.seen
  const due = watch.bookmarks && (over || nowMs - watch.bookmarkMs >= bookmarkIntervalMs)
  if (!news && !due && !over && state.types === watch.types) return { cursor: watch, lines: [] }
  const begun = watch.initial === 'none' ? { cursor: watch, lines: [] } : begin(state, collection, watch, nowMs)
  const since = begun.cursor.seen
  if (watch.expired || since < collection.forgotten) {
    return { cursor: watch, lines: [...begun.lines, gone(since, collection.compactedTo)], ended: true }
  }
  const followed = follow(collection, begun.cursor, nowMs)
  const lines = [...begun.lines, ...followed.lines]
  if (typeOf(state, type.group, type.version, type.plural) === undefined) {
    return { cursor: followed.cursor, lines, ended: true }
  }
  const cursor: Cursor = { ...followed.cursor, types: state.types, ...(due && { bookmarkMs: nowMs }) }
  if (due) lines.push(bookmark(cursor, state.resourceVersion, false))
  return { cursor, lines, ...(over && { ended: true }) }
}

/** The real server sends a bookmark about once a minute. */
const bookmarkIntervalMs = 60_000

interface Step {
  readonly cursor: Cursor
  readonly lines: string[]
}

/** All objects as they are, as if each had just been added. */
const begin = (state: ClusterState, collection: Collection, cursor: Cursor, nowMs: number): Step => {
  const lines: string[] = []
  let next: Cursor = { ...cursor, initial: 'none', seen: Math.max(collection.resourceVersion, cursor.seen) }
  for (const key of sortedKeys(collection.objects)) {
    const object = collection.objects.get(key)
    if (object === undefined || !cursor.matches(object)) continue
    lines.push(line(next, 'ADDED', object, nowMs))
    next = columnsSent(next)
  }
  if (cursor.initial === 'objects and bookmark') lines.push(bookmark(cursor, state.resourceVersion, true))
  return { cursor: next, lines }
}

/** The events since the cursor, as a selector sees them: what leaves it is deleted, what enters it is added. */
const follow = (collection: Collection, cursor: Cursor, nowMs: number): Step => {
  const lines: string[] = []
  let next = cursor
  for (let at = eventsUpTo(collection, cursor.seen); at < collection.events.size; at++) {
    const event = collection.events.get(at)
    if (event === undefined) continue
    const seen = asSeen(cursor, event)
    if (seen === undefined) continue
    const shared = cursor.form === 'Object'
    lines.push(shared ? sharedLine(cursor, event, seen) : line(next, seen.type, seen.object, nowMs))
    next = columnsSent(next)
  }
  return { cursor: { ...next, seen: Math.max(collection.resourceVersion, cursor.seen) }, lines }
}

interface Seen {
  readonly type: EventType
  readonly object: ApiObject
}

const asSeen = ({ matches }: Cursor, { type, object, old }: StoredEvent): Seen | undefined => {
  const before = old !== undefined && matches(old)
  if (type === 'DELETED') return before ? { type, object } : undefined
  const after = matches(object)
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', object }
  // As the real server has it: the content from before, at the version of the change.
  return before && old !== undefined ? { type: 'DELETED', object: atVersionOf(object, old) } : undefined
}

const atVersionOf = (newer: ApiObject, old: ApiObject): ApiObject => ({
  ...old,
  metadata: { ...(old.metadata as object), resourceVersion: (newer.metadata as ApiObject).resourceVersion },
})

const columnsSent = (cursor: Cursor): Cursor =>
  cursor.form === 'Table' && !cursor.columnsSent ? { ...cursor, columnsSent: true } : cursor

const line = (cursor: Cursor, type: string, object: ApiObject, nowMs: number): string =>
  JSON.stringify({ type, object: shown(cursor, object, nowMs) })

const shown = (
  { type, form, includeObject, columnsSent: sent }: Cursor,
  object: ApiObject,
  nowMs: number,
): ApiObject => {
  const versioned = inVersion(type, object)
  if (form === 'Object') return versioned
  if (form === 'Metadata') return metadataOnly(versioned)
  const table = toTable(type, versioned, nowMs, includeObject)
  return sent ? { ...table, columnDefinitions: null } : table
}

/** The lines of the newest events, which many watchers want at about the same time: each is serialised once. */
const recent = new Map<StoredEvent, { readonly [of: string]: string }>()
const mostRecent = 128

const sharedLine = (cursor: Cursor, event: StoredEvent, seen: Seen): string => {
  const of = `${seen.type} ${apiVersionOf(cursor.type)}`
  const known = recent.get(event)
  const found = known?.[of]
  if (found !== undefined) return found
  const text = JSON.stringify({ type: seen.type, object: inVersion(cursor.type, seen.object) })
  recent.set(event, { ...known, [of]: text })
  const oldest = recent.size > mostRecent ? recent.keys().next().value : undefined
  if (oldest !== undefined) recent.delete(oldest)
  return text
}

const bookmark = (cursor: Cursor, resourceVersion: number, endOfInitial: boolean): string => {
  const metadata = {
    resourceVersion: String(resourceVersion),
    ...(endOfInitial && { annotations: { 'k8s.io/initial-events-end': 'true' } }),
  }
  const { type, form } = cursor
  const identity =
    form === 'Metadata'
      ? { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' }
      : { kind: type.kind, apiVersion: apiVersionOf(type) }
  const object =
    form === 'Table'
      ? {
          kind: 'Table',
          apiVersion: 'meta.k8s.io/v1',
          metadata: { resourceVersion: metadata.resourceVersion },
          columnDefinitions: null,
          rows: [{ cells: [], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata } }],
        }
      : { ...identity, metadata }
  return JSON.stringify({ type: 'BOOKMARK', object })
}

const gone = (since: number, oldest: number): string => errorLine(tooOldResourceVersion(since, oldest))

const errorLine = (status: ApiStatus): string => JSON.stringify({ type: 'ERROR', object: status })
