import { Observable, type SchedulerLike } from 'rxjs'
import { explainForbidden } from '../../lib/controller/forbidden.ts'
import type { Key, Ref } from '../../lib/kube/object.ts'
import type { ChildChange } from '../../lib/plan/childChanges.ts'
import { type Effect, isRepair, type Plan, type Target } from '../../lib/plan/plan.ts'
import type { Reason, Trigger } from '../../lib/plan/trigger.ts'
import { makesAgain } from '../../lib/plan/vanished.ts'
import type { Outcome } from '../../lib/retry/outcome.ts'
import { failureOf, remedyFor } from '../../lib/retry/remedy.ts'
import type { RetryState } from '../../lib/retry/retry.ts'
import type { Executed } from './executing.ts'
import type { Loop } from './loop.ts'
import type { RunEvent } from './runEvent.ts'

export interface AttemptingOptions {
  readonly plan: (key: Key, retryState: RetryState) => Observable<Plan>
  readonly execute: (plan: Plan) => Observable<Executed>
  readonly loop: Loop
  readonly scheduler: SchedulerLike
  readonly mayWrite: () => boolean
  /** The watched object of a key, where one is known. */
  readonly objectOf: (key: Key) => Target | undefined
  /** What is to be read before the plan is trusted, as it left its watch. */
  readonly vanishedOf: (plan: Plan, reasons: readonly Reason[]) => readonly Ref[]
  /** Asked before a plan is executed. */
  readonly changesOf: (plan: Plan) => readonly ChildChange[]
  /** Since when this process leads, in ms since the epoch: what was due before has waited for that. Default: always. */
  readonly leadingSinceMs?: () => number
  /** When each run under way began, for whoever asks. */
  readonly running?: Map<Key, number>
}

/**
 * One run of one key: what ails it → a fresh plan → its effects → the outcome,
 * which goes back into the loop. Never errors: what goes wrong concerns this key.
 *
 * A status may only tell of what was seen, so a plan that changes a child leaves
 * it out, and the same run plans once more: the edit is answered at once. After a
 * child was made again it only looks whether all is well: where it is not yet, the
 * key rests first, as more is about to be said of a new child.
 */
export const attempting = (options: AttemptingOptions) => {
  const { plan, execute, loop, scheduler, mayWrite, objectOf, changesOf, vanishedOf, running } = options
  const { leadingSinceMs = () => Number.NEGATIVE_INFINITY } = options
  let reconciles = 0
  return (key: Key, triggers: readonly Trigger[]): Observable<RunEvent> =>
    new Observable(subscriber => {
      reconciles += 1
      const reconcile = reconciles
      const object = objectOf(key)
      const startMs = scheduler.now()
      const reasons = triggers.map(({ reason }) => reason)
      const before = loop.begin(key, reasons)
      const dueMs = Math.max(leadingSinceMs(), Math.min(...triggers.map(({ atMs = startMs }) => atMs)))
      /** A clock that was set back has not gone by. */
      const sinceDue = (): number => Math.max(0, scheduler.now() - dueMs)
      const waitedMs = sinceDue()
      let plannedAfterMs: number | undefined
      let wroteAfterMs: number | undefined
      running?.set(key, startMs)
      subscriber.add(() => running?.delete(key))
      let planned: Plan | undefined
      let changes: readonly ChildChange[] = []

      /** The reasons of a run are gone with it: what it has not come to read is still to be read. */
      const withUnread = (outcome: Exclude<Outcome, { _tag: 'Applied' }>): Outcome => {
        const unread = vanishedOf({ key, effects: [] }, reasons)
        return unread.length === 0 ? outcome : { ...outcome, toReread: [...(outcome.toReread ?? []), ...unread] }
      }
      const end = (ended: Outcome): void => {
        const outcome = ended._tag === 'Applied' ? ended : withUnread(ended)
        const { after, retryState, became } = loop.end(key, reasons, outcome)
        subscriber.next({
          _tag: 'Ran',
          reconcile,
          key,
          ...(object && { object }),
          reasons,
          ...(planned && { plan: planned }),
          ...(changes.length > 0 && { changes }),
          outcome,
          durationMs: scheduler.now() - startMs,
          waitedMs,
          ...(plannedAfterMs !== undefined && { plannedAfterMs }),
          ...(wroteAfterMs !== undefined && { wroteAfterMs }),
          ...(after && { retryAfterMs: after.delayMs }),
          ...(became && { became }),
          ...(retryState?.parked && { parked: true }),
        })
        subscriber.complete()
      }
      const fail = (error: unknown): void => {
        const failure = explainForbidden(failureOf(error))
        end({ _tag: 'Failed', wrote: 0, failure, remedy: remedyFor(failure), toReread: before.toReread })
      }
      const perform = (made: Plan, earlier: Plan | undefined): void => {
        plannedAfterMs ??= sinceDue()
        planned = earlier === undefined ? made : { ...made, effects: [...earlier.effects, ...made.effects] }
        changes = [...changes, ...changesOf(made)]
        subscriber.next({ _tag: 'Planned', reconcile, key, reasons, plan: made })
        let outcome: Outcome | undefined
        subscriber.add(
          execute(made).subscribe({
            next: step => {
              if (step._tag === 'Ended') outcome = step.outcome
              else {
                wroteAfterMs ??= sinceDue()
                subscriber.next({ ...step, reconcile, key })
              }
            },
            error: fail,
            complete: () => {
              if (outcome === undefined) return
              const applied = earlier === undefined && outcome._tag === 'Applied' ? outcome : undefined
              if (applied && made.effects.some(changesChild)) decide(sound, fresh => perform(fresh, made))
              else if (applied && made.effects.some(effect => reasons.some(reason => makesAgain(effect, reason)))) {
                const repaired = { ...applied, repaired: true as const }
                decide(sound, fresh => end(fresh.effects.length === 0 ? { ...repaired, settled: true } : repaired))
              } else end(ofRun(outcome, planned, earlier))
            },
          }),
        )
      }
      const decide = (retryState: RetryState, then: (made: Plan) => void): void => {
        let made: Plan | undefined
        subscriber.add(
          plan(key, retryState).subscribe({
            next: fresh => {
              made = fresh
            },
            error: fail,
            complete: () => made !== undefined && then(made),
          }),
        )
      }
      /** What was in doubt has been read for the first plan. */
      const sound = { ...before, toReread: [] }

      const isSilent = before.silentUntilMs !== undefined && before.silentUntilMs > startMs
      if (isSilent || !mayWrite()) {
        const why = isSilent ? 'the server asked for silence' : 'not leading, or stopping'
        end({ _tag: 'Abandoned', wrote: 0, why })
        return
      }
      decide(before, made => {
        const toReread = vanishedOf(made, reasons)
        if (toReread.length === 0) perform(made, undefined)
        else decide({ ...before, toReread }, fresh => perform(fresh, undefined))
      })
    })
}

/** A run may have made two plans: the outcome of the second is that of both. */
const ofRun = (outcome: Outcome, whole: Plan | undefined, earlier: Plan | undefined): Outcome => {
  const wrote = outcome.wrote + (earlier?.effects.length ?? 0)
  if (outcome._tag !== 'Applied' || !whole?.effects.some(isRepair)) return { ...outcome, wrote }
  return { ...outcome, wrote, repaired: true }
}

const changesChild = ({ _tag }: Effect): boolean => _tag === 'Apply' || _tag === 'Overwrite'
