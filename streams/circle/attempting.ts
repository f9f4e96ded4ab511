import { Observable, type SchedulerLike } from 'rxjs'
import { explainForbidden } from '../../lib/controller/forbidden.ts'
import type { Key, Ref } from '../../lib/kube/object.ts'
import type { ChildChange } from '../../lib/plan/childChange.ts'
import type { Plan, Target } from '../../lib/plan/plan.ts'
import { isAnotherChance, type Reason, type Trigger } from '../../lib/plan/trigger.ts'
import { type Attempt, type AttemptCommand, type AttemptInput, attemptStep } from '../../lib/retry/attempt.ts'
import type { Outcome } from '../../lib/retry/outcome.ts'
import { failureOf, remedyFor } from '../../lib/retry/remedy.ts'
import type { RetryState } from '../../lib/retry/retryState.ts'
import type { Round } from '../../lib/retry/streak.ts'
import type { Asking, Askings } from './asking.ts'
import type { Executed } from './executing.ts'
import type { Loop } from './loop.ts'
import { ranEvent } from './ranEvent.ts'
import type { RunEvent } from './runEvent.ts'
import { stopwatch } from './stopwatch.ts'

export interface AttemptingOptions {
  readonly plan: (key: Key, retryState: RetryState, ports: Asking) => Observable<Plan>
  readonly execute: (plan: Plan, ports: Asking) => Observable<Executed>
  readonly asking: Pick<Askings, 'begin' | 'end'>
  readonly loop: Loop
  readonly scheduler: SchedulerLike
  readonly mayWrite: () => boolean
  /** The watched object of a key, where one is known. */
  readonly objectOf: (key: Key) => Target | undefined
  /** What tells whether a key only follows its own writes. */
  readonly roundOf: (key: Key) => Omit<Round, 'reasons' | 'effects'>
  /** The children that left their watch and are to be read before this plan is trusted. */
  readonly vanishedOf: (plan: Plan, reasons: readonly Reason[]) => readonly Ref[]
  /** Since when this process leads, in ms since the epoch: what was due before has waited for that. Default: always. */
  readonly leadingSinceMs?: () => number
  /** When each run under way began, in ms since the epoch. */
  readonly running?: Map<Key, number>
}

/**
 * One run of one key: asks `attemptStep` what to do next, does it, and hands the
 * outcome to the loop.
 *
 *     plan        --p|    --p|
 *     execute        -e-o|   -o|
 *     attempting  --P-E----P--(R|)     P=Planned E=Effected R=Ran
 *
 * Never errors: what goes wrong concerns this key. Unsubscribing stops what is under way.
 */
export const attempting = (options: AttemptingOptions) => {
  const { loop, scheduler, running } = options
  const { leadingSinceMs = () => Number.NEGATIVE_INFINITY } = options
  let reconciles = 0
  return (key: Key, triggers: readonly Trigger[]): Observable<RunEvent> =>
    new Observable(subscriber => {
      reconciles += 1
      const reconcile = reconciles
      const object = options.objectOf(key)
      const startMs = scheduler.now()
      const reasons = triggers.map(({ reason }) => reason)
      const retryState = loop.begin(key, reasons)
      const ports = options.asking.begin(key, reasons)
      const dueMs = Math.min(...triggers.map(({ atMs = startMs }) => atMs))
      const watch = stopwatch(scheduler, Math.max(leadingSinceMs(), dueMs))
      const plans: Plan[] = []
      const changes: ChildChange[] = []
      let attempt: Attempt = { _tag: 'New' }

      const take = (input: AttemptInput): void => {
        const step = attemptStep(attempt, input, reasons)
        attempt = step.attempt
        if (step.command) act(step.command)
      }
      const act = (command: AttemptCommand): void => {
        if (command._tag === 'Plan') plan(command.retryState)
        else if (command._tag === 'Execute') execute(command.plan)
        else end(command.outcome)
      }
      const plan = (state: RetryState): void => {
        let made: Plan | undefined
        subscriber.add(
          options.plan(key, state, ports).subscribe({
            next: fresh => {
              made = fresh
            },
            error: fail,
            complete: () => made && take({ _tag: 'Planned', plan: made, unread: options.vanishedOf(made, reasons) }),
          }),
        )
      }
      const execute = (made: Plan): void => {
        watch.planned()
        plans.push(made)
        subscriber.next({ _tag: 'Planned', reconcile, key, reasons, plan: made })
        let outcome: Outcome | undefined
        subscriber.add(
          options.execute(made, ports).subscribe({
            next: step => {
              if (step._tag === 'Ended') outcome = step.outcome
              else {
                watch.wrote()
                const { change, ...effected } = step
                if (change) changes.push(change)
                subscriber.next({ ...effected, reconcile, key })
              }
            },
            error: fail,
            complete: () => outcome && take({ _tag: 'Executed', outcome }),
          }),
        )
      }
      const fail = (error: unknown): void => {
        const failure = explainForbidden(failureOf(error))
        const { toReread } = retryState
        const outcome = { _tag: 'Failed', wrote: 0, failure, remedy: remedyFor(failure), toReread } as const
        take({ _tag: 'Failed', outcome })
      }
      const end = (ended: Outcome): void => {
        const outcome = stillToRead(ended, () => options.vanishedOf({ key, effects: [] }, reasons))
        const effects = plans.flatMap(made => made.effects)
        const next = loop.end(key, outcome, { reasons, effects, ...options.roundOf(key) })
        const isWell = outcome._tag === 'Applied' && outcome.blocked === undefined
        options.asking.end(key, { isWell, hasTried: reasons.some(isAnotherChance) })
        const times = watch.times()
        subscriber.next(ranEvent({ reconcile, key, object, reasons, plans, changes, outcome, times, next }))
        subscriber.complete()
      }

      running?.set(key, startMs)
      subscriber.add(() => running?.delete(key))
      take({ _tag: 'Begin', retryState, mayWrite: options.mayWrite(), nowMs: startMs })
    })
}

/** The reasons of a run are gone with it, so what a failed run has not come to read is remembered. */
const stillToRead = (outcome: Outcome, unreadOf: () => readonly Ref[]): Outcome => {
  if (outcome._tag === 'Applied') return outcome
  const unread = unreadOf()
  return unread.length === 0 ? outcome : { ...outcome, toReread: [...(outcome.toReread ?? []), ...unread] }
}
