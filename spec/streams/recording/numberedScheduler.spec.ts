import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { interval, type SchedulerLike, Subscription, take, timer, VirtualTimeScheduler } from 'rxjs'
import { numberedScheduler } from '../../../streams/recording/numberedScheduler.ts'

/** Numbered timers over virtual time, and the numbers that fired. */
const over = (clock: VirtualTimeScheduler): { readonly scheduler: SchedulerLike; readonly fired: number[] } => {
  const fired: number[] = []
  const scheduler = numberedScheduler(
    () => clock.now(),
    (id, delayMs, fire) =>
      clock.schedule(() => {
        fired.push(id)
        fire()
      }, delayMs),
  )
  return { scheduler, fired }
}

test('timers are numbered as they are asked for, and one that repeats keeps its number', () => {
  const clock = new VirtualTimeScheduler()
  const { scheduler, fired } = over(clock)
  timer(50, scheduler).subscribe()
  interval(20, scheduler).pipe(take(3)).subscribe()
  timer(10, scheduler).subscribe().unsubscribe()
  clock.flush()
  assert.deepEqual(fired, [1, 1, 0, 1])
})

test('scheduling again before the time replaces what was due; unsubscribing cancels it', () => {
  const clock = new VirtualTimeScheduler()
  const { scheduler, fired } = over(clock)
  const states: (number | undefined)[] = []
  scheduler.schedule<number>(
    function (state) {
      states.push(state)
      if (state !== 1) return
      this.schedule(2, 30)
      this.schedule(3, 10)
    },
    5,
    1,
  )
  scheduler.schedule<number>(
    function (state) {
      states.push(state)
      this.schedule(5, 1)
      this.unsubscribe()
      this.schedule(6, 1)
    },
    100,
    4,
  )
  clock.flush()
  assert.deepEqual(states, [1, 3, 4])
  assert.deepEqual(fired, [0, 0, 1])
})

test('work that throws is over, and the error reaches the scheduler', () => {
  let fire = (): void => assert.fail('nothing was set')
  let alive = 0
  const scheduler = numberedScheduler(
    () => 0,
    (_id, _delayMs, work) => {
      fire = work
      alive += 1
      return new Subscription(() => {
        alive -= 1
      })
    },
  )
  const action = scheduler.schedule(function () {
    this.schedule(undefined, 1)
    throw new Error('broken')
  }, 1)
  assert.throws(() => fire(), /broken/)
  assert(action.closed)
  assert.equal(alive, 1, 'what it had scheduled again is cancelled; what fired was over')
})

test('the clock is the given one', () => {
  assert.equal(
    numberedScheduler(
      () => 42,
      () => Subscription.EMPTY,
    ).now(),
    42,
  )
})

test('operators do on it what they do on any scheduler', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ delayMs: fc.nat(50), every: fc.nat(20), count: fc.integer({ min: 1, max: 4 }) })),
      timers => {
        const told = (schedulerOf: (clock: VirtualTimeScheduler) => SchedulerLike): readonly string[] => {
          const clock = new VirtualTimeScheduler()
          const scheduler = schedulerOf(clock)
          const said: string[] = []
          timers.forEach(({ delayMs, every, count }, at) => {
            timer(delayMs, every + 1, scheduler)
              .pipe(take(count))
              .subscribe(tick => said.push(`${clock.now()}: ${at} ${tick}`))
          })
          clock.flush()
          return said
        }
        assert.deepEqual(
          told(clock => over(clock).scheduler),
          told(clock => clock),
        )
      },
    ),
  )
})
