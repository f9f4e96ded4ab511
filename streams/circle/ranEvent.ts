import type { Key } from '../../lib/kube/object.ts'
import type { ChildChange } from '../../lib/plan/childChange.ts'
import type { Plan, Target } from '../../lib/plan/plan.ts'
import type { Reason } from '../../lib/plan/trigger.ts'
import type { Outcome } from '../../lib/retry/outcome.ts'
import type { AfterRun } from '../../lib/retry/retryState.ts'
import type { RunEvent } from './runEvent.ts'
import type { RunTimes } from './stopwatch.ts'

/** All that is known of a run at its end. */
export interface RanFacts {
  readonly reconcile: number
  readonly key: Key
  readonly object: Target | undefined
  readonly reasons: readonly Reason[]
  /** The plans that were executed, in order. */
  readonly plans: readonly Plan[]
  readonly changes: readonly ChildChange[]
  readonly outcome: Outcome
  readonly times: RunTimes
  readonly next: AfterRun
}

/** The event that ends a run. What is absent or empty has no field. */
export const ranEvent = (facts: RanFacts): Extract<RunEvent, { readonly _tag: 'Ran' }> => {
  const { reconcile, key, object, reasons, changes, outcome, times } = facts
  const { after, became, loop, retryState } = facts.next
  const plan = wholePlan(facts.plans)
  return {
    _tag: 'Ran',
    reconcile,
    key,
    ...(object && { object }),
    reasons,
    ...(plan && { plan }),
    ...(changes.length > 0 && { changes }),
    outcome,
    ...times,
    ...(after && { retryAfterMs: after.delayMs }),
    ...(became && { became }),
    ...(loop && { loop }),
    ...(retryState?.parked && { parked: true }),
  }
}

/** The last plan, with the effects of those before it. */
const wholePlan = (plans: readonly Plan[]): Plan | undefined => {
  const last = plans.at(-1)
  return last && { ...last, effects: plans.flatMap(({ effects }) => effects) }
}
