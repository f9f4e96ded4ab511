import { describeRef, type Key } from '../../lib/kube/object.ts'
import { describeReason, type Reason, type Trigger } from '../../lib/plan/trigger.ts'
import type { Fault } from '../../lib/retry/faultMemory.ts'
import type { RetryState } from '../../lib/retry/retryState.ts'
import type { FaultPlace } from '../../lib/retry/verbOnKind.ts'
import type { KeyPlace } from '../operators/keyPlace.ts'
import type { Due } from './loop.ts'

/** The places where a key may be, in the order in which it passes them. In all but `Running` it waits. */
export type WaitingPlace =
  /** Not every declared kind has been listed once: nothing is planned before. */
  | 'Listing'
  /** An initial list or a resync lets a few keys in at a time. */
  | 'Backlog'
  /** More events of the key keep coming: they become one run. */
  | 'Settling'
  /** This process does not lead. */
  | 'Leadership'
  /** All workers are busy. */
  | 'Worker'
  | 'Running'
  /** Triggers came during the run: the next run is owed when it has ended. */
  | 'Owed'
  /** The key rests after its own writes, so that what follows from them becomes one run. */
  | 'Resting'
  /** A verb on a kind fails whatever the object: one of the keys that wait asks for all. */
  | 'Fault'
  /** A timer runs: a retry, a look at what was written, or the time that the controller asked for. */
  | 'Timer'

/** That a key is in a place, since when and for what. */
export interface Waiting {
  readonly place: WaitingPlace
  /** In ms since the epoch. */
  readonly sinceMs: number
  /** When it ends by itself, in ms since the epoch; absent where that depends on something else. */
  readonly untilMs?: number
  /** The thing that ends the wait, in words: `a free worker`. */
  readonly for: string
  /** Why the key is to be planned. */
  readonly reasons: readonly Reason[]
}

export interface WaitingOptions {
  /** The kinds whose first list is waited for. */
  readonly unlisted: () => readonly string[]
  readonly backlog: ReadonlyMap<Key, readonly Trigger[]>
  readonly places: ReadonlyMap<Key, KeyPlace<Trigger>>
  readonly due: ReadonlyMap<Key, Due>
  readonly retryStates: ReadonlyMap<Key, RetryState>
  readonly faults: ReadonlyMap<FaultPlace, Fault>
  readonly leads: () => boolean
  /** When the run of the controller began, in ms since the epoch. */
  readonly startMs: number
}

/** All the places where a key is now, in the order of `WaitingPlace`; none where nothing of it is to be done. */
export const waiting =
  ({ unlisted, backlog, places, due, retryStates, faults, leads, startMs }: WaitingOptions) =>
  (key: Key): readonly Waiting[] => {
    const found: Waiting[] = []
    const add = (place: WaitingPlace, sinceMs: number, what: string, triggers: readonly Trigger[], untilMs?: number) =>
      found.push({ place, sinceMs, ...(untilMs !== undefined && { untilMs }), for: what, reasons: reasonsOf(triggers) })

    const kinds = unlisted()
    if (kinds.length > 0) add('Listing', startMs, `the first list of ${kinds.join(', ')}`, [])
    const outside = backlog.get(key)
    if (outside) add('Backlog', oldestMs(outside, startMs), 'keys of the backlog before it', outside)
    const place = places.get(key)
    if (place) {
      const { held, owed, phase, sinceMs, untilMs } = place
      if (held.length > 0) add('Settling', oldestMs(held, sinceMs), 'its events to pause', held)
      if (phase === 'Waiting' && !leads()) add('Leadership', sinceMs, 'this process to lead', owed)
      if (phase === 'Waiting' && leads()) add('Worker', sinceMs, 'a free worker', owed)
      if (phase === 'Running') add('Running', sinceMs, 'its run to end', [])
      if (phase === 'Running' && owed.length > 0) add('Owed', oldestMs(owed, sinceMs), 'its run to end', owed)
      if (phase === 'Resting') add('Resting', sinceMs, 'what follows from its own writes', owed, untilMs)
    }
    for (const { place, failure, sinceMs, probeAtMs, waiting } of faults.values())
      if (waiting.has(key)) add('Fault', sinceMs, `${place} to work again: ${failure.message}`, [], probeAtMs)
    const timer = due.get(key)
    if (timer) {
      const trouble = retryStates.get(key)?.trouble
      const what = `${describeReason(timer.reason)}${trouble ? `: ${trouble.reason}: ${trouble.message}` : ''}`
      const isLook = timer.reason._tag === 'Verify' && retryStates.get(key)?.looks
      const blockers = isLook ? (retryStates.get(key)?.toReread ?? []).map(describeRef) : []
      found.push({
        place: 'Timer',
        sinceMs: timer.sinceMs,
        untilMs: timer.dueMs,
        for: blockers.length > 0 ? `a look at what blocks it: ${blockers.join(', ')}` : what,
        reasons: [timer.reason],
      })
    }
    return found
  }

const reasonsOf = (triggers: readonly Trigger[]): readonly Reason[] => triggers.map(({ reason }) => reason)

const oldestMs = (triggers: readonly Trigger[], otherwise: number): number =>
  triggers.reduce((oldest, { atMs = otherwise }) => Math.min(oldest, atMs), Number.POSITIVE_INFINITY)
