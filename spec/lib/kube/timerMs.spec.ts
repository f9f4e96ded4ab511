import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longestMs, timerMs, withTimerMs } from '../../../lib/kube/timerMs.ts'

test('a duration is between its floor and what timers can do', () => {
  const cases: readonly (readonly [number, number])[] = [
    [Number.POSITIVE_INFINITY, longestMs],
    [30 * 24 * 3_600_000, longestMs],
    [longestMs, longestMs],
    [5000, 5000],
    [1000, 1000],
    [999, 1000],
    [0, 1000],
    [-5, 1000],
    [Number.NEGATIVE_INFINITY, 1000],
    [Number.NaN, 1000],
  ]
  for (const [given, expected] of cases) assert.equal(timerMs(given, 1000), expected, String(given))
})

test('of options all durations are, also within, and nothing else', () => {
  const scheduler = new Date(0)
  const options = { resyncMs: Number.POSITIVE_INFINITY, workers: -1, backoff: { capMs: -3, factor: 2 }, scheduler }
  assert.deepEqual(withTimerMs(options), {
    resyncMs: longestMs,
    workers: -1,
    backoff: { capMs: 0, factor: 2 },
    scheduler,
  })
  assert.equal(withTimerMs(options).scheduler, scheduler)
})
