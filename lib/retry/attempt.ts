import type { Ref } from '../kube/object.ts'
import { type Effect, isRepair, type Plan } from '../plan/plan.ts'
import type { Reason } from '../plan/trigger.ts'
import { makesAgain } from '../plan/vanished.ts'
import type { Outcome } from './outcome.ts'
import type { RetryState } from './retryState.ts'

/**
 * One run of one key, as a pure reducer: what came → what to do next.
 *
 *     Begin → Plan → Execute → End
 *
 * - Children that left their watch and that the plan does not make again are read,
 *   and the plan is made anew, before anything is written.
 * - A status may only tell what was seen. A plan that changes a child leaves the
 *   status out, so the run plans and executes once more.
 * - After a run made a deleted child again it plans once more, but only to see
 *   whether all is well: more is about to be reported of a new child, so what is
 *   left to do waits for the next run.
 *
 * Guarantees: an attempt ends exactly once, after at most three plans of which at
 * most two are executed.
 */
export type AttemptInput =
  | { readonly _tag: 'Begin'; readonly retryState: RetryState; readonly mayWrite: boolean; readonly nowMs: number }
  /** `unread`: what left its watch and is to be read before this plan is trusted. */
  | { readonly _tag: 'Planned'; readonly plan: Plan; readonly unread: readonly Ref[] }
  /** No plan or no outcome came of the last command: a read before the plan failed, for example. */
  | { readonly _tag: 'Failed'; readonly outcome: Outcome }
  | { readonly _tag: 'Executed'; readonly outcome: Outcome }

export type AttemptCommand =
  | { readonly _tag: 'Plan'; readonly retryState: RetryState }
  | { readonly _tag: 'Execute'; readonly plan: Plan }
  | { readonly _tag: 'End'; readonly outcome: Outcome }

/** The state of an attempt: the answer that it waits for. */
export type Attempt =
  | { readonly _tag: 'New' }
  | { readonly _tag: 'Planning'; readonly retryState: RetryState; readonly hasReread: boolean }
  | { readonly _tag: 'Executing'; readonly retryState: RetryState; readonly plan: Plan }
  /** `earlier` changed a child: what may the status say now? */
  | { readonly _tag: 'PlanningAgain'; readonly earlier: Plan }
  | { readonly _tag: 'ExecutingAgain'; readonly earlier: Plan; readonly plan: Plan }
  /** A deleted child was made again: is all well? */
  | { readonly _tag: 'Looking'; readonly outcome: Applied }
  | { readonly _tag: 'Ended' }

type Applied = Extract<Outcome, { readonly _tag: 'Applied' }>

export interface AttemptStep {
  readonly attempt: Attempt
  /** Absent: the attempt does not wait for this input, and stays as it is. */
  readonly command?: AttemptCommand
}

export const attemptStep = (attempt: Attempt, input: AttemptInput, reasons: readonly Reason[]): AttemptStep => {
  switch (input._tag) {
    case 'Begin':
      return attempt._tag === 'New' ? begun(input) : { attempt }
    case 'Planned':
      return planned(attempt, input.plan, input.unread)
    case 'Failed':
      return isUnderWay(attempt) ? end(input.outcome) : { attempt }
    case 'Executed':
      return executed(attempt, input.outcome, reasons)
  }
}

const begun = ({ retryState, mayWrite, nowMs }: Extract<AttemptInput, { _tag: 'Begin' }>): AttemptStep => {
  const { silentUntilMs } = retryState
  const isSilent = silentUntilMs !== undefined && silentUntilMs > nowMs
  if (isSilent || !mayWrite) {
    const why = isSilent ? 'the server asked for silence' : 'not leading, or stopping'
    return end({ _tag: 'Abandoned', wrote: 0, why })
  }
  return { attempt: { _tag: 'Planning', retryState, hasReread: false }, command: { _tag: 'Plan', retryState } }
}

const planned = (attempt: Attempt, plan: Plan, unread: readonly Ref[]): AttemptStep => {
  switch (attempt._tag) {
    case 'Planning': {
      const { retryState, hasReread } = attempt
      if (hasReread || unread.length === 0) return execute({ _tag: 'Executing', retryState, plan })
      const rereading = { ...retryState, toReread: unread }
      return { attempt: { ...attempt, hasReread: true }, command: { _tag: 'Plan', retryState: rereading } }
    }
    case 'PlanningAgain':
      return execute({ _tag: 'ExecutingAgain', earlier: attempt.earlier, plan })
    case 'Looking':
      return end(plan.effects.length === 0 ? { ...attempt.outcome, settled: true } : attempt.outcome)
    default:
      return { attempt }
  }
}

const executed = (attempt: Attempt, outcome: Outcome, reasons: readonly Reason[]): AttemptStep => {
  switch (attempt._tag) {
    case 'Executing': {
      const { plan, retryState } = attempt
      if (outcome._tag === 'Applied') {
        // The first plan has read all that was to be reread.
        const command = { _tag: 'Plan', retryState: { ...retryState, toReread: [] } } as const
        if (plan.effects.some(changesChild)) return { attempt: { _tag: 'PlanningAgain', earlier: plan }, command }
        if (plan.effects.some(effect => reasons.some(reason => makesAgain(effect, reason))))
          return { attempt: { _tag: 'Looking', outcome: { ...outcome, repaired: true } }, command }
      }
      return end(ofPlans(outcome, [plan]))
    }
    case 'ExecutingAgain':
      return end(ofPlans(outcome, [attempt.earlier, attempt.plan]))
    default:
      return { attempt }
  }
}

const isUnderWay = ({ _tag }: Attempt): boolean => _tag !== 'New' && _tag !== 'Ended'

const execute = (attempt: Extract<Attempt, { readonly plan: Plan }>): AttemptStep => ({
  attempt,
  command: { _tag: 'Execute', plan: attempt.plan },
})

const end = (outcome: Outcome): AttemptStep => ({ attempt: { _tag: 'Ended' }, command: { _tag: 'End', outcome } })

/** The outcome of the last plan is that of all, with the effects of those before it. */
const ofPlans = (outcome: Outcome, plans: readonly Plan[]): Outcome => {
  const wrote = plans.slice(0, -1).reduce((sum, { effects }) => sum + effects.length, outcome.wrote)
  const hasRepaired = plans.some(({ effects }) => effects.some(isRepair))
  return outcome._tag === 'Applied' && hasRepaired ? { ...outcome, wrote, repaired: true } : { ...outcome, wrote }
}

const changesChild = ({ _tag }: Effect): boolean => _tag === 'Apply' || _tag === 'Overwrite'
