import type { Refusal } from '../controller/controller.ts'
import type { ApiFailure } from '../kube/failure.ts'
import type { Ref } from '../kube/object.ts'
import { isOutside, type Reason } from '../plan/trigger.ts'
import { type Backoff, backoff } from './backoff.ts'
import type { Outcome } from './outcome.ts'
import { refusalOf } from './remedy.ts'

/** What is remembered of a key between runs. A healthy key is not remembered at all. */
export interface Ailment {
  /** Failures in a row that count. */
  readonly failures: number
  /** Conflicts in a row; the first does not count. */
  readonly conflicts: number
  /** Attempts in a row that found no API server at work; they do not count. */
  readonly outages: number
  /** Attempts in a row that only a change can help. */
  readonly slow: number
  /** Runs in a row that wrote without anybody else having changed anything, or only took back what somebody had. */
  readonly ownWrites: number
  /** How long the key rests before its next run, in ms. */
  readonly restMs: number
  readonly trouble?: Refusal
  readonly parked?: boolean
  /** To be read before anything is planned. */
  readonly doubts: readonly Ref[]
  /** The server asked for silence until then, in ms since the epoch. */
  readonly silentUntilMs?: number
}

export const healthy: Ailment = { failures: 0, conflicts: 0, outages: 0, slow: 0, ownWrites: 0, restMs: 0, doubts: [] }

export interface RetryOptions {
  /** Failures in a row after which a key is parked. Default 5. */
  readonly maxRetries: number
  /** Default 5 ms × 2ⁿ to 1,000 s, a tenth of jitter. */
  readonly retryBackoff: Backoff
  /** Longest wait for an API server that cannot be reached or is unavailable, which is no key's fault. Default 30,000 ms. */
  readonly outageCapMs: number
  /** For what trying again does not help, and for a parked key. Default 30 s × 2ⁿ to 1,000 s. */
  readonly slowBackoff: Backoff
  /** How long a key rests after a run that wrote, before it is looked at again. Default 20 ms. */
  readonly restMs: number
  /** The same after a run that created children: what their controllers say of them at once is one status. Default 100 ms. */
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

export interface Next {
  /** `undefined`: healthy, nothing to remember. */
  readonly ailment?: Ailment
  /** When the key is to be planned again by itself. */
  readonly after?: { readonly delayMs: number; readonly reason: Reason }
  /** When the ailment is over by itself, unless a run comes first. */
  readonly forgetAfterMs?: number
  readonly became?: 'parked' | 'hot'
}

/** Whoever changes something, or the time for a retry, gives the whole plan another chance. */
export const beforeRun = (ailment: Ailment, reasons: readonly Reason[]): Ailment => {
  if (ailment.trouble === undefined) return ailment
  if (!reasons.some(reason => isOutside(reason) || reason._tag === 'Retry')) return ailment
  const { trouble: _, ...rest } = ailment
  return rest
}

/** The reducer behind the loop: what an outcome means for the next attempt. `random` is uniform in [0, 1). */
export const afterRun = (
  ailment: Ailment,
  outcome: Outcome,
  reasons: readonly Reason[],
  options: RetryOptions,
  nowMs: number,
  random: number,
): Next => {
  switch (outcome._tag) {
    case 'Abandoned': {
      // What was left undone is still owed: whoever may not write waits at the gate.
      const remainingMs = (ailment.silentUntilMs ?? nowMs) - nowMs
      const doubts = union(ailment.doubts, outcome.doubts ?? [])
      return { ailment: { ...ailment, doubts }, after: retry(ailment.failures, Math.max(0, remainingMs)) }
    }
    case 'Applied':
      return applied(ailment, outcome, reasons, options, random)
    case 'Failed':
      return failed(ailment, outcome, options, nowMs, random)
  }
}

const applied = (
  ailment: Ailment,
  outcome: Extract<Outcome, { _tag: 'Applied' }>,
  reasons: readonly Reason[],
  options: RetryOptions,
  random: number,
): Next => {
  if (outcome.wrote > 0 && (outcome.settled === undefined || outcome.repaired)) {
    // Whoever changes a thing back at once changes it from outside: a fight is a hot loop all the same.
    const ownWrites = reasons.some(isOutside) && !outcome.repaired ? 1 : ailment.ownWrites + 1
    const excess = ownWrites - options.hotLoopAfter
    const delayMs = excess < 0 ? 0 : backoff(excess, random, { ...options.retryBackoff, firstMs: 1000 })
    const after = { delayMs, reason: { _tag: 'Verify' } as const }
    const shortestMs = outcome.created ? options.createdRestMs : options.restMs
    const restMs = outcome.repaired ? Math.max(shortestMs, Math.min(delayMs, longestTruceMs)) : shortestMs
    const resting = {
      ...recovered(ailment),
      ownWrites,
      restMs,
      ...(outcome.obstacles && { doubts: outcome.obstacles }),
    }
    // Remembered as long as somebody who undoes it at once would take.
    if (outcome.settled && outcome.created && outcome.blocked === undefined && excess < 0)
      return { ailment: resting, forgetAfterMs: restMs + options.restMs, ...requeued(outcome.requeueAfterMs) }
    return { ailment: resting, after, ...(excess === 0 && { became: 'hot' as const }) }
  }
  if (outcome.blocked !== undefined) {
    const { slow } = ailment
    return {
      ailment: { ...recovered(ailment), slow: slow + 1, doubts: outcome.obstacles ?? ailment.doubts },
      after: retry(slow + 1, backoff(ailment.slow, random, options.slowBackoff)),
    }
  }
  return requeued(outcome.requeueAfterMs)
}

const requeued = (afterMs: number | undefined): Pick<Next, 'after'> =>
  afterMs === undefined ? {} : { after: { delayMs: clamped(afterMs, longestTimerMs), reason: { _tag: 'Requeue' } } }

/** How long what another writer does to a key is left standing at most: so long waits an edit of its owner, too. */
const longestTruceMs = 30_000

/** No timer can wait longer; one that is asked to fires at once. */
const longestTimerMs = 2 ** 31 - 1

const clamped = (delayMs: number, longestMs: number): number =>
  Number.isNaN(delayMs) ? longestMs : Math.min(longestMs, Math.max(0, delayMs))

/** What is told stays told, and a parked key stays parked, until something else than its own report succeeds. */
const recovered = (ailment: Ailment): Ailment =>
  ailment.trouble === undefined
    ? { ...healthy, slow: ailment.slow }
    : { ...ailment, conflicts: 0, outages: 0, ownWrites: 0, restMs: 0 }

const failed = (
  ailment: Ailment,
  { failure, remedy, doubts }: Extract<Outcome, { _tag: 'Failed' }>,
  options: RetryOptions,
  nowMs: number,
  random: number,
): Next => {
  const doubting = { ...ailment, doubts: union(ailment.doubts, doubts) }
  switch (remedy._tag) {
    case 'Silence': {
      const delayMs = clamped(remedy.retryAfterMs, options.retryBackoff.capMs)
      return { ailment: { ...doubting, silentUntilMs: nowMs + delayMs }, after: retry(ailment.failures, delayMs) }
    }
    case 'Tell':
      return tell({ ...doubting, trouble: refusalOf(failure) }, ailment.trouble !== undefined, options, random)
    case 'Reread': {
      const conflicts = ailment.conflicts + 1
      if (conflicts === 1) return { ailment: { ...doubting, conflicts }, after: retry(0, 0) }
      return counted({ ...doubting, conflicts }, refusalOf(failure), options, random)
    }
    case 'Doubt':
      return isOutage(failure)
        ? waitedOut(doubting, options, random)
        : counted(doubting, refusalOf(failure), options, random)
  }
}

/** Nobody is there who could have done it, whatever it was: a broken connection, or an answer that says so. */
const isOutage = (failure: ApiFailure): boolean =>
  failure._tag === 'Connection' || [429, 502, 503, 504].includes(failure.code)

/** Parking would tell of a fault where there is none, and outlast the outage. */
const waitedOut = (ailment: Ailment, options: RetryOptions, random: number): Next => {
  const { outageCapMs, retryBackoff } = options
  const outages = ailment.outages + 1
  const delayMs = backoff(outages - 1, random, { ...retryBackoff, capMs: Math.min(outageCapMs, retryBackoff.capMs) })
  return { ailment: { ...ailment, outages }, after: retry(outages, delayMs) }
}

const counted = (ailment: Ailment, why: Refusal, options: RetryOptions, random: number): Next => {
  const failures = ailment.failures + 1
  if (failures <= options.maxRetries) {
    return {
      ailment: { ...ailment, failures },
      after: retry(failures, backoff(failures - 1, random, options.retryBackoff)),
    }
  }
  const trouble = { reason: 'RetriesExhausted', message: `gave up after ${options.maxRetries} retries: ${why.message}` }
  const parked = { ...ailment, failures, parked: true, trouble }
  const next = tell(parked, ailment.trouble !== undefined, options, random)
  return ailment.parked ? next : { ...next, became: 'parked' }
}

/** The owner is told at once; if even that fails, there is nothing left but to wait. */
const tell = (ailment: Ailment, wasTelling: boolean, options: RetryOptions, random: number): Next => {
  if (!wasTelling) return { ailment, after: { delayMs: 0, reason: { _tag: 'Report' } } }
  const { slow } = ailment
  return {
    ailment: { ...ailment, slow: slow + 1 },
    after: retry(slow + 1, backoff(ailment.slow, random, options.slowBackoff)),
  }
}

const retry = (attempt: number, delayMs: number): NonNullable<Next['after']> => ({
  delayMs,
  reason: { _tag: 'Retry', attempt },
})

const union = (a: readonly Ref[], b: readonly Ref[]): readonly Ref[] => [
  ...a,
  ...b.filter(
    ref =>
      !a.some(
        other =>
          other.apiVersion === ref.apiVersion &&
          other.kind === ref.kind &&
          other.name === ref.name &&
          other.namespace === ref.namespace,
      ),
  ),
]
