/**
 * Requests as data. Two servers get them, and their answers are compared. In paths
 * and bodies `<ns>` stands for the sequence's own namespace, or for a unique name
 * of a cluster-scoped object. `<2.metadata.uid>` stands for the value at that path in
 * the answer to the second step, or '' if there is none.
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
  /** Sent as JSON; a string is sent unchanged. */
  readonly body?: unknown
  /** Default: `application/json` where there is a body. */
  readonly contentType?: string
  /** Default: `application/json`. */
  readonly accept?: string
  readonly headers?: { readonly [name: string]: string }
  /** The answer is a stream of events, which is read up to this point or to its end. */
  readonly watch?: WatchEnd
  /** The step is sent again, for at most 10 s, until its answer matches; only the last answer is compared. */
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
