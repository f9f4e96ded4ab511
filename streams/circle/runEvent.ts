import type { ApiFailure } from '../../lib/kube/failure.ts'
import type { Key } from '../../lib/kube/object.ts'
import type { Health } from '../../lib/kube/watchEvent.ts'
import type { ChildChange } from '../../lib/plan/childChange.ts'
import type { Effect, Plan, Target } from '../../lib/plan/plan.ts'
import type { Reason } from '../../lib/plan/trigger.ts'
import type { Outcome } from '../../lib/retry/outcome.ts'
import type { HotLoop } from '../../lib/retry/streak.ts'
import type { FaultPlace } from '../../lib/retry/verbOnKind.ts'

/**
 * All that a run reports of itself, for logs, metrics, recordings and tables.
 * `reconcile` numbers its reconciles from 1; the events of one have the same number.
 */
export type RunEvent =
  /** Every declared kind has been listed once. */
  | { readonly _tag: 'Ready'; readonly objects: number }
  | { readonly _tag: 'Watch'; readonly feed: string; readonly health: Health }
  | { readonly _tag: 'Undecodable'; readonly feed: string; readonly text: string; readonly problem: string }
  /** A verb on a kind began to fail, whatever the object; without a failure: it works again, or no key waits for it. */
  | { readonly _tag: 'Fault'; readonly place: FaultPlace; readonly failure?: ApiFailure }
  | {
      readonly _tag: 'Planned'
      readonly reconcile: number
      readonly key: Key
      readonly reasons: readonly Reason[]
      readonly plan: Plan
    }
  | {
      readonly _tag: 'Effected'
      readonly reconcile: number
      readonly key: Key
      readonly effect: Effect
      readonly durationMs: number
    }
  | {
      readonly _tag: 'Ran'
      readonly reconcile: number
      readonly key: Key
      /** The watched object as it was when this began. Absent: none was known. */
      readonly object?: Target
      readonly reasons: readonly Reason[]
      /** All that was planned; the effects of a second plan come after those of the first. */
      readonly plan?: Plan
      /** The changes of existing children by the plan's applies. */
      readonly changes?: readonly ChildChange[]
      readonly outcome: Outcome
      readonly durationMs: number
      /** In ms since the oldest of its reasons came, or since this process leads: until it began, … */
      readonly waitedMs?: number
      /** … until its first plan was made, … */
      readonly plannedAfterMs?: number
      /** … and until its first write was answered. */
      readonly wroteAfterMs?: number
      /** How the key fares after it: when it is planned again by itself, and whether it became parked or hot. */
      readonly retryAfterMs?: number
      readonly became?: 'parked' | 'hot'
      /** What goes round, where it became hot. */
      readonly loop?: HotLoop
      /** It is, or already was. */
      readonly parked?: true
    }
