/**
 * Failures as tagged values. A port that fails errors with an `ApiFailure`;
 * what to do about each is decided in one place, `remedy`.
 */
export type ApiFailure =
  /** The server answered with an error status. */
  | (Shared & {
      readonly _tag: 'Status'
      readonly code: number
      /** The `reason` of the Status object: `Conflict`, `AlreadyExists`, `Expired`, … */
      readonly reason: string
      readonly message: string
      readonly retryAfterMs?: number
    })
  /** No complete answer: refused, reset, timed out. A write may or may not have happened. */
  | (Shared & { readonly _tag: 'Connection'; readonly message: string; readonly sent: boolean })

interface Shared {
  /**
   * It concerns a verb on a kind and no object, and is remembered for all keys. `isHeld`: known from the request of
   * another key, so this one was not sent. `isLasting`: a person has to end it. Absent: the object may be to blame.
   */
  readonly fault?: { readonly isHeld: boolean; readonly isLasting: boolean }
}

export const isApiFailure = (error: unknown): error is ApiFailure =>
  typeof error === 'object' &&
  error !== null &&
  '_tag' in error &&
  (error._tag === 'Status' || error._tag === 'Connection')
