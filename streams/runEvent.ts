import type { Key } from '../lib/object.ts'
import type { Outcome } from '../lib/outcome.ts'
import type { Effect, Plan } from '../lib/plan.ts'
import type { Reason } from '../lib/trigger.ts'
import type { Health } from '../lib/watchEvent.ts'

/** All that a run tells of itself: for logs, metrics, recordings and tables. */
export type RunEvent =
  /** Every declared kind has been listed once. */
  | { readonly _tag: 'Ready'; readonly objects: number }
  | { readonly _tag: 'Watch'; readonly feed: string; readonly health: Health }
  | { readonly _tag: 'Undecodable'; readonly feed: string; readonly text: string; readonly problem: string }
  | { readonly _tag: 'Planned'; readonly key: Key; readonly reasons: readonly Reason[]; readonly plan: Plan }
  | { readonly _tag: 'Effected'; readonly key: Key; readonly effect: Effect; readonly durationMs: number }
  | {
      readonly _tag: 'Ran'
      readonly key: Key
      readonly reasons: readonly Reason[]
      readonly plan?: Plan
      readonly outcome: Outcome
      readonly durationMs: number
      /** How the key fares after it: when it is planned again by itself, and whether it became parked or hot. */
      readonly retryAfterMs?: number
      readonly became?: 'parked' | 'hot'
    }
