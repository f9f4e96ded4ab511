import type { Refusal } from '../controller/controller.ts'
import type { ApiFailure } from '../kube/failure.ts'
import type { Ref } from '../kube/object.ts'
import { isSameRef } from '../kube/same.ts'
import { timerMs } from '../kube/timerMs.ts'
import { isOutside, type Reason } from '../plan/trigger.ts'
import { type Backoff, backoff } from './backoff.ts'
import type { Outcome } from './outcome.ts'
import { refusalOf } from './remedy.ts'

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
  /** Runs in a row that wrote without an outside change, or only took back a change of another writer. */
  readonly ownWrites: number
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
}

export const healthy: RetryState = {
  failures: 0,
  conflicts: 0,
  outages: 0,
  slow: 0,
  ownWrites: 0,
  restMs: 0,
  toReread: [],
}

export interface RetryOptions {
  /** Failures in a row after which a key is parked. Default 5. */
  readonly maxRetries: number
  /** Default 5 ms × 2ⁿ to 1,000 s, a tenth of jitter. */
  readonly retryBackoff: Backoff
  /** Longest wait while the API server cannot be reached or is unavailable. Default 30,000 ms. */
  readonly outageCapMs: number
  /** After a refusal that trying again does not help, and of a parked key. Default 30 s × 2ⁿ to 1,000 s. */
  readonly slowBackoff: Backoff
  /** How long a key rests after a run that wrote, before it is looked at again. Default 20 ms. */
  readonly restMs: number
  /** The rest after a run that created children, so that the first reports of their controllers become one status. Default 100 ms. */
  readonly createdRestMs: number
  /** Own writes in a row that count as a hot loop. Default 5. */
  readonly hotLoopAfter: number
}

export const retryDefaults: RetryOptions = {
  maxRetries: 5,
  retryBackoff: { firstMs: 5, factor: 2, capMs: 1_000_000, jitter: 0.1 },
  outageCapMs: 30_000,
  slowBackoff: { firstMs: 30_000, factor: 2, capMs: 1_000_000, jitter: 0.1 },
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
}

/** A change from outside, or the time of a retry, gives the whole plan another chance: the trouble is dropped. */
export const beforeRun = (retryState: RetryState, reasons: readonly Reason[]): RetryState => {
  if (retryState.trouble === undefined) return retryState
  if (!reasons.some(reason => isOutside(reason) || reason._tag === 'Retry')) return retryState
  const { trouble: _, ...rest } = retryState
  return rest
}

/** The reducer behind the loop: what an outcome means for the next attempt. `random` is uniform in [0, 1). */
export const afterRun = (
  retryState: RetryState,
  outcome: Outcome,
  reasons: readonly Reason[],
  options: RetryOptions,
  nowMs: number,
  random: number,
): AfterRun => {
  switch (outcome._tag) {
    case 'Abandoned': {
      // The run is still owed; its key waits at the gate.
      const remainingMs = (retryState.silentUntilMs ?? nowMs) - nowMs
      const toReread = union(retryState.toReread, outcome.toReread ?? [])
      return { retryState: { ...retryState, toReread }, after: retry(retryState.failures, Math.max(0, remainingMs)) }
    }
    case 'Applied':
      return applied(retryState, outcome, reasons, options, random)
    case 'Failed':
      return failed(retryState, outcome, options, nowMs, random)
  }
}

const applied = (
  retryState: RetryState,
  outcome: Extract<Outcome, { _tag: 'Applied' }>,
  reasons: readonly Reason[],
  options: RetryOptions,
  random: number,
): AfterRun => {
  if (outcome.wrote > 0 && (outcome.settled === undefined || outcome.repaired)) {
    // Another writer who undoes a repair makes an outside change, but a fight is a hot loop all the same.
    const ownWrites = reasons.some(isOutside) && !outcome.repaired ? 1 : retryState.ownWrites + 1
    const excess = ownWrites - options.hotLoopAfter
    const delayMs = excess < 0 ? 0 : backoff(excess, random, { ...options.retryBackoff, firstMs: 1000 })
    const after = { delayMs, reason: { _tag: 'Verify' } as const }
    const shortestMs = outcome.created ? options.createdRestMs : options.restMs
    const restMs = outcome.repaired ? Math.max(shortestMs, Math.min(delayMs, longestTruceMs)) : shortestMs
    const resting = {
      ...recovered(retryState),
      ownWrites,
      restMs,
      ...(outcome.blockedBy && { toReread: outcome.blockedBy }),
    }
    // Remembered for as long as another writer takes who undoes the repair at once.
    if (outcome.settled && outcome.created && outcome.blocked === undefined && excess < 0)
      return { retryState: resting, forgetAfterMs: restMs + options.restMs, ...requeued(outcome.requeueAfterMs) }
    return { retryState: resting, after, ...(excess === 0 && { became: 'hot' as const }) }
  }
  if (outcome.blocked !== undefined) {
    const { slow } = retryState
    return {
      retryState: { ...recovered(retryState), slow: slow + 1, toReread: outcome.blockedBy ?? retryState.toReread },
      after: retry(slow + 1, backoff(retryState.slow, random, options.slowBackoff)),
    }
  }
  return requeued(outcome.requeueAfterMs)
}

const requeued = (afterMs: number | undefined): Pick<AfterRun, 'after'> =>
  afterMs === undefined ? {} : { after: { delayMs: timerMs(afterMs), reason: { _tag: 'Requeue' } } }

/** The longest rest in a fight with another writer. An edit of the owner may be delayed as long. */
const longestTruceMs = 30_000

const clamped = (delayMs: number, longestMs: number): number =>
  Number.isNaN(delayMs) ? longestMs : Math.min(longestMs, Math.max(0, delayMs))

/** A reported trouble stays reported, and a parked key parked, until a run other than its report succeeds. */
const recovered = (retryState: RetryState): RetryState =>
  retryState.trouble === undefined
    ? { ...healthy, slow: retryState.slow }
    : { ...retryState, conflicts: 0, outages: 0, ownWrites: 0, restMs: 0 }

const failed = (
  retryState: RetryState,
  { failure, remedy, toReread }: Extract<Outcome, { _tag: 'Failed' }>,
  options: RetryOptions,
  nowMs: number,
  random: number,
): AfterRun => {
  const withUnread = { ...retryState, toReread: union(retryState.toReread, toReread) }
  switch (remedy._tag) {
    case 'Silence': {
      const delayMs = clamped(remedy.retryAfterMs, options.retryBackoff.capMs)
      return {
        retryState: { ...withUnread, silentUntilMs: nowMs + delayMs },
        after: retry(retryState.failures, delayMs),
      }
    }
    case 'Tell':
      return tell({ ...withUnread, trouble: refusalOf(failure) }, retryState.trouble !== undefined, options, random)
    case 'Reread': {
      const conflicts = retryState.conflicts + 1
      if (conflicts === 1) return { retryState: { ...withUnread, conflicts }, after: retry(0, 0) }
      return counted({ ...withUnread, conflicts }, refusalOf(failure), options, random)
    }
    case 'Doubt':
      return isOutage(failure)
        ? waitedOut(withUnread, options, random)
        : counted(withUnread, refusalOf(failure), options, random)
  }
}

/** The API server is away: the connection broke, or a proxy answered in its place. */
const isOutage = (failure: ApiFailure): boolean =>
  failure._tag === 'Connection' || [429, 502, 503, 504].includes(failure.code)

/** Not parked: `Stalled` would blame the key, and outlast the outage. */
const waitedOut = (retryState: RetryState, options: RetryOptions, random: number): AfterRun => {
  const { outageCapMs, retryBackoff } = options
  const outages = retryState.outages + 1
  const delayMs = backoff(outages - 1, random, { ...retryBackoff, capMs: Math.min(outageCapMs, retryBackoff.capMs) })
  return { retryState: { ...retryState, outages }, after: retry(outages, delayMs) }
}

const counted = (retryState: RetryState, why: Refusal, options: RetryOptions, random: number): AfterRun => {
  const failures = retryState.failures + 1
  if (failures <= options.maxRetries) {
    return {
      retryState: { ...retryState, failures },
      after: retry(failures, backoff(failures - 1, random, options.retryBackoff)),
    }
  }
  const trouble = { reason: 'RetriesExhausted', message: `gave up after ${options.maxRetries} retries: ${why.message}` }
  const parked = { ...retryState, failures, parked: true, trouble }
  const next = tell(parked, retryState.trouble !== undefined, options, random)
  return retryState.parked ? next : { ...next, became: 'parked' }
}

/** Reports to the owner at once; where the report fails too, waits for the slow retry. */
const tell = (retryState: RetryState, wasTelling: boolean, options: RetryOptions, random: number): AfterRun => {
  if (!wasTelling) return { retryState, after: { delayMs: 0, reason: { _tag: 'Report' } } }
  const { slow } = retryState
  return {
    retryState: { ...retryState, slow: slow + 1 },
    after: retry(slow + 1, backoff(retryState.slow, random, options.slowBackoff)),
  }
}

const retry = (attempt: number, delayMs: number): NonNullable<AfterRun['after']> => ({
  delayMs,
  reason: { _tag: 'Retry', attempt },
})

const union = (a: readonly Ref[], b: readonly Ref[]): readonly Ref[] => [
  ...a,
  ...b.filter(ref => !a.some(other => isSameRef(other, ref))),
]
