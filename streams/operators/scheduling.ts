import { finalize, Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs'
import type { KeyPlace } from './keyPlace.ts'
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
  /** Called when the slot is granted, not before: plans made here are fresh. Catch inside; an error ends all keys. */
  readonly run: (key: string, values: readonly T[]) => Observable<R>
  /** How long a key rests after a run, in ms, without holding a slot: what arrives meanwhile is one run. Default: not. */
  readonly restMs?: (key: string) => number
  readonly slots: Slots
  readonly scheduler: SchedulerLike
  /** The live groups, to be counted. */
  readonly groups?: Map<string, Group<T>>
  /** Where the values of each live key are, to be asked. */
  readonly places?: Map<string, KeyPlace<T>>
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
  places,
  ...settle
}: SchedulingOptions<T, R>): OperatorFunction<T, R> => {
  const priority = (values: readonly T[]): Priority =>
    values.some(value => priorityOf(value) === 'urgent') ? 'urgent' : 'backlog'
  const enter = (place: KeyPlace<T>, phase: KeyPlace<T>['phase'], forMs?: number): void => {
    place.phase = phase
    place.sinceMs = scheduler.now()
    if (forMs === undefined) delete place.untilMs
    else place.untilMs = place.sinceMs + forMs
  }

  /** Waits for a slot with the priority of what is owed, runs with all that is owed by then, and rests. A run is never switched over. */
  const waiting = (
    key: string,
    place: KeyPlace<T>,
    owed$: Observable<readonly T[]>,
    take: () => readonly T[],
  ): Observable<R> =>
    new Observable(subscriber => {
      let waitingAs: Priority | undefined
      let attempt: Subscription | undefined
      const work = (): Observable<R> => {
        enter(place, 'Running')
        return run(key, take())
      }
      const rest = (): void => {
        const ms = restMs(key)
        enter(place, 'Resting', ms)
        if (ms > 0) subscriber.add(scheduler.schedule(() => subscriber.complete(), ms))
        else subscriber.complete()
      }
      enter(place, 'Waiting')
      subscriber.add(() => enter(place, 'Idle'))
      subscriber.add(() => attempt?.unsubscribe())
      subscriber.add(
        owed$.subscribe(values => {
          const asked = priority(values)
          if (asked === waitingAs) return
          waitingAs = asked
          attempt?.unsubscribe()
          attempt = slots.run(asked, work).subscribe({
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
    (key, values$) => {
      const place: KeyPlace<T> = { held: [], owed: [], phase: 'Idle', sinceMs: scheduler.now() }
      places?.set(key, place)
      const onHeld = (held: readonly T[]): void => {
        place.held = held
      }
      const onOwed = (owed: readonly T[]): void => {
        place.owed = owed
      }
      return values$.pipe(
        settling(settle, scheduler, onHeld),
        owing<T, R>(merge, (owed$, take) => waiting(key, place, owed$, take), onOwed),
        finalize(() => places?.delete(key)),
      )
    },
    groups,
  )
}
