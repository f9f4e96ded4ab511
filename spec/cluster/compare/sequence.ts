/**
 * Requests as data: sent to two servers in turn, their answers compared. In
 * paths and bodies `<ns>` stands for a namespace that this sequence has to
 * itself (and for a unique name where a kind has no namespace), and
 * `<2.metadata.uid>` for what the answer of the second step says at that path
 * ('' where it says nothing).
 */
export interface Sequence {
  /** A sentence, unique among all: the list of differences names it. */
  readonly name: string
  readonly steps: readonly Step[]
}

export type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Step {
  readonly method: Method
  /** With its query. */
  readonly path: string
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown
  /** Default: `application/json` where there is a body. */
  readonly contentType?: string
  /** Default: `application/json`. */
  readonly accept?: string
  readonly headers?: { readonly [name: string]: string }
  /** The answer is a stream of events: read up to here, or to its end. */
  readonly watch?: WatchEnd
  /** Sent again until its answer is so (ten seconds at most): for what a server does a moment later. Only the last answer counts. */
  readonly repeatUntil?: { readonly code?: number; readonly has?: string }
  /** Only the HTTP status is compared, or only the part of the answer at this path (`items.0.spec`). Default: all. */
  readonly compare?: 'code' | { readonly at: string }
}

export interface WatchEnd {
  /** After so many events; bookmarks that come by chance do not count. */
  readonly events?: number
  /** After an event of the object of this name: made as a marker, it shows that all before it has come. */
  readonly name?: string
  /** After the bookmark that ends the initial events. */
  readonly initialEvents?: true
}

/** A body: what the `step`-th answer was, with `patch` (RFC 7396) laid over it. */
export interface Altered {
  readonly fromStep: number
  readonly patch: unknown
}

export const altered = (fromStep: number, patch: unknown = {}): Altered => ({ fromStep, patch })
