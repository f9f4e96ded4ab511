import { finalize, type Observable, type SchedulerLike, Subject, type Subscription } from 'rxjs'
import type { Key } from '../../lib/kube/object.ts'
import type { Reason, Trigger } from '../../lib/plan/trigger.ts'
import type { Outcome } from '../../lib/retry/outcome.ts'
import { afterRun, beforeRun } from '../../lib/retry/retry.ts'
import { type AfterRun, healthy, type RetryOptions, type RetryState } from '../../lib/retry/retryState.ts'
import type { Round } from '../../lib/retry/streak.ts'

/** A timer of one key. Times are in ms since the epoch. */
export interface Due {
  readonly reason: Reason
  readonly sinceMs: number
  readonly dueMs: number
}

/** Outcomes → triggers: retries, requeues and a look at what was written. */
export interface Loop {
  /** The retry state of the key, as its run begins. */
  readonly begin: (key: Key, reasons: readonly Reason[]) => RetryState
  readonly end: (key: Key, outcome: Outcome, round: Round) => AfterRun
  /** Passes on triggers that came of a read, not of a watch. */
  readonly tell: (found: readonly Trigger[]) => void
  /** At most one timer a key; each outcome replaces it. */
  readonly triggers$: Observable<Trigger>
  /** How long the key rests after a run, in ms, so that the echo of its writes and what follows from them become one run. */
  readonly restMs: (key: Key) => number
  /** The keys that are not healthy. */
  readonly retryStates: ReadonlyMap<Key, RetryState>
  /** The keys that a timer will trigger. */
  readonly due: ReadonlyMap<Key, Due>
}

export const loop = (
  { scheduler, random }: { readonly scheduler: SchedulerLike; readonly random: () => number },
  options: RetryOptions,
): Loop => {
  const retryStates = new Map<Key, RetryState>()
  const triggers = new Subject<Trigger>()
  const due = new Map<Key, Due & { readonly timer: Subscription }>()
  /** Keys that are blocked by objects which no watch shows. */
  const looking = new Set<Key>()
  /** When the state of a key is to be forgotten, in ms since the epoch; the earliest first. */
  const fading = new Map<Key, number>()

  const wake = (key: Key, after: AfterRun['after']): void => {
    due.get(key)?.timer.unsubscribe()
    due.delete(key)
    if (after === undefined || !triggers.observed) return
    const timer = scheduler.schedule(() => {
      due.delete(key)
      triggers.next({ key, reason: after.reason })
    }, after.delayMs)
    const sinceMs = scheduler.now()
    due.set(key, { timer, reason: after.reason, sinceMs, dueMs: sinceMs + after.delayMs })
  }
  /** Forgets when a key is asked about, not by a timer for each: waking up for nothing costs CPU. */
  const forget = (): void => {
    for (const [key, atMs] of fading) {
      if (atMs > scheduler.now()) return
      fading.delete(key)
      retryStates.delete(key)
    }
  }

  return {
    retryStates,
    due,
    tell: found => {
      for (const trigger of found) triggers.next(trigger)
    },
    restMs: key => retryStates.get(key)?.restMs ?? 0,
    begin: (key, reasons) => {
      forget()
      // Not while it runs.
      fading.delete(key)
      return beforeRun(retryStates.get(key) ?? healthy, reasons)
    },
    end: (key, outcome, round) => {
      const before = beforeRun(retryStates.get(key) ?? healthy, round.reasons)
      looking.delete(key)
      // However many keys are blocked, they read twenty objects a second or so.
      const lookMs = options.lookMs * Math.max(1, looking.size / 100)
      const next = afterRun(before, outcome, round, { ...options, lookMs }, scheduler.now(), random())
      if (next.retryState?.looks) looking.add(key)
      if (next.retryState === undefined) retryStates.delete(key)
      else retryStates.set(key, next.retryState)
      if (next.forgetAfterMs !== undefined) fading.set(key, scheduler.now() + next.forgetAfterMs)
      wake(key, next.after)
      return next
    },
    triggers$: triggers.pipe(
      finalize(() => {
        for (const { timer } of due.values()) timer.unsubscribe()
        due.clear()
      }),
    ),
  }
}
