import { from, map, type ObservableInput, type OperatorFunction } from 'rxjs'
import { owing } from './owing.ts'

/**
 * Like `concatMap`, but what arrives during a run is merged into the one value
 * that is owed next. Like `switchMap`, but a run is never left.
 *
 *     source       a-b-c-d----------|
 *     run a        ----x|
 *     run bc            ----x|              merge(b, c)
 *     run d                  ----x|
 *     output       ----x----x----x--|
 *
 * Completes after the source and the last run, the owed one included. Errors of
 * the source and of a run are passed on: catch inside `project`.
 */
export const conflateMap =
  <A, B>(merge: (owed: A, next: A) => A, project: (value: A) => ObservableInput<B>): OperatorFunction<A, B> =>
  source =>
    source.pipe(
      map(value => ({ values: [value], quiet: false })),
      owing<A, B>(
        (owed, next) => [[...owed, ...next].reduce(merge)],
        (_owed$, take) => from(project(take().reduce(merge))),
      ),
    )
