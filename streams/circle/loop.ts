import { finalize, type Observable, type SchedulerLike, Subject, type Subscription } from 'rxjs'
import type { Key } from '../../lib/kube/object.ts'
import type { Reason, Trigger } from '../../lib/plan/trigger.ts'
import type { Outcome } from '../../lib/retry/outcome.ts'
import { type Ailment, afterRun, beforeRun, healthy, type Next, type RetryOptions } from '../../lib/retry/retry.ts'

/** Outcomes → triggers: retries, requeues and a look at what was written. Holds the only `Subject`. */
export interface Loop {
  /** What is remembered of the key, as its next run has to take it. */
  readonly begin: (key: Key, reasons: readonly Reason[]) => Ailment
  readonly end: (key: Key, reasons: readonly Reason[], outcome: Outcome) => Next
  /** Triggers that came of a read, not of a watch. */
  readonly tell: (found: readonly Trigger[]) => void
  /** At most one timer a key; each outcome replaces it. */
  readonly triggers$: Observable<Trigger>
  /** Own writes are activity of their key too: their echo and what follows from them at once become one run. */
  readonly restMs: (key: Key) => number
  /** The keys that are not healthy. */
  readonly ailments: ReadonlyMap<Key, Ailment>
}

export const loop = (
  { scheduler, random }: { readonly scheduler: SchedulerLike; readonly random: () => number },
  options: RetryOptions,
): Loop => {
  const ailments = new Map<Key, Ailment>()
  const triggers = new Subject<Trigger>()
  const due = new Map<Key, Subscription>()
  /** When what is remembered of a key is over, in ms since the epoch; the earliest first. */
  const fading = new Map<Key, number>()

  const wake = (key: Key, after: Next['after']): void => {
    due.get(key)?.unsubscribe()
    due.delete(key)
    if (after === undefined || !triggers.observed) return
    const timer = scheduler.schedule(() => {
      due.delete(key)
      triggers.next({ key, reason: after.reason })
    }, after.delayMs)
    due.set(key, timer)
  }
  /** Whenever a key is asked about, not by a timer of each: a process that wakes up for nothing pays for it. */
  const forget = (): void => {
    for (const [key, atMs] of fading) {
      if (atMs > scheduler.now()) return
      fading.delete(key)
      ailments.delete(key)
    }
  }

  return {
    ailments,
    tell: found => {
      for (const trigger of found) triggers.next(trigger)
    },
    restMs: key => ailments.get(key)?.restMs ?? 0,
    begin: (key, reasons) => {
      forget()
      // Not while it runs.
      fading.delete(key)
      return beforeRun(ailments.get(key) ?? healthy, reasons)
    },
    end: (key, reasons, outcome) => {
      const before = beforeRun(ailments.get(key) ?? healthy, reasons)
      const next = afterRun(before, outcome, reasons, options, scheduler.now(), random())
      if (next.ailment === undefined) ailments.delete(key)
      else ailments.set(key, next.ailment)
      if (next.forgetAfterMs !== undefined) fading.set(key, scheduler.now() + next.forgetAfterMs)
      wake(key, next.after)
      return next
    },
    triggers$: triggers.pipe(
      finalize(() => {
        for (const timer of due.values()) timer.unsubscribe()
        due.clear()
      }),
    ),
  }
}
