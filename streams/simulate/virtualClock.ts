import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs'

/** A clock that stands still until it is advanced. */
export interface VirtualClock extends SchedulerLike {
  /** Runs what is due next, if anything is due by `untilMs`; says whether it did. */
  readonly step: (untilMs?: number) => boolean
  /** Runs all that becomes due within the next `ms`, in order of time and then of scheduling. */
  readonly advance: (ms: number) => void
  /** Timers that are alive. */
  readonly pending: () => number
}

/**
 * Virtual time for millions of timers: a heap, where `VirtualTimeScheduler` of
 * RxJS sorts all its timers at every call. Cancelled timers are dropped when
 * their time has come.
 */
export const virtualClock = (startMs = 0): VirtualClock => {
  const due = heap()
  let nowMs = startMs
  let scheduled = 0
  let pending = 0

  class Action<T> extends Subscription implements SchedulerAction<T> {
    private entry: Entry | undefined
    private readonly work: (this: SchedulerAction<T>, state?: T) => void

    constructor(work: (this: SchedulerAction<T>, state?: T) => void) {
      super(() => this.cancel())
      this.work = work
    }

    schedule(state?: T, delayMs = 0): Subscription {
      if (this.closed) return this
      this.cancel()
      pending += 1
      scheduled += 1
      const run = () => {
        this.entry = undefined
        pending -= 1
        this.work(state)
        // Like any action of RxJS, one that does not schedule itself again is over.
        if (this.entry === undefined) this.unsubscribe()
      }
      this.entry = { dueMs: nowMs + Math.max(0, delayMs), order: scheduled, run }
      due.push(this.entry)
      return this
    }

    private cancel(): void {
      if (this.entry === undefined) return
      this.entry.run = undefined
      this.entry = undefined
      pending -= 1
    }
  }

  const step = (untilMs = Number.POSITIVE_INFINITY): boolean => {
    for (let next = due.peek(); next !== undefined && next.dueMs <= untilMs; next = due.peek()) {
      due.pop()
      if (next.run === undefined) continue
      nowMs = Math.max(nowMs, next.dueMs)
      next.run()
      return true
    }
    return false
  }

  return {
    now: () => nowMs,
    schedule: <T>(work: (this: SchedulerAction<T>, state?: T) => void, delayMs = 0, state?: T): Subscription =>
      new Action<T>(work).schedule(state, delayMs),
    step,
    advance: ms => {
      const untilMs = nowMs + ms
      let ran = true
      while (ran) ran = step(untilMs)
      nowMs = untilMs
    },
    pending: () => pending,
  }
}

interface Entry {
  readonly dueMs: number
  readonly order: number
  /** Absent: cancelled. */
  run: (() => void) | undefined
}

const isBefore = (a: Entry, b: Entry): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order)

/** A binary heap: the earliest first. */
const heap = () => {
  const entries: Entry[] = []
  return {
    peek: (): Entry | undefined => entries[0],
    push: (entry: Entry): void => {
      let at = entries.length
      while (at > 0) {
        const above = (at - 1) >> 1
        const parent = entries[above]
        if (parent === undefined || !isBefore(entry, parent)) break
        entries[at] = parent
        at = above
      }
      entries[at] = entry
    },
    pop: (): void => {
      const last = entries.pop()
      if (last === undefined || entries.length === 0) return
      let at = 0
      for (;;) {
        const [left, right] = [entries[2 * at + 1], entries[2 * at + 2]]
        if (left === undefined) break
        const [child, below] = right !== undefined && isBefore(right, left) ? [right, 2 * at + 2] : [left, 2 * at + 1]
        if (!isBefore(child, last)) break
        entries[at] = child
        at = below
      }
      entries[at] = last
    },
  }
}
