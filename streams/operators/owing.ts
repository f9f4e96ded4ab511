import { BehaviorSubject, defer, Observable, type OperatorFunction, type Subscription } from 'rxjs'
import type { Settled } from './settle.ts'

/**
 * Serial runs of one key, which take their values as late as they can.
 *
 * The first values open a run. Until the run calls `take`, whatever arrives is
 * merged into what it will take, and `owed$` shows it; after that, everything
 * that arrives is owed to the next run, which opens when this one has ended.
 *
 *     source    a---b---c-----q        q: quiet
 *     run 1     ------t-------|        takes [a,b] at t
 *     run 2                   t--|     takes [c], then nothing is owed
 *     output    -----------------|
 *
 * Completes once the key is quiet, or the source complete, and nothing is
 * running or owed. Never two runs at once; never leaves a run. A run that
 * completes without `take` has declined its values. Errors of a run are passed
 * on: catch inside it. `onOwed` is given what is owed, each time that changes.
 */
export const owing =
  <T, R>(
    merge: (owed: readonly T[], next: readonly T[]) => readonly T[],
    run: (owed$: Observable<readonly T[]>, take: () => readonly T[]) => Observable<R>,
    onOwed: (owed: readonly T[]) => void = () => undefined,
  ): OperatorFunction<Settled<T>, R> =>
  source =>
    new Observable(subscriber => {
      let owed: BehaviorSubject<readonly T[]> | undefined
      let running = false
      let opening = false
      let ending = false
      let current: Subscription | undefined

      const take = (): readonly T[] => {
        const taken = owed
        owed = undefined
        taken?.complete()
        onOwed([])
        return taken?.value ?? []
      }
      const open = (offered: BehaviorSubject<readonly T[]>): void => {
        let completed = false
        running = true
        current = defer(() => run(offered, take)).subscribe({
          next: value => subscriber.next(value),
          error: error => subscriber.error(error),
          complete: () => {
            completed = true
          },
        })
        if (subscriber.closed) current.unsubscribe()
        // The next run opens after this one's teardown, not before it.
        current.add(() => {
          if (!completed) return
          running = false
          if (owed === offered) take()
          proceed()
        })
      }
      const proceed = (): void => {
        if (opening) return
        opening = true
        while (owed !== undefined && !running && !subscriber.closed) open(owed)
        opening = false
        if (ending && !running) subscriber.complete()
      }

      subscriber.add(() => current?.unsubscribe())
      subscriber.add(
        source.subscribe({
          next: ({ values, quiet }) => {
            ending = quiet
            if (values.length > 0) {
              if (owed === undefined) owed = new BehaviorSubject(values)
              else {
                try {
                  owed.next(merge(owed.value, values))
                } catch (error) {
                  subscriber.error(error)
                }
              }
              onOwed(owed.value)
            }
            proceed()
          },
          error: error => subscriber.error(error),
          complete: () => {
            ending = true
            proceed()
          },
        }),
      )
    })
