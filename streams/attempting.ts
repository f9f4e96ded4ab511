import { Observable, type SchedulerLike } from 'rxjs'
import { explainForbidden } from '../lib/forbidden.ts'
import type { Key } from '../lib/object.ts'
import type { Outcome } from '../lib/outcome.ts'
import { type Effect, isRepair, type Plan } from '../lib/plan.ts'
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
    new Observable(subscriber => {
      const startMs = scheduler.now()
      const reasons = triggers.map(({ reason }) => reason)
      const ailment = loop.begin(key, reasons)
      let planned: Plan | undefined

      const end = (outcome: Outcome): void => {
        const { after, became } = loop.end(key, reasons, outcome)
        subscriber.next({
          _tag: 'Ran',
          key,
          reasons,
          ...(planned && { plan: planned }),
          outcome,
          durationMs: scheduler.now() - startMs,
          ...(after && { retryAfterMs: after.delayMs }),
          ...(became && { became }),
        })
        subscriber.complete()
      }
      const fail = (error: unknown): void => {
        const failure = explainForbidden(failureOf(error))
        end({ _tag: 'Failed', wrote: 0, failure, remedy: remedyFor(failure), doubts: ailment.doubts })
      }
      const perform = (made: Plan, earlier: Plan | undefined): void => {
        planned = earlier === undefined ? made : { ...made, effects: [...earlier.effects, ...made.effects] }
        subscriber.next({ _tag: 'Planned', key, reasons, plan: made })
        let outcome: Outcome | undefined
        subscriber.add(
          execute(made).subscribe({
            next: step => {
              if (step._tag === 'Ended') outcome = step.outcome
              else subscriber.next({ ...step, key })
            },
            error: fail,
            complete: () => {
              if (outcome === undefined) return
              if (earlier === undefined && outcome._tag === 'Applied' && made.effects.some(changesChild)) attempt(made)
              else end(ofRun(outcome, planned, earlier))
            },
          }),
        )
      }
      const attempt = (earlier?: Plan): void => {
        let made: Plan | undefined
        subscriber.add(
          plan(key, earlier === undefined ? ailment : { ...ailment, doubts: [] }).subscribe({
            next: fresh => {
              made = fresh
            },
            error: fail,
            complete: () => made !== undefined && perform(made, earlier),
          }),
        )
      }

      const isSilent = ailment.silentUntilMs !== undefined && ailment.silentUntilMs > startMs
      if (isSilent || !mayWrite()) {
        const why = isSilent ? 'the server asked for silence' : 'not leading, or stopping'
        end({ _tag: 'Abandoned', wrote: 0, why })
      } else attempt()
    })

/** A run may have made two plans: the outcome of the second is that of both. */
const ofRun = (outcome: Outcome, whole: Plan | undefined, earlier: Plan | undefined): Outcome => {
  const wrote = outcome.wrote + (earlier?.effects.length ?? 0)
  if (outcome._tag !== 'Applied' || !whole?.effects.some(isRepair)) return { ...outcome, wrote }
  return { ...outcome, wrote, repaired: true }
}

const changesChild = ({ _tag }: Effect): boolean => _tag === 'Apply' || _tag === 'Overwrite'
