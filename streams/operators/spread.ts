import { Observable, type OperatorFunction } from 'rxjs'

/**
 * Each value becomes several, or none, at once. What `mergeMap` does with arrays,
 * without an inner observable for each: it is on the way of every event.
 *
 *     source         a--b--c-|
 *     spread(twice)  (aa)(bb)(cc)|
 */
export const spread =
  <T, R>(project: (value: T) => readonly R[]): OperatorFunction<T, R> =>
  source =>
    new Observable(subscriber =>
      source.subscribe({
        next: value => {
          let results: readonly R[]
          try {
            results = project(value)
          } catch (error) {
            subscriber.error(error)
            return
          }
          for (const result of results) subscriber.next(result)
        },
        error: error => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    )
