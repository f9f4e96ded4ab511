import { BehaviorSubject, ignoreElements, map, merge, type Observable, share, tap } from 'rxjs'
import type { Sources } from '../ports/sources.ts'

/** Whether a run may write: while this process leads, and until it is told to stop. */
export interface WritePermit {
  readonly mayWrite: () => boolean
  /** Whether a key may pass the gate: a run that is stopping lets all pass, for they do nothing any more. */
  readonly mayPass: () => boolean
  /** Emits `mayPass`, at once and when it may have changed. */
  readonly open$: Observable<boolean>
  /** Since when this process leads, in ms since the epoch. */
  readonly leadingSinceMs: () => number
  /** Follows who leads as long as it is subscribed. Emits nothing. */
  readonly followed$: Observable<never>
  /** Emits when the run is told to stop. */
  readonly stopped$: Observable<unknown>
}

export const writePermit = (
  { leading$, scheduler }: Pick<Sources, 'leading$' | 'scheduler'>,
  stop$: Observable<unknown>,
): WritePermit => {
  const leading = new BehaviorSubject(false)
  let stopping = false
  let leadingSinceMs = 0
  const stopped$ = stop$.pipe(
    tap(() => {
      stopping = true
    }),
    // One subscription, however many keys wait for it.
    share(),
  )
  const mayPass = (): boolean => leading.value || stopping
  return {
    mayWrite: () => leading.value && !stopping,
    mayPass,
    open$: merge(leading, stopped$.pipe(map(() => true))),
    leadingSinceMs: () => leadingSinceMs,
    followed$: leading$.pipe(
      tap(leads => {
        if (leads && !leading.value) leadingSinceMs = scheduler.now()
        leading.next(leads)
      }),
      ignoreElements(),
    ),
    stopped$,
  }
}
