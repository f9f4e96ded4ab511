import type { Refusal } from '../controller/controller.ts'
import type { Ref } from '../kube/object.ts'
import type { Reason } from '../plan/trigger.ts'
import type { Backoff } from './backoff.ts'
import type { HotLoop, Streak } from './streak.ts'

/** The memory of a key between runs. A healthy key has none. */
export interface RetryState {
  /** Failures in a row that count. */
  readonly failures: number
  /** Conflicts in a row; the first does not count. */
  readonly conflicts: number
  /** Attempts in a row that found the API server away. They do not count as failures. */
  readonly outages: number
  /** Attempts in a row that failed in a way which trying again does not help. */
  readonly slow: number
  /** What was written in the latest runs, while nothing from outside asked for it. */
  readonly streak?: Streak
  /** How long the key rests before its next run, in ms. */
  readonly restMs: number
  /** The trouble that the condition `Stalled` of the owner reports. */
  readonly trouble?: Refusal
  /** More than `maxRetries` failures in a row: retried slowly, and by any change. */
  readonly parked?: boolean
  /** To be read before anything is planned. */
  readonly toReread: readonly Ref[]
  /** The server asked for silence until then, in ms since the epoch. */
  readonly silentUntilMs?: number
  /** Since when attempts failed without a known outcome, in ms since the epoch. */
  readonly failingSinceMs?: number
  /** When it is tried again, in ms since the epoch: a failed attempt before that, as after an edit, makes it no later. */
  readonly retryAtMs?: number
  /** Objects of others block it, and no watch shows them: it looks whether they are gone. */
  readonly looks?: true
  /** It waits for a verb to work again on a kind, which triggers it. */
  readonly awaits?: true
}

export const healthy: RetryState = {
  failures: 0,
  conflicts: 0,
  outages: 0,
  slow: 0,
  restMs: 0,
  toReread: [],
}

export interface RetryOptions {
  /** Failures in a row after which a key is parked. Default 5. */
  readonly maxRetries: number
  /** Where the server failed, no key is parked before this time has passed as well, in ms. Default 30,000. */
  readonly parkAfterMs: number
  /** Default 5 ms × 2ⁿ to 1,000 s, a tenth of jitter. */
  readonly retryBackoff: Backoff
  /** Longest wait while the API server cannot be reached or is unavailable. Default 30,000 ms. */
  readonly outageCapMs: number
  /** After a refusal that trying again does not help, and of a parked key. Default 30 s × 2ⁿ to 1,000 s. */
  readonly slowBackoff: Backoff
  /** How often a key looks whether the objects that block it are still there, in ms. Default 5,000; more for more than 100 keys. */
  readonly lookMs: number
  /** How long a key rests after a run that wrote, before it is looked at again. Default 20 ms. */
  readonly restMs: number
  /** The rest after a run that created children, so that the first reports of their controllers become one status. Default 100 ms. */
  readonly createdRestMs: number
  /** Writes of the same object in a row, with no change from outside that asks for them, that count as a hot loop. Default 5. */
  readonly hotLoopAfter: number
}

export const retryDefaults: RetryOptions = {
  maxRetries: 5,
  parkAfterMs: 30_000,
  retryBackoff: { firstMs: 5, factor: 2, capMs: 1_000_000, jitter: 0.1 },
  outageCapMs: 30_000,
  slowBackoff: { firstMs: 30_000, factor: 2, capMs: 1_000_000, jitter: 0.1 },
  lookMs: 5_000,
  restMs: 20,
  createdRestMs: 100,
  hotLoopAfter: 5,
}

export interface AfterRun {
  /** `undefined`: healthy, nothing to remember. */
  readonly retryState?: RetryState
  /** When the key is to be planned again by itself. */
  readonly after?: { readonly delayMs: number; readonly reason: Reason }
  /** When the state is forgotten, unless a run comes first, in ms. */
  readonly forgetAfterMs?: number
  readonly became?: 'parked' | 'hot'
  /** What goes round, where it became hot. */
  readonly loop?: HotLoop
}
