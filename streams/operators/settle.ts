import { filter, map, Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs'

export interface SettleOptions {
  /** Silence after which a key counts as quiet, in milliseconds. Default 20. */
  readonly quietMs?: number
  /** The longest that a value is held back, in milliseconds. Default 1000. */
  readonly ceilingMs?: number
}

/** A step of one key's stream: values in order of arrival, possibly none, and whether the key is quiet now. */
export interface Settled<T> {
  readonly values: readonly T[]
  /** Nothing is held and no timer is alive: the next value will go at once. */
  readonly quiet: boolean
}

/**
 * Lets a quiet key through at once, and gathers a busy one until it is silent
 * or a ceiling is reached.
 *
 *     source          a--bc---------d-|
 *     settle(4, 20)   A-------B-----D-|     A=[a] B=[b,c] D=[d]
 *
 *     source          abcdefghijklmn|
 *     settle(4, 6)    A------B------(C|)    A=[a] B=[b…h] C=[i…n]
 *
 * Guarantees: nothing is lost, order is kept; what is held goes out when the
 * source completes. One timer at most, re-armed when it fires, never per value.
 */
export const settle =
  <T>(options: SettleOptions, scheduler: SchedulerLike): OperatorFunction<T, readonly T[]> =>
  source =>
    source.pipe(
      settling(options, scheduler),
      map(({ values }) => values),
      filter(values => values.length > 0),
    )

/**
 * `settle` that also says when the key has become quiet, so that its group knows when
 * it may be forgotten. `onHeld` is given what is held back, each time that changes.
 */
export const settling =
  <T>(
    { quietMs = 20, ceilingMs = 1000 }: SettleOptions,
    scheduler: SchedulerLike,
    onHeld: (held: readonly T[]) => void = () => undefined,
  ): OperatorFunction<T, Settled<T>> =>
  source =>
    new Observable(subscriber => {
      let held: T[] = []
      let heldSinceMs = 0
      let lastArrivalMs = 0
      let timer: Subscription | undefined

      const release = (): readonly T[] => {
        const values = held
        held = []
        onHeld(held)
        return values
      }
      const arm = (delayMs: number): void => {
        timer = scheduler.schedule(expire, delayMs)
      }
      /** A clock that was set back counts as expired: a step of an hour must not hold a value for an hour. */
      const remainingMs = (sinceMs: number, limitMs: number): number => {
        const elapsedMs = scheduler.now() - sinceMs
        return elapsedMs < 0 ? 0 : limitMs - elapsedMs
      }
      const expire = (): void => {
        timer = undefined
        const untilQuietMs = remainingMs(lastArrivalMs, quietMs)
        if (untilQuietMs <= 0) {
          subscriber.next({ values: release(), quiet: true })
          return
        }
        const untilCeilingMs = held.length > 0 ? remainingMs(heldSinceMs, ceilingMs) : Number.POSITIVE_INFINITY
        if (untilCeilingMs > 0) {
          arm(Math.min(untilQuietMs, untilCeilingMs))
          return
        }
        const values = release()
        arm(untilQuietMs)
        subscriber.next({ values, quiet: false })
      }

      subscriber.add(() => timer?.unsubscribe())
      subscriber.add(
        source.subscribe({
          next: value => {
            lastArrivalMs = scheduler.now()
            if (timer === undefined) {
              arm(quietMs)
              subscriber.next({ values: [value], quiet: false })
              return
            }
            if (held.length === 0) {
              heldSinceMs = lastArrivalMs
              if (ceilingMs < quietMs) {
                timer.unsubscribe()
                arm(ceilingMs)
              }
            }
            held.push(value)
            onHeld(held)
          },
          error: error => subscriber.error(error),
          complete: () => {
            timer?.unsubscribe()
            if (held.length > 0) subscriber.next({ values: release(), quiet: true })
            subscriber.complete()
          },
        }),
      )
    })
