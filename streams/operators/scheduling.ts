import { Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs'
import { owing } from './owing.ts'
import { type Group, perKey } from './perKey.ts'
import { type SettleOptions, settling } from './settle.ts'
import type { Priority, Slots } from './slots.ts'

export interface SchedulingOptions<T, R> extends SettleOptions {
  readonly keyOf: (value: T) => string
  /** Default: `urgent`. One urgent value makes its whole run urgent. */
  readonly priorityOf?: (value: T) => Priority
  /** Joins what is owed with what arrives meanwhile. Default: all values, in order. */
  readonly merge?: (owed: readonly T[], next: readonly T[]) => readonly T[]
  /** Called when the slot is there, not before: plans made here are fresh. Catch inside; an error ends all keys. */
  readonly run: (key: string, values: readonly T[]) => Observable<R>
  /** How long a key rests after a run, in ms, without holding a slot: what arrives meanwhile is one run. Default: not. */
  readonly restMs?: (key: string) => number
  readonly slots: Slots
  readonly scheduler: SchedulerLike
  /** The live groups, for whoever counts them. */
  readonly groups?: Map<string, Group<T>>
}

/**
 * Turns values into serial runs of their key: settled, at most one run of a key
 * and `slots` runs in all, the values of a run being those that had arrived when
 * its slot was granted.
 *
 *     source      a-----bc---------|
 *     settled     a-----b---c              a quiet key goes at once
 *     waiting     ..    ..  ....           switched over when the priority rises
 *     running       ----- --    ---        never switched over
 *
 * Guarantees: every value is in exactly one run of its key, which starts at or
 * after its arrival, in order. A key lives only until its settle window is over
 * and nothing of it is held, waiting, running or owed.
 */
export const scheduling = <T, R>({
  keyOf,
  priorityOf = () => 'urgent',
  merge = (owed, next) => [...owed, ...next],
  run,
  restMs = () => 0,
  slots,
  scheduler,
  groups,
  ...settle
}: SchedulingOptions<T, R>): OperatorFunction<T, R> => {
  const priority = (values: readonly T[]): Priority =>
    values.some(value => priorityOf(value) === 'urgent') ? 'urgent' : 'backlog'
  /** Waits for a slot as what is owed asks, runs with what it takes then, and rests. Nothing switches over a run: what it took is owed no more. */
  const waiting = (key: string, owed$: Observable<readonly T[]>, take: () => readonly T[]): Observable<R> =>
    new Observable(subscriber => {
      let waitingAs: Priority | undefined
      let attempt: Subscription | undefined
      const rest = (): void => {
        const ms = restMs(key)
        if (ms > 0) subscriber.add(scheduler.schedule(() => subscriber.complete(), ms))
        else subscriber.complete()
      }
      subscriber.add(() => attempt?.unsubscribe())
      subscriber.add(
        owed$.subscribe(values => {
          const asked = priority(values)
          if (asked === waitingAs) return
          waitingAs = asked
          attempt?.unsubscribe()
          attempt = slots
            .run(asked, () => run(key, take()))
            .subscribe({
              next: result => subscriber.next(result),
              error: error => subscriber.error(error),
              complete: rest,
            })
          if (subscriber.closed) attempt.unsubscribe()
        }),
      )
    })
  return perKey(
    keyOf,
    (key, values$) =>
      values$.pipe(
        settling(settle, scheduler),
        owing<T, R>(merge, (owed$, take) => waiting(key, owed$, take)),
      ),
    groups,
  )
}
