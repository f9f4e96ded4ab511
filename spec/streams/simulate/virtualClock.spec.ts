import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type SchedulerLike, type Subscription, VirtualTimeScheduler } from 'rxjs'
import { virtualClock } from '../../../streams/simulate/virtualClock.ts'

interface Timer {
  readonly delayMs: number
  /** Delays after which it schedules itself again. */
  readonly again: readonly number[]
  /** Which timer it cancels when it first fires, modulo all that exist by then. */
  readonly cancels: number | undefined
  /** Delays of the timers that it schedules when it first fires. */
  readonly children: readonly number[]
}

const delayMs = fc.integer({ min: 0, max: 6 })
const timer: fc.Arbitrary<Timer> = fc.record({
  delayMs,
  again: fc.array(delayMs, { maxLength: 3 }),
  cancels: fc.option(fc.nat(), { nil: undefined }),
  children: fc.array(delayMs, { maxLength: 2 }),
})

/** Schedules the timers and writes down what fires when, as `name@time`. */
const play = (scheduler: SchedulerLike, timers: readonly Timer[]): readonly string[] => {
  const fired: string[] = []
  const subscriptions: Subscription[] = []
  const start = (name: string, { delayMs, again, cancels, children }: Timer): void => {
    let round = 0
    subscriptions.push(
      scheduler.schedule<string>(
        function (state = '') {
          fired.push(`${name}${state}@${scheduler.now()}`)
          const next = again[round]
          if (round === 0) {
            for (const [at, child] of children.entries())
              start(`${name}.${at}`, { delayMs: child, again: [], cancels: undefined, children: [] })
            if (cancels !== undefined) subscriptions[cancels % subscriptions.length]?.unsubscribe()
          }
          round += 1
          if (next !== undefined) this.schedule(`#${round}`, next)
        },
        delayMs,
        '',
      ),
    )
  }
  for (const [at, each] of timers.entries()) start(String(at), each)
  return fired
}

test('timers fire as on the virtual time of RxJS: by time, then in order of scheduling', () => {
  fc.assert(
    fc.property(fc.array(timer, { maxLength: 12 }), timers => {
      const theirs = new VirtualTimeScheduler()
      const expected = play(theirs, timers)
      theirs.flush()
      const clock = virtualClock()
      const actual = play(clock, timers)
      while (clock.step());
      assert.deepEqual(actual, expected)
      assert.equal(clock.pending(), 0)
    }),
    { numRuns: 500 },
  )
})

test('advancing in pieces fires what advancing at once does, and time goes on where nothing is due', () => {
  fc.assert(
    fc.property(
      fc.array(timer, { maxLength: 8 }),
      fc.array(fc.nat(5), { minLength: 1, maxLength: 8 }),
      (timers, pieces) => {
        const atOnce = virtualClock(1000)
        const inPieces = virtualClock(1000)
        const [expected, actual] = [play(atOnce, timers), play(inPieces, timers)]
        const totalMs = pieces.reduce((sum, ms) => sum + ms, 0)
        atOnce.advance(totalMs)
        for (const ms of pieces) inPieces.advance(ms)
        assert.deepEqual(actual, expected)
        assert.equal(inPieces.pending(), atOnce.pending())
        assert.equal(inPieces.now(), 1000 + totalMs)
      },
    ),
  )
})

test('a step fires one timer, none after its limit, and says whether it did', () => {
  const clock = virtualClock()
  const fired: string[] = []
  clock.schedule(() => fired.push('late'), 5)
  clock.schedule(() => fired.push('soon'), 2)
  assert.equal(clock.pending(), 2)
  assert.equal(clock.step(1), false)
  assert.equal(clock.now(), 0)
  assert.equal(clock.step(2), true)
  assert.deepEqual([fired, clock.now(), clock.pending()], [['soon'], 2, 1])
  assert.equal(clock.step(4), false)
  assert.equal(clock.step(), true)
  assert.deepEqual([fired, clock.now(), clock.pending()], [['soon', 'late'], 5, 0])
  assert.equal(clock.step(), false)
})

test('a cancelled timer never fires and is no longer pending', () => {
  const clock = virtualClock()
  const timers = [3, 1, 2].map(ms => clock.schedule(() => assert.fail('it was cancelled'), ms))
  for (const each of timers) each.unsubscribe()
  timers[0]?.unsubscribe()
  assert.equal(clock.pending(), 0)
  assert.equal(clock.step(), false)
  assert.equal(clock.now(), 0)
  clock.advance(10)
  assert.equal(clock.now(), 10)
})
