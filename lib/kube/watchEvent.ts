import type { KubeObject } from './object.ts'
import type { Claim } from './ownership/claim.ts'

/** The events of the objects of one kind, in the order in which they become true. */
export type WatchEvent<O extends KubeObject = KubeObject> =
  /** A complete list: it replaces everything known before. */
  | { readonly _tag: 'Listed'; readonly resourceVersion: string; readonly objects: readonly Seen<O>[] }
  /** Added or modified: the server's distinction depends on where the watch began, so it is not kept. */
  | { readonly _tag: 'Changed'; readonly seen: Seen<O> }
  /** Gone, or no longer selected. The last state, as the server sent it. */
  | { readonly _tag: 'Deleted'; readonly object: KubeObject }
  /** Everything up to this version has been seen. */
  | { readonly _tag: 'Bookmark'; readonly resourceVersion: string }
  /** Neither an object nor a message: `text` is its first 200 characters. */
  | { readonly _tag: 'Undecodable'; readonly text: string; readonly problem: string }

/**
 * An object that its codec refuses is still an object: it has a ref, and reasons a person can act on.
 * `claim`: what our field manager holds of it, for kinds that the controller owns.
 */
export type Seen<O extends KubeObject = KubeObject> =
  | { readonly _tag: 'Accepted'; readonly object: O; readonly claim?: Claim }
  | {
      readonly _tag: 'Refused'
      readonly object: KubeObject
      readonly reasons: readonly string[]
      readonly claim?: Claim
    }

/** How a watch is doing. */
export interface Health {
  /** `Resuming`: the connection failed, and no line has come since. */
  readonly _tag: 'Listing' | 'Streaming' | 'Watching' | 'Resuming'
  /** Milliseconds since the epoch at which this became so. */
  readonly sinceMs: number
  /** Failures since the watch was last healthy for a while. */
  readonly attempts: number
  /** One line that names the culprit and the remedy. Absent: all is well. */
  readonly problem?: string
}
