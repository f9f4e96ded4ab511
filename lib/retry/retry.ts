import type { Refusal } from '../controller/controller.ts'
import type { Ref } from '../kube/object.ts'
import { isSameRef } from '../kube/same.ts'
import { timerMs } from '../kube/timerMs.ts'
import { isAnotherChance, type Reason } from '../plan/trigger.ts'
import { type Backoff, backoff } from './backoff.ts'
import type { Outcome } from './outcome.ts'
import { refusalOf } from './remedy.ts'
import { type AfterRun, healthy, type RetryOptions, type RetryState } from './retryState.ts'
import { continued, hotLoopOf, mayGoOn, type Round, timesIn } from './streak.ts'
import { isPassing } from './verbOnKind.ts'

/** A change from outside, or the time of a retry, gives the whole plan another chance: the trouble is dropped. */
export const beforeRun = (retryState: RetryState, reasons: readonly Reason[]): RetryState => {
  if (retryState.trouble === undefined && retryState.awaits === undefined) return retryState
  if (!reasons.some(isAnotherChance)) return retryState
  const { trouble: _trouble, awaits: _awaits, ...rest } = retryState
  return rest
}

/** The reducer behind the loop: what an outcome means for the next attempt. `random` is uniform in [0, 1). */
export const afterRun = (
  retryState: RetryState,
  outcome: Outcome,
  round: Round,
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
      return applied(retryState, outcome, round, options, nowMs, random)
    case 'Failed':
      return failed(retryState, outcome, options, nowMs, random)
  }
}

const applied = (
  retryState: RetryState,
  outcome: Extract<Outcome, { _tag: 'Applied' }>,
  round: Round,
  options: RetryOptions,
  nowMs: number,
  random: number,
): AfterRun => {
  const isStatusAlone = outcome.settled !== undefined && outcome.repaired === undefined
  // Of a status that follows from the children nothing is remembered; one that another writer changed may be a fight.
  const isRoutine = isStatusAlone && (outcome.blocked !== undefined || !isOfWatched(round))
  if (outcome.wrote > 0 && !isRoutine) {
    const streak = continued(retryState.streak, round, nowMs, retryState.restMs)
    const excess = timesIn(streak) - options.hotLoopAfter
    const delayMs = excess < 0 ? 0 : backoff(excess, random, { ...options.retryBackoff, firstMs: 1000 })
    const truceMs = Math.min(delayMs, longestTruceMs)
    const loop = excess === 0 ? hotLoopOf(streak) : undefined
    const hot = loop && ({ became: 'hot', loop } as const)
    if (isStatusAlone) {
      const resting = { ...healthy, streak, restMs: truceMs }
      return {
        retryState: resting,
        forgetAfterMs: truceMs + streakMemoryMs,
        ...requeued(outcome.requeueAfterMs),
        ...hot,
      }
    }
    const restMs = Math.max(outcome.created ? options.createdRestMs : options.restMs, truceMs)
    const resting = {
      ...recovered(retryState),
      streak,
      restMs,
      ...(outcome.blockedBy && { toReread: outcome.blockedBy }),
    }
    // Remembered for as long as another writer takes who undoes the repair at once.
    if (outcome.settled && outcome.created && outcome.blocked === undefined && excess < 0)
      return { retryState: resting, forgetAfterMs: restMs + options.restMs, ...requeued(outcome.requeueAfterMs) }
    return { retryState: resting, after: { delayMs, reason: { _tag: 'Verify' } }, ...hot }
  }
  if (outcome.blocked !== undefined) {
    const blocked = { ...recovered(retryState), toReread: outcome.blockedBy ?? retryState.toReread }
    if (outcome.blockedBy !== undefined && outcome.blockedBy.length > 0) {
      const after = { delayMs: backoff(0, random, looking(options)), reason: { _tag: 'Verify' } } as const
      return { retryState: { ...blocked, looks: true }, after }
    }
    return retryState.awaits ? { retryState: blocked } : slowly(blocked, options.slowBackoff, nowMs, random)
  }
  const { streak } = retryState
  if (streak === undefined || !mayGoOn(streak)) return requeued(outcome.requeueAfterMs)
  return { retryState: { ...healthy, streak }, forgetAfterMs: streakMemoryMs, ...requeued(outcome.requeueAfterMs) }
}

/** Another writer who takes longer to undo a write goes round slowly enough, in ms. */
const streakMemoryMs = 10_000

const looking = ({ lookMs, slowBackoff: { jitter } }: RetryOptions): Backoff => ({
  ...{ firstMs: lookMs, factor: 1, capMs: lookMs, jitter },
})

const isOfWatched = ({ reasons, watchedKind }: Round): boolean =>
  reasons.some(reason => 'kind' in reason && reason.kind === watchedKind)

const requeued = (afterMs: number | undefined): Pick<AfterRun, 'after'> =>
  afterMs === undefined ? {} : { after: { delayMs: timerMs(afterMs), reason: { _tag: 'Requeue' } } }

/** The longest rest in a fight with another writer. An edit of the owner may be delayed as long. */
const longestTruceMs = 30_000

const clamped = (delayMs: number, longestMs: number): number =>
  Number.isNaN(delayMs) ? longestMs : Math.min(longestMs, Math.max(0, delayMs))

/** A reported trouble stays reported, and a parked key parked, until a run other than its report succeeds. */
const recovered = (retryState: RetryState): RetryState =>
  retryState.trouble === undefined
    ? {
        ...healthy,
        slow: retryState.slow,
        ...(retryState.retryAtMs !== undefined && { retryAtMs: retryState.retryAtMs }),
      }
    : { ...retryState, conflicts: 0, outages: 0, restMs: 0 }

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
    case 'Await': {
      const { retryAfterMs } = remedy
      const silentMs = retryAfterMs === undefined ? undefined : clamped(retryAfterMs, options.retryBackoff.capMs)
      const waiting = {
        ...withUnread,
        awaits: true as const,
        ...(silentMs !== undefined && { silentUntilMs: nowMs + silentMs }),
      }
      if (!failure.fault?.isLasting || retryState.trouble !== undefined) return { retryState: waiting }
      return { retryState: { ...waiting, trouble: refusalOf(failure) }, after: reporting }
    }
    case 'Tell': {
      const troubled = { ...withUnread, trouble: refusalOf(failure) }
      return tell(troubled, retryState.trouble !== undefined, options.slowBackoff, nowMs, random)
    }
    case 'Reread': {
      const conflicts = retryState.conflicts + 1
      if (conflicts === 1) return { retryState: { ...withUnread, conflicts }, after: retry(0, 0) }
      return counted({ ...withUnread, conflicts }, refusalOf(failure), options, nowMs, random)
    }
    case 'Doubt':
      return isPassing(failure)
        ? waitedOut(withUnread, options, random)
        : counted({ failingSinceMs: nowMs, ...withUnread }, refusalOf(failure), patient(options), nowMs, random)
  }
}

/** Not parked: `Stalled` would blame the key, and outlast the outage. */
const waitedOut = (retryState: RetryState, options: RetryOptions, random: number): AfterRun => {
  const { outageCapMs, retryBackoff } = options
  const outages = retryState.outages + 1
  const delayMs = backoff(outages - 1, random, { ...retryBackoff, capMs: Math.min(outageCapMs, retryBackoff.capMs) })
  return { retryState: { ...retryState, outages }, after: retry(outages, delayMs) }
}

/** The object may be to blame, or the server: if it is the server, the key is soon right again once that has ended. */
const patient = (options: RetryOptions): RetryOptions => ({
  ...options,
  retryBackoff: { ...options.retryBackoff, capMs: Math.min(options.outageCapMs, options.retryBackoff.capMs) },
  slowBackoff: { ...options.slowBackoff, capMs: Math.min(options.outageCapMs, options.slowBackoff.capMs) },
})

const counted = (
  retryState: RetryState,
  why: Refusal,
  options: RetryOptions,
  nowMs: number,
  random: number,
): AfterRun => {
  const { retryAtMs = nowMs, failingSinceMs } = retryState
  if (retryAtMs > nowMs) return { retryState, after: retry(retryState.failures, retryAtMs - nowMs) }
  const failures = retryState.failures + 1
  const isYoung = failingSinceMs !== undefined && nowMs - failingSinceMs < options.parkAfterMs
  if (failures <= options.maxRetries || isYoung) {
    const delayMs = backoff(failures - 1, random, options.retryBackoff)
    return { retryState: { ...retryState, failures, retryAtMs: nowMs + delayMs }, after: retry(failures, delayMs) }
  }
  const trouble = { reason: 'RetriesExhausted', message: `gave up after ${failures - 1} retries: ${why.message}` }
  const parked = { ...retryState, failures, parked: true, trouble }
  const next = tell(parked, retryState.trouble !== undefined, options.slowBackoff, nowMs, random)
  return retryState.parked ? next : { ...next, became: 'parked' }
}

/** Reports to the owner at once; where the report fails too, waits for the slow retry. */
const tell = (
  retryState: RetryState,
  wasTelling: boolean,
  slowBackoff: Backoff,
  nowMs: number,
  random: number,
): AfterRun => (wasTelling ? slowly(retryState, slowBackoff, nowMs, random) : { retryState, after: reporting })

const reporting: NonNullable<AfterRun['after']> = { delayMs: 0, reason: { _tag: 'Report' } }

/** The backoff grows with the retries that fell due, so an edit in between makes the next one no later. */
const slowly = (retryState: RetryState, slowBackoff: Backoff, nowMs: number, random: number): AfterRun => {
  const { slow, retryAtMs = nowMs } = retryState
  if (retryAtMs > nowMs) return { retryState, after: retry(slow, retryAtMs - nowMs) }
  const delayMs = backoff(slow, random, slowBackoff)
  return {
    retryState: { ...retryState, slow: slow + 1, retryAtMs: nowMs + delayMs },
    after: retry(slow + 1, delayMs),
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
