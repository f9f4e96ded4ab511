import type { KubeObject } from '../../lib/kube/object.ts'
import type { Seen, WatchEvent } from '../../lib/kube/watchEvent.ts'
import type { ListPage } from '../ports/sources.ts'
import { arrival, type Undecodable } from './arrival.ts'
import { connectionFailed } from './failed.ts'
import { watching } from './health.ts'
import { complete, withChanged, withDeleted } from './initialEvents.ts'
import type { Line } from './line.ts'
import { afresh, openConnection, unchanged } from './open.ts'
import { isOlder } from './resourceVersion.ts'
import type { Connection, Listing, Resuming, Streaming, Watching, WatchMoment, WatchTurn } from './state.ts'
import type { Task } from './task.ts'

type Readable<O extends KubeObject> = Exclude<Line<O>, { _tag: 'Error' | 'Undecodable' }>

/** A part of a page is kept until the page has come. */
export const partReceived = <O extends KubeObject>(
  task: Task<O>,
  state: Listing<O>,
  connection: Connection,
  items: readonly unknown[],
  { nowMs }: WatchMoment,
): WatchTurn<O> => {
  const { seen, unread } = arrivals(task, items)
  const parts = [...(state.parts ?? []), seen]
  return { ...unchanged({ ...state, connection: { ...connection, heardMs: nowMs }, parts }), emissions: unread }
}

/** A page is kept until the last has come; then the list comes out whole, and the watch begins. */
export const pageReceived = <O extends KubeObject>(
  task: Task<O>,
  state: Listing<O>,
  { items, resourceVersion, continue: more }: ListPage,
  moment: WatchMoment,
): WatchTurn<O> => {
  const { settings } = task
  const { seen, unread } = arrivals(task, items)
  const { connection, continue: _, parts = [], ...rest } = state
  const pages = [...state.pages, ...parts, seen]
  const listing = { ...rest, pages, resourceVersion: state.resourceVersion ?? resourceVersion }
  if (more !== undefined && more !== '') return openConnection(settings, { ...listing, continue: more }, moment, unread)
  const listed: WatchEvent<O> = {
    _tag: 'Listed',
    resourceVersion: listing.resourceVersion,
    objects: listing.pages.flat(),
  }
  return openConnection(settings, watching(state, undefined, listing.resourceVersion, moment), moment, [
    ...unread,
    listed,
  ])
}

const arrivals = <O extends KubeObject>({ resource, settings }: Task<O>, items: readonly unknown[]) => {
  const seen: Seen<O>[] = []
  const unread: Undecodable[] = []
  for (const item of items) {
    const arrived = arrival(resource, item, settings)
    if (arrived._tag === 'Undecodable') unread.push(arrived)
    else seen.push(arrived)
  }
  return { seen, unread }
}

export const received = <O extends KubeObject>(
  task: Task<O>,
  state: Streaming<O> | Watching | Resuming,
  before: Connection,
  line: Line<O>,
  moment: WatchMoment,
): WatchTurn<O> => {
  if (line._tag === 'Error') return connectionFailed(task, state, line.failure, moment)
  const connection = { ...before, heardMs: moment.nowMs }
  if (line._tag === 'Undecodable') {
    const doubt = before.doubt === 'Passed' ? 'Passed' : 'Unread'
    return { ...unchanged({ ...state, connection: { ...connection, doubt } }), emissions: [line] }
  }
  return state._tag === 'Streaming'
    ? streamed(task, state, connection, line, moment)
    : watched(task, state, connection, line, moment)
}

/** Initial events are kept until the bookmark that marks their end. */
const streamed = <O extends KubeObject>(
  { settings }: Task<O>,
  state: Streaming<O>,
  connection: Connection,
  line: Readable<O>,
  moment: WatchMoment,
): WatchTurn<O> => {
  switch (line._tag) {
    case 'Changed':
      return unchanged({ ...state, connection, initial: withChanged(state.initial, line.seen) })
    case 'Deleted':
      return unchanged({ ...state, connection, initial: withDeleted(state.initial, line.object) })
    case 'Known':
      return unchanged({ ...state, connection })
    case 'Bookmark': {
      if (!line.initialEventsEnd) return unchanged({ ...state, connection })
      // An unreadable line may have been an object, which would look deleted without it.
      if (connection.doubt !== 'None')
        return openConnection(settings, afresh({ ...state, streams: false }, moment), moment)
      const { resourceVersion } = line
      const next = watching({ ...state, bookmarks: true }, { ...connection, moved: true }, resourceVersion, moment)
      return { ...unchanged(next), emissions: [{ _tag: 'Listed', resourceVersion, objects: complete(state.initial) }] }
    }
  }
}

const watched = <O extends KubeObject>(
  task: Task<O>,
  state: Watching | Resuming,
  connection: Connection,
  line: Readable<O>,
  moment: WatchMoment,
): WatchTurn<O> => {
  const { resourceVersion } = state
  const version = versionOf(line)
  const older = isOlder(version, resourceVersion)
  // A server restored from a backup counts from an earlier version: what was seen since never happened.
  // The version of a deletion is not trusted: some servers send the one of the last change.
  if (older && line._tag !== 'Deleted') {
    const message = `the server went back from resourceVersion ${resourceVersion} to ${version}`
    return connectionFailed(task, state, { _tag: 'Status', code: 410, reason: 'Expired', message }, moment)
  }
  const moved = !older && version !== resourceVersion
  const next = watching(
    { ...state, bookmarks: state.bookmarks || line._tag === 'Bookmark' },
    {
      ...connection,
      moved: connection.moved || moved,
      doubt: connection.doubt === 'Unread' && moved ? 'Passed' : connection.doubt,
    },
    older ? resourceVersion : version,
    moment,
  )
  const isNews = line._tag === 'Changed' || line._tag === 'Deleted'
  const event: WatchEvent<O> = isNews ? line : { _tag: 'Bookmark', resourceVersion: version }
  return { ...unchanged(next), emissions: [event] }
}

const versionOf = (line: Readable<KubeObject>): string => {
  switch (line._tag) {
    case 'Changed':
      return line.seen.object.metadata.resourceVersion
    case 'Deleted':
      return line.object.metadata.resourceVersion
    case 'Bookmark':
    case 'Known':
      return line.resourceVersion
  }
}
