import type { Refusal } from '../controller/controller.ts'
import { type ApiFailure, isApiFailure } from '../kube/failure.ts'
import { messageOf } from '../text/messageOf.ts'

/** What to do about a failed effect. */
export type Remedy =
  /** Somebody else was faster: a consistent read, then plan again. */
  | { readonly _tag: 'Reread' }
  /** Nobody knows whether the write happened: a consistent read decides, before anything is planned. */
  | { readonly _tag: 'Doubt' }
  /** The server asked for silence. */
  | { readonly _tag: 'Silence'; readonly retryAfterMs: number }
  /** Trying again will not help: the owner is told, and it is tried slowly. */
  | { readonly _tag: 'Tell' }

/** The one table of outcomes. */
export const remedyFor = (failure: ApiFailure): Remedy => {
  if (failure._tag === 'Connection') return { _tag: 'Doubt' }
  const { code, retryAfterMs } = failure
  if ((code === 429 || code === 503) && retryAfterMs !== undefined) return { _tag: 'Silence', retryAfterMs }
  if (code === 404 || code === 409 || code === 410 || code === 412) return { _tag: 'Reread' }
  // 401: credentials rotate; 408 and 429 without a time: try again.
  if (code === 401 || code === 408 || code === 429 || code >= 500) return { _tag: 'Doubt' }
  return { _tag: 'Tell' }
}

export const refusalOf = (failure: ApiFailure): Refusal => ({
  reason: failure._tag === 'Status' && failure.reason !== '' ? failure.reason : 'ApiServerUnreachable',
  message: failure.message,
})

/**
 * A port may error with anything, as the handler of a `Call` does: whatever is no
 * ApiFailure leaves its outcome unknown, but says nothing of the API server.
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
