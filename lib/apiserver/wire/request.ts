import type { ApiObject } from '../objects/resourceType.ts'

/** One HTTP request to the model, its body already parsed. */
export interface ApiRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** The last value of each parameter. */
  readonly query: { readonly [name: string]: string | undefined }
  readonly contentType?: string
  readonly accept?: string
  readonly userAgent?: string
  /** Parsed JSON (the driver turns YAML into it); a string when it did not parse, `undefined` when there was none. */
  readonly body?: unknown
  /** What is said of fields that the body has twice, of which the last is kept: `duplicate field "spec"`. */
  readonly repeated?: readonly string[]
  readonly user: { readonly name: string; readonly groups: readonly string[] }
}

export type ApiResponse =
  | {
      readonly _tag: 'Body'
      readonly code: number
      /** An object is sent as JSON, a string as text/plain. */
      readonly body: ApiObject | string
      /** Sent as `Warning: 299 - "…"` headers. */
      readonly warnings?: readonly string[]
      /** '': none is sent. */
      readonly contentType?: string
      readonly headers?: { readonly [name: string]: string }
    }
  /** A watch was accepted: the driver keeps `watch` and calls `pull` after each change of the state. */
  | { readonly _tag: 'Watch'; readonly watch: WatchCursor; readonly warnings?: readonly string[] }

/** Where one watcher stands. Opaque to the driver but for `timeoutSeconds`. */
export interface WatchCursor {
  readonly timeoutSeconds: number
  readonly [field: string]: unknown
}
