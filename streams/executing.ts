import { catchError, concat, concatMap, defer, EMPTY, from, type Observable, of, throwError } from 'rxjs'
import { rememberRefusal } from '../lib/diffChild.ts'
import { doubtsOf } from '../lib/doubts.ts'
import type { ApiFailure } from '../lib/failure.ts'
import { explainForbidden } from '../lib/forbidden.ts'
import type { KubeObject } from '../lib/object.ts'
import type { Outcome } from '../lib/outcome.ts'
import type { Effect, Plan } from '../lib/plan.ts'
import { failureOf, type Remedy, remedyFor } from '../lib/remedy.ts'
import type { Sources } from './sources.ts'
import { type WritingOptions, writing } from './writing.ts'

export interface ExecutingOptions<O extends KubeObject> extends WritingOptions<O> {
  readonly sources: Pick<Sources, 'read' | 'write' | 'scheduler'>
  /** Asked before each effect: not leading or stopping leaves the rest of the plan. */
  readonly mayWrite: () => boolean
}

export type Executed =
  | { readonly _tag: 'Effected'; readonly effect: Effect; readonly durationMs: number }
  | { readonly _tag: 'Ended'; readonly outcome: Outcome }

/**
 * One plan → its effects, one after the other → one outcome, always last.
 *
 * Flow: premise (a consistent read) → write → the answer is learned. The first
 * failed effect ends the plan; the rest is planned afresh. Never errors.
 */
export const executing = <O extends KubeObject>(options: ExecutingOptions<O>) => {
  const { controller, cache, sources, mayWrite } = options
  const write = writing(options)

  const remedyOf = (effect: Effect, failure: ApiFailure): Remedy => {
    if (effect._tag === 'Apply' && failure._tag === 'Status' && failure.code === 422) {
      const memory = rememberRefusal(effect, cache.applied(effect.uid))
      if (memory !== undefined) {
        cache.remember(effect.uid, memory)
        return { _tag: 'Reread' }
      }
    }
    return remedyFor(failure)
  }

  const named = (effect: Effect, error: unknown): ApiFailure => {
    const failure = failureOf(error)
    if (!('manifest' in effect)) return explainForbidden(failure)
    const { namespace } = effect.manifest.metadata
    return explainForbidden(failure, { owner: controller.watches, ...(namespace !== undefined && { namespace }) })
  }

  return (plan: Plan): Observable<Executed> => {
    const versions = new Map<string, string>()
    let wrote = 0
    const ended = (outcome: Outcome): Observable<Executed> => of({ _tag: 'Ended', outcome })

    const attempt = (effect: Effect): Observable<Executed> =>
      defer(() => {
        if (!mayWrite()) return throwError(() => abandoned)
        const startMs = sources.scheduler.now()
        const effected = defer(() => {
          wrote += 1
          return of<Executed>({ _tag: 'Effected', effect, durationMs: sources.scheduler.now() - startMs })
        })
        return concat(write(effect, versions).pipe(concatMap(() => EMPTY)), effected)
      }).pipe(
        catchError(error =>
          throwError(() => (error === abandoned ? error : new EffectError(effect, named(effect, error)))),
        ),
      )

    const applied = (): Observable<Executed> => {
      const { requeueAfterMs, blocked, obstacles } = plan
      return ended({
        _tag: 'Applied',
        wrote,
        ...(plan.effects.some(({ _tag }) => _tag === 'Create') && { created: true as const }),
        ...(requeueAfterMs !== undefined && { requeueAfterMs }),
        ...(blocked && { blocked }),
        ...(obstacles && { obstacles }),
      })
    }

    return concat(from(plan.effects).pipe(concatMap(attempt)), defer(applied)).pipe(
      catchError((error: unknown) => {
        if (!(error instanceof EffectError)) {
          return ended({ _tag: 'Abandoned', wrote, why: 'not leading, or stopping' })
        }
        const { effect, failure } = error
        const remedy = remedyOf(effect, failure)
        return ended({ _tag: 'Failed', wrote, effect, failure, remedy, doubts: doubtsOf(effect) })
      }),
    )
  }
}

class EffectError extends Error {
  readonly effect: Effect
  readonly failure: ApiFailure
  constructor(effect: Effect, failure: ApiFailure) {
    super(failure.message)
    this.effect = effect
    this.failure = failure
  }
}

const abandoned = Symbol('abandoned')
