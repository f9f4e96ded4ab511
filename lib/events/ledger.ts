import { fingerprint } from '../json/fingerprint.ts'
import { microTime } from '../kube/microTime.ts'
import type { Target } from '../plan/plan.ts'
import { type Bucket, full, fullAfterMs, hasToken, type Rate, refilled, tokenAfterMs, withoutToken } from './bucket.ts'
import { type EventManifest, eventName, eventOf, type Reporter, type Series } from './eventOf.ts'
import type { Occasion } from './occasion.ts'

export interface LedgerOptions extends Reporter {
  /** Writes for one object. Default: 25 at once, then one in 300,000 ms, as client-go has it. */
  readonly objectRate?: Rate
  /** Writes altogether. Default: 100 at once, then one in 20 ms, as a kubelet has it. */
  readonly rate?: Rate
  /** How long a series waits for its next occasion; a later one is a new Event. Default 360,000 ms, as in client-go. */
  readonly finishAfterMs?: number
  /** Events that wait to be written. Default 1,000, as in client-go. */
  readonly queue?: number
  /** Events remembered, so that a repetition is counted. Default 4,096. */
  readonly memory?: number
}

/** The Event to write next. `series` absent: it is new. */
export interface EventWrite {
  readonly event: EventManifest
  readonly series?: Series
}

export type LedgerStep =
  | { readonly _tag: 'Write'; readonly write: EventWrite }
  /** Nothing before this time has passed, unless something is noted. */
  | { readonly _tag: 'Wait'; readonly ms: number }
  | { readonly _tag: 'Nothing' }

/**
 * Occasions → Events that are few enough to be written. The same occasion again is
 * counted in the series of its Event: at once the first time, then after 1 s, 2 s,
 * 4 s, … of the last write, so that a count is never older than the rate allows and
 * never lost. Holds no clock: times come in, in ms since the epoch.
 */
export interface Ledger {
  /** `false`: dropped, for want of room or of a token. */
  readonly note: (object: Target, occasion: Occasion, nowMs: number) => boolean
  /** `isLast`: whatever waits, only the rate of each object counts. */
  readonly next: (nowMs: number, isLast?: boolean) => LedgerStep
  /** Events whose present count was not written yet. */
  readonly waiting: () => number
  /** Series and objects that are remembered. */
  readonly size: () => number
}

interface Entry {
  readonly id: string
  readonly uid: string
  readonly event: EventManifest
  readonly count: number
  readonly lastMs: number
  /** The count that was written; 0: not yet. */
  readonly written: number
  /** When it was written last, and how often it was patched. */
  readonly writtenMs: number
  readonly patches: number
}

export const createLedger = (options: LedgerOptions): Ledger => {
  const { objectRate = { burst: 25, refillMs: 300_000 }, rate = { burst: 100, refillMs: 20 } } = options
  const { finishAfterMs = 360_000, queue = 1_000, memory = 4_096 } = options
  /** The least recently seen first. */
  const entries = new Map<string, Entry>()
  /** Those of them whose count was not written, the longest waiting first. */
  const waiting = new Set<string>()
  const buckets = new Map<string, Bucket>()
  let overall: Bucket | undefined
  let names = 0
  /** Keeps the names of several reporters apart. */
  const mark = fingerprint([options.controller, options.instance]).slice(0, 4)

  const bucketOf = (uid: string, nowMs: number): Bucket =>
    refilled(buckets.get(uid) ?? full(objectRate, nowMs), objectRate, nowMs)

  const isOver = ({ id, lastMs }: Entry, nowMs: number): boolean => nowMs - lastMs >= finishAfterMs && !waiting.has(id)

  const keep = (entry: Entry): void => {
    entries.delete(entry.id)
    entries.set(entry.id, entry)
    if (entry.count > entry.written) waiting.add(entry.id)
    else waiting.delete(entry.id)
  }

  /** Forgets the series that are over and, of too many, those not seen for the longest time. */
  const tidy = (nowMs: number): void => {
    for (const entry of entries.values()) {
      if (!isOver(entry, nowMs) && entries.size <= memory) break
      if (!waiting.has(entry.id)) entries.delete(entry.id)
    }
    for (const uid of buckets.keys()) {
      if (fullAfterMs(bucketOf(uid, nowMs), objectRate) > 0 && buckets.size <= memory) break
      buckets.delete(uid)
    }
  }

  const dueMs = ({ patches, written, writtenMs }: Entry): number =>
    written === 0 || patches === 0 ? writtenMs : writtenMs + Math.min(objectRate.refillMs, 1000 * 2 ** (patches - 1))

  const spend = (uid: string, nowMs: number): void => {
    const bucket = withoutToken(bucketOf(uid, nowMs))
    buckets.delete(uid)
    buckets.set(uid, bucket)
  }

  return {
    waiting: () => waiting.size,
    size: () => entries.size + buckets.size,

    note: (object, occasion, nowMs) => {
      tidy(nowMs)
      const id = idOf(object, occasion)
      const known = entries.get(id)
      if (known !== undefined && !isOver(known, nowMs)) {
        keep({ ...known, count: known.count + 1, lastMs: nowMs })
        return true
      }
      if (waiting.size >= queue || !hasToken(bucketOf(object.uid, nowMs))) return false
      spend(object.uid, nowMs)
      names += 1
      const name = eventName(object, `${(nowMs * 1000 + (names % 1000)).toString(16)}${mark}`)
      const event = eventOf(occasion, object, options, name, nowMs)
      keep({ id, uid: object.uid, event, count: 1, lastMs: nowMs, written: 0, writtenMs: nowMs, patches: 0 })
      return true
    },

    next: (nowMs, isLast = false) => {
      tidy(nowMs)
      overall = refilled(overall ?? full(rate, nowMs), rate, nowMs)
      let waitMs = Number.POSITIVE_INFINITY
      for (const id of waiting) {
        const entry = entries.get(id)
        if (entry === undefined) continue
        const isNew = entry.written === 0
        // A new one has had its token since it was noted.
        const tokenMs = isNew ? 0 : tokenAfterMs(bucketOf(entry.uid, nowMs), objectRate)
        const afterMs = isLast ? tokenMs : Math.max(tokenMs, dueMs(entry) - nowMs, tokenAfterMs(overall, rate))
        if (afterMs > 0) {
          waitMs = Math.min(waitMs, afterMs)
          continue
        }
        if (!isNew) spend(entry.uid, nowMs)
        overall = withoutToken(overall)
        const { count, event, lastMs } = entry
        const patches = isNew ? 0 : entry.patches + 1
        entries.set(id, { ...entry, written: isNew ? 1 : count, writtenMs: nowMs, patches })
        if (!isNew || count === 1) waiting.delete(id)
        if (isNew) return { _tag: 'Write', write: { event } }
        return { _tag: 'Write', write: { event, series: { count, lastObservedTime: microTime(lastMs) } } }
      }
      if (isLast) return { _tag: 'Nothing' }
      const [oldest] = entries.values()
      const [spent] = buckets.keys()
      if (oldest !== undefined && !waiting.has(oldest.id)) {
        waitMs = Math.min(waitMs, Math.max(1, oldest.lastMs + finishAfterMs - nowMs))
      }
      if (spent !== undefined) waitMs = Math.min(waitMs, Math.max(1, fullAfterMs(bucketOf(spent, nowMs), objectRate)))
      return Number.isFinite(waitMs) ? { _tag: 'Wait', ms: waitMs } : { _tag: 'Nothing' }
    },
  }
}

/** Another note is another Event: `from 3 to 5` is not `from 5 to 2`, once more. */
const idOf = ({ uid }: Target, { type, reason, action, note, related }: Occasion): string =>
  JSON.stringify([uid, type, reason, action, note, related?.kind, related?.namespace, related?.name])
