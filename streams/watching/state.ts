import type { ApiFailure } from '../../lib/kube/failure.ts'
import type { KubeObject } from '../../lib/kube/object.ts'
import type { Health, Seen, WatchEvent } from '../../lib/kube/watchEvent.ts'
import type { ListPage } from '../ports/sources.ts'
import type { InitialEvents } from './initialEvents.ts'

/**
 *     Streaming ─ end mark ─▶ Watching ─ failure ──▶ Resuming
 *         │                      ▲ ▲                    │
 *      refused                   │ ╰────── a line ──────╯
 *         ▼                      │
 *      Listing ─── last page ────╯
 *
 * From Watching and Resuming a 410 leads back to Streaming, or to Listing where
 * that was refused. No state is terminal. A state without `connection` waits
 * for its next attempt.
 */
export type State<O extends KubeObject> = Listing<O> | Streaming<O> | Watching | Resuming

export interface WatchMemory {
  readonly health: Health
  /** History expired, and no healthy time since: the next time waits. */
  readonly relisted: boolean
  /** Whether an initial list is asked for as a stream. */
  readonly streams: boolean
  /** The server sends bookmarks, so a long silence is a dead connection. */
  readonly bookmarks: boolean
}

export interface Listing<O extends KubeObject> extends WatchMemory {
  readonly _tag: 'Listing'
  readonly connection?: Connection
  /** The pages so far, and the version of the first: a watch from there misses nothing of any page. */
  readonly pages: readonly (readonly Seen<O>[])[]
  readonly resourceVersion?: string
  /** Of the page under way: what has come of it. */
  readonly parts?: readonly (readonly Seen<O>[])[]
  /** Token of the page to ask for. Absent: the first page. */
  readonly continue?: string
}

export interface Streaming<O extends KubeObject> extends WatchMemory {
  readonly _tag: 'Streaming'
  readonly connection?: Connection
  readonly initial?: InitialEvents<O>
}

export interface Watching extends WatchMemory {
  readonly _tag: 'Watching'
  readonly connection?: Connection
  readonly resourceVersion: string
}

export interface Resuming extends WatchMemory {
  readonly _tag: 'Resuming'
  readonly connection?: Connection
  readonly resourceVersion: string
}

/** A request under way. Times in milliseconds since the epoch. */
export interface Connection {
  readonly openedMs: number
  /** When the server is to have ended it. */
  readonly endsMs: number
  /** The last line, or the opening. */
  readonly heardMs: number
  /** The resourceVersion has moved since the opening. */
  readonly moved: boolean
  /**
   * `Unread`: a line could not be read; resuming from the last version asks for it again.
   * `Passed`: the version has moved past such a line, so only a relist can tell what it said.
   */
  readonly doubt: 'None' | 'Unread' | 'Passed'
}

export type WatchInput =
  | { readonly _tag: 'Part'; readonly items: readonly unknown[] }
  | { readonly _tag: 'Page'; readonly page: ListPage }
  | { readonly _tag: 'Line'; readonly text: string }
  /** The request ended without an error. */
  | { readonly _tag: 'Ended' }
  | { readonly _tag: 'Failed'; readonly failure: ApiFailure }
  /** Some seconds have passed in a request. */
  | { readonly _tag: 'Tick' }
  /** The wait is over. */
  | { readonly _tag: 'Waited' }

/** The facts that the machine gets beside its input. */
export interface WatchMoment {
  /** Milliseconds since the epoch. */
  readonly nowMs: number
  /** Uniform in [0, 1). */
  readonly random: number
}

/** The next command. Each but `Keep` first ends the one under way. */
export type WatchCommand =
  | { readonly _tag: 'Keep' }
  | { readonly _tag: 'Wait'; readonly ms: number }
  | { readonly _tag: 'List'; readonly continue?: string }
  /** Without a resourceVersion: a WatchList. */
  | { readonly _tag: 'Watch'; readonly resourceVersion?: string; readonly timeoutSeconds: number }

export interface WatchTurn<O extends KubeObject> {
  readonly state: State<O>
  readonly emissions: readonly WatchEvent<O>[]
  readonly command: WatchCommand
}
