import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualTimeScheduler } from 'rxjs'
import { stopwatch } from '../../../streams/circle/stopwatch.ts'

const at = (scheduler: VirtualTimeScheduler, ms: number): void => {
  scheduler.frame = ms
}

test('a step counts from when the run was due, the duration from when it began, and only the first of each', () => {
  const scheduler = new VirtualTimeScheduler()
  at(scheduler, 100)
  const watch = stopwatch(scheduler, 70)
  assert.deepEqual(watch.times(), { durationMs: 0, waitedMs: 30 })
  at(scheduler, 105)
  watch.planned()
  at(scheduler, 110)
  watch.wrote()
  watch.planned()
  watch.wrote()
  at(scheduler, 120)
  assert.deepEqual(watch.times(), { durationMs: 20, waitedMs: 30, plannedAfterMs: 35, wroteAfterMs: 40 })
})

test('a clock that was set back counts as standing still', () => {
  const scheduler = new VirtualTimeScheduler()
  at(scheduler, 100)
  assert.equal(stopwatch(scheduler, 500).times().waitedMs, 0)
})
