import { connect, filter, merge, type OperatorFunction } from 'rxjs'

/**
 * Sends the values that `enters` accepts through a pipeline, and lets all others pass beside it.
 *
 *     source      1--a--2--b|     letters enter
 *     pipeline       --A   --B|   delays by 2
 *     besides     1----A2----(B|)
 *
 * Guarantees: the source is subscribed once; a value that passes keeps its place
 * in time. Completes with the pipeline.
 */
export const besides = <T, Entering extends T, R>(
  enters: (value: T) => value is Entering,
  pipeline: OperatorFunction<Entering, R>,
): OperatorFunction<T, Exclude<T, Entering> | R> => {
  const passes = (value: T): value is Exclude<T, Entering> => !enters(value)
  return connect(shared$ => merge(shared$.pipe(filter(passes)), shared$.pipe(filter(enters), pipeline)))
}
