import {
  concat,
  defer,
  distinctUntilChanged,
  EMPTY,
  ignoreElements,
  map,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
  switchMap,
  timer,
} from 'rxjs'
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
  const rest = (key: string): Observable<never> =>
    defer(() => {
      const ms = restMs(key)
      return ms > 0 ? timer(ms, scheduler).pipe(ignoreElements()) : EMPTY
    })
  return perKey(
    keyOf,
    (key, values$) =>
      values$.pipe(
        settling(settle, scheduler),
        owing<T, R>(merge, (owed$, take) =>
          owed$.pipe(
            map(priority),
            distinctUntilChanged(),
            switchMap(waitingAs =>
              concat(
                slots.run(waitingAs, () => run(key, take())),
                rest(key),
              ),
            ),
          ),
        ),
      ),
    groups,
  )
}
