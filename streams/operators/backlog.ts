import { Observable, type OperatorFunction } from 'rxjs'

export interface BacklogOptions<T, R> {
  readonly keyOf: (value: T) => string
  readonly isBacklog: (value: T) => boolean
  /** Joins what waits of a key with what arrives. Default: all values, in order. */
  readonly merge?: (waiting: readonly T[], arriving: readonly T[]) => readonly T[]
  /** Whether this output ends a run, and of which key. */
  readonly endOf: (output: R) => string | undefined
  /** Keys of the backlog that are let in at once. Default 64. */
  readonly limit?: number
  /** The values that wait outside, by key, to be counted. */
  readonly waiting?: Map<string, readonly T[]>
}

/**
 * Lets a backlog (an initial list, a resync) into `schedule` a few keys at a time: a
 * key that waits outside costs a few words, one inside a group with its timers.
 * All else passes at once, and takes along what waits of its key.
 *
 *     source      ABCD---x-------|      A…D backlog, limit 2
 *     schedule    AB---C-x-D-----|      as runs end
 *
 * Guarantees: nothing is lost, the order within a key is kept. What still waits
 * when the source completes is let in at once.
 */
export const backlog =
  <T, R>(
    {
      keyOf,
      isBacklog,
      merge = (waiting, arriving) => [...waiting, ...arriving],
      endOf,
      limit = 64,
      waiting = new Map(),
    }: BacklogOptions<T, R>,
    schedule: OperatorFunction<T, R>,
  ): OperatorFunction<T, R> =>
  source =>
    new Observable(subscriber => {
      /** Keys let in whose run has not ended. */
      const inside = new Set<string>()

      const admitted = new Observable<T>(inner => {
        const admit = (key: string): void => {
          const values = waiting.get(key) ?? []
          waiting.delete(key)
          for (const value of values) inner.next(value)
        }
        const fill = (): void => {
          for (const key of waiting.keys()) {
            if (inside.size >= limit) return
            inside.add(key)
            admit(key)
          }
        }
        ended = key => {
          if (inside.delete(key)) fill()
        }
        return source.subscribe({
          next: value => {
            const key = keyOf(value)
            const waits = waiting.get(key)
            if (isBacklog(value) && !inside.has(key) && (waits !== undefined || inside.size >= limit)) {
              waiting.set(key, merge(waits ?? [], [value]))
              return
            }
            if (isBacklog(value)) inside.add(key)
            if (waits !== undefined) admit(key)
            inner.next(value)
          },
          error: error => inner.error(error),
          complete: () => {
            for (const key of [...waiting.keys()]) admit(key)
            inner.complete()
          },
        })
      })
      let ended: (key: string) => void = () => undefined

      subscriber.add(
        admitted.pipe(schedule).subscribe({
          next: output => {
            subscriber.next(output)
            const key = endOf(output)
            if (key !== undefined) ended(key)
          },
          error: error => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      )
    })
