/**
 * Failures as tagged values. A port that fails errors with an `ApiFailure`;
 * what to do about each is decided in one place, `remedy`.
 */
export type ApiFailure =
  /** The server answered with an error status. */
  | {
      readonly _tag: 'Status'
      readonly code: number
      /** The `reason` of the Status object: `Conflict`, `AlreadyExists`, `Expired`, … */
      readonly reason: string
      readonly message: string
      readonly retryAfterMs?: number
    }
  /** No complete answer: refused, reset, timed out. A write may or may not have happened. */
  | { readonly _tag: 'Connection'; readonly message: string; readonly sent: boolean }

export const isApiFailure = (error: unknown): error is ApiFailure =>
  typeof error === 'object' &&
  error !== null &&
  '_tag' in error &&
  (error._tag === 'Status' || error._tag === 'Connection')
