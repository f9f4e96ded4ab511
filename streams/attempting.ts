import { catchError, concat, concatMap, defer, type Observable, of, type SchedulerLike } from 'rxjs'
import { explainForbidden } from '../lib/forbidden.ts'
import type { Key } from '../lib/object.ts'
import type { Outcome } from '../lib/outcome.ts'
import type { Effect, Plan } from '../lib/plan.ts'
import { failureOf, remedyFor } from '../lib/remedy.ts'
import type { Ailment } from '../lib/retry.ts'
import type { Trigger } from '../lib/trigger.ts'
import type { Executed } from './executing.ts'
import type { Loop } from './loop.ts'
import type { RunEvent } from './runEvent.ts'

export interface AttemptingOptions {
  readonly plan: (key: Key, ailment: Ailment) => Observable<Plan>
  readonly execute: (plan: Plan) => Observable<Executed>
  readonly loop: Loop
  readonly scheduler: SchedulerLike
  readonly mayWrite: () => boolean
}

/**
 * One run of one key: what ails it → a fresh plan → its effects → the outcome,
 * which goes back into the loop. Never errors: what goes wrong concerns this key.
 *
 * A status may only tell of what was seen, so a plan that changes a child leaves
 * it out, and the same run plans once more: the edit is answered at once.
 */
export const attempting =
  ({ plan, execute, loop, scheduler, mayWrite }: AttemptingOptions) =>
  (key: Key, triggers: readonly Trigger[]): Observable<RunEvent> =>
    defer(() => {
      const startMs = scheduler.now()
      const reasons = triggers.map(({ reason }) => reason)
      const ailment = loop.begin(key, reasons)
      let planned: Plan | undefined

      const ran = (outcome: Outcome): RunEvent => {
        const { after, became } = loop.end(key, reasons, outcome)
        return {
          _tag: 'Ran',
          key,
          reasons,
          ...(planned && { plan: planned }),
          outcome,
          durationMs: scheduler.now() - startMs,
          ...(after && { retryAfterMs: after.delayMs }),
          ...(became && { became }),
        }
      }
      const isSilent = ailment.silentUntilMs !== undefined && ailment.silentUntilMs > startMs
      if (isSilent || !mayWrite()) {
        const why = isSilent ? 'the server asked for silence' : 'not leading, or stopping'
        return of(ran({ _tag: 'Abandoned', wrote: 0, why }))
      }
      const attempt = (earlier?: Plan): Observable<RunEvent> =>
        plan(key, earlier === undefined ? ailment : { ...ailment, doubts: [] }).pipe(
          concatMap(made => {
            planned = earlier === undefined ? made : { ...made, effects: [...earlier.effects, ...made.effects] }
            const again = earlier === undefined && made.effects.some(changesChild)
            const steps$ = execute(made).pipe(
              concatMap((step): Observable<RunEvent> => {
                if (step._tag !== 'Ended') return of({ ...step, key })
                if (again && step.outcome._tag === 'Applied') return attempt(made)
                return of(ran({ ...step.outcome, wrote: step.outcome.wrote + (earlier?.effects.length ?? 0) }))
              }),
            )
            return concat(of<RunEvent>({ _tag: 'Planned', key, reasons, plan: made }), steps$)
          }),
        )
      return attempt().pipe(
        catchError(error => {
          const failure = explainForbidden(failureOf(error))
          return of(ran({ _tag: 'Failed', wrote: 0, failure, remedy: remedyFor(failure), doubts: ailment.doubts }))
        }),
      )
    })

const changesChild = ({ _tag }: Effect): boolean => _tag === 'Apply' || _tag === 'Overwrite'
