import type { SchedulerLike } from 'rxjs'

/** How long the steps of one run took, in ms. */
export interface Stopwatch {
  /** The run's first plan was made. Later calls change nothing. */
  readonly planned: () => void
  /** The run's first write was answered. Later calls change nothing. */
  readonly wrote: () => void
  readonly times: () => RunTimes
}

export interface RunTimes {
  /** Since the run began. */
  readonly durationMs: number
  /** Since the oldest of its reasons came, or since this process leads: until it began, … */
  readonly waitedMs: number
  /** … until its first plan was made, … */
  readonly plannedAfterMs?: number
  /** … and until its first write was answered. */
  readonly wroteAfterMs?: number
}

/** Starts now. `dueMs`: since when the run was due, in ms since the epoch. A clock that is set back counts as standing still. */
export const stopwatch = (scheduler: SchedulerLike, dueMs: number): Stopwatch => {
  const startMs = scheduler.now()
  const sinceDueMs = (): number => Math.max(0, scheduler.now() - dueMs)
  const waitedMs = sinceDueMs()
  let plannedAfterMs: number | undefined
  let wroteAfterMs: number | undefined
  return {
    planned: () => {
      plannedAfterMs ??= sinceDueMs()
    },
    wrote: () => {
      wroteAfterMs ??= sinceDueMs()
    },
    times: () => ({
      durationMs: scheduler.now() - startMs,
      waitedMs,
      ...(plannedAfterMs !== undefined && { plannedAfterMs }),
      ...(wroteAfterMs !== undefined && { wroteAfterMs }),
    }),
  }
}
