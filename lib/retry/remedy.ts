import type { Refusal } from '../controller/controller.ts'
import { type ApiFailure, isApiFailure } from '../kube/failure.ts'
import { messageOf } from '../text/messageOf.ts'

/** The reaction to a failed effect. */
export type Remedy =
  /** Another writer was faster: a consistent read, then a new plan. */
  | { readonly _tag: 'Reread' }
  /** The outcome of the write is unknown: a consistent read decides, before anything is planned. */
  | { readonly _tag: 'Doubt' }
  /** The server asked for silence. */
  | { readonly _tag: 'Silence'; readonly retryAfterMs: number }
  /** The fault is not the key's: all keys wait until the verb works again on the kind. */
  | { readonly _tag: 'Await'; readonly retryAfterMs?: number }
  /** Trying again does not help: a condition reports it, and the retries are slow. */
  | { readonly _tag: 'Tell' }

/** The reaction to each kind of failure. */
export const remedyFor = (failure: ApiFailure): Remedy => {
  const retryAfterMs = failure._tag === 'Status' ? failure.retryAfterMs : undefined
  if (failure.fault) return { _tag: 'Await', ...(retryAfterMs !== undefined && { retryAfterMs }) }
  if (failure._tag === 'Connection') return { _tag: 'Doubt' }
  const { code } = failure
  if ((code === 429 || code === 503) && retryAfterMs !== undefined) return { _tag: 'Silence', retryAfterMs }
  if (code === 404 || code === 409 || code === 410 || code === 412) return { _tag: 'Reread' }
  if (isOfManifest(failure)) return { _tag: 'Tell' }
  // 401: credentials rotate; 408 and 429 without a time: try again.
  if (code === 401 || code === 408 || code === 429 || code >= 500) return { _tag: 'Doubt' }
  return { _tag: 'Tell' }
}

/** An apply of what its schema does not know is answered with 500. */
export const isOfManifest = (failure: ApiFailure): boolean =>
  failure._tag === 'Status' && failure.code === 500 && failure.message.startsWith('failed to create typed ')

export const refusalOf = (failure: ApiFailure): Refusal => ({
  reason: failure._tag === 'Status' && failure.reason !== '' ? failure.reason : 'ApiServerUnreachable',
  message: failure.message,
})

/**
 * The failure that a port errored with. A port may error with anything, as the
 * handler of a `Call` does: the outcome is then unknown, and the API server not to blame.
 */
export const failureOf = (error: unknown): ApiFailure =>
  isApiFailure(error)
    ? error
    : {
        _tag: 'Status',
        code: 500,
        reason: 'InternalError',
        message: messageOf(error),
      }
