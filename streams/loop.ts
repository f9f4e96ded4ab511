import { concat, map, merge, type Observable, of, type SchedulerLike, Subject, switchMap, takeWhile, timer } from 'rxjs'
import type { Key } from '../lib/object.ts'
import type { Outcome } from '../lib/outcome.ts'
import { type Ailment, afterRun, beforeRun, healthy, type Next, type RetryOptions } from '../lib/retry.ts'
import type { Reason, Trigger } from '../lib/trigger.ts'
import { type Group, perKey } from './perKey.ts'

/** Outcomes → triggers: retries, requeues and a look at what was written. Holds the only `Subject`s. */
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
  const told = new Subject<Trigger>()
  const pending = new Map<string, Group<{ readonly key: Key; readonly after: Next['after'] }>>()
  const nexts = new Subject<{ readonly key: Key; readonly after: Next['after'] }>()
  /** Ends the group of a key for which nothing is due any more. */
  const done = undefined

  return {
    ailments,
    tell: found => {
      for (const trigger of found) told.next(trigger)
    },
    restMs: key => ailments.get(key)?.restMs ?? 0,
    begin: (key, reasons) => beforeRun(ailments.get(key) ?? healthy, reasons),
    end: (key, reasons, outcome) => {
      const before = beforeRun(ailments.get(key) ?? healthy, reasons)
      const next = afterRun(before, outcome, reasons, options, scheduler.now(), random())
      if (next.ailment === undefined) ailments.delete(key)
      else ailments.set(key, next.ailment)
      // Where nothing is due and nothing was, there is no timer to replace.
      if (next.after !== undefined || pending.has(key)) nexts.next({ key, after: next.after })
      return next
    },
    triggers$: merge(
      told,
      nexts.pipe(
        perKey(
          ({ key }) => key,
          (key, nexts$) =>
            nexts$.pipe(
              switchMap(({ after }): Observable<Trigger | undefined> => {
                if (after === undefined) return of(done)
                const due$ = timer(after.delayMs, scheduler).pipe(map(() => ({ key, reason: after.reason })))
                return concat(due$, of(done))
              }),
              takeWhile(trigger => trigger !== done),
            ),
          pending,
        ),
      ),
    ),
  }
}
