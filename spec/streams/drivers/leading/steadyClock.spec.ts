import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { steadyClock } from '../../../../streams/drivers/leading/steadyClock.ts'

/** Two clocks: one that stands still while the machine sleeps, and one that does not but only knows hundredths of a second. */
const machine = () => {
  let [wakingMs, sleptMs] = [263.4, 12_130_000]
  return {
    wake: (ms: number) => {
      wakingMs += ms
    },
    sleep: (ms: number) => {
      sleptMs += ms
    },
    clock: steadyClock(
      () => wakingMs,
      () => Math.floor((wakingMs + sleptMs) / 10) * 10,
    ),
  }
}

test('the time that a machine sleeps has passed', () => {
  const { clock, wake, sleep } = machine()
  const startMs = clock()
  wake(1500.5)
  assert.equal(clock() - startMs, 1500.5)
  sleep(60_000)
  assert.ok(Math.abs(clock() - startMs - 61_500.5) <= 10)
  wake(1)
  assert.ok(Math.abs(clock() - startMs - 61_501.5) <= 10)
})

test('the steady clock never goes back, and is never more than a second behind', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(3000))), spans => {
      const { clock, wake, sleep } = machine()
      const startMs = clock()
      let [before, passedMs] = [startMs, 0]
      for (const [sleeps, ms] of spans) {
        passedMs += ms
        if (sleeps) sleep(ms)
        else wake(ms)
        const now = clock()
        assert.ok(now >= before)
        assert.ok(now - startMs <= passedMs + 10 && now - startMs >= passedMs - 1010, `${now - startMs}, ${passedMs}`)
        before = now
      }
    }),
  ))

test('of a real machine it is as fine as the time that performance measures', () => {
  const clock = steadyClock()
  // Each reading lies between two of the other clock, however long this process is made to wait in between.
  const reading = () => [performance.now(), clock(), performance.now()] as const
  const [before, from, after] = reading()
  while (performance.now() < after + 5);
  const [beforeEnd, to, afterEnd] = reading()
  assert.ok(to - from > beforeEnd - after - 1 && to - from < afterEnd - before + 1)
})
