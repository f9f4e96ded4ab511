import type { KubeObject } from './object.ts'
import type { Claim } from './ownership/claim.ts'
import type { StatusParts } from './ownership/statusParts.ts'

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
 */
export type Seen<O extends KubeObject = KubeObject> =
  | ({ readonly _tag: 'Accepted'; readonly object: O } & Held)
  | ({ readonly _tag: 'Refused'; readonly object: KubeObject; readonly reasons: readonly string[] } & Held)

/** What our field manager has set of an object. */
export interface Held {
  /** For kinds that the controller owns. */
  readonly claim?: Claim
  /** For the kind that it watches. */
  readonly status?: StatusParts
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
  /** Only a person can end it: the kind is not served, or a right is missing. */
  readonly isLasting?: true
}
