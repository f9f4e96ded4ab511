import { uptime } from 'node:os'

/**
 * Milliseconds of a clock that never goes back, is not set by anybody, and goes on
 * while the process is stopped and while the machine sleeps. `performance.now()`
 * alone stands still in a sleeping machine (CLOCK_MONOTONIC); the uptime does not
 * (CLOCK_BOOTTIME), but it is coarse (10 ms): so it only shows sleep of a second or more.
 */
export const steadyClock = (
  fineMs: () => number = () => performance.now(),
  coarseMs: () => number = () => uptime() * 1000,
): (() => number) => {
  let aheadMs = coarseMs() - fineMs()
  return () => {
    const nowMs = fineMs()
    const found = coarseMs() - nowMs
    if (found > aheadMs + 1000) aheadMs = found
    return nowMs + aheadMs
  }
}
