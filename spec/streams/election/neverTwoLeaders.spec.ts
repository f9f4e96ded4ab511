import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { candidates, type Process, recordIn } from './candidates.ts'

/** Sequences of misfortunes; `candidates` asserts after each event that no two lead. */

const fault = fc.constantFrom(
  'lost',
  'unanswered',
  'late',
  'error 500',
  'error 503',
  'error 429',
  'done, error 500',
  'outrun',
  'killed',
)
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fault, { minLength: 1, maxLength: 6 }).map(faults => ({ _tag: 'Write' as const, faults })),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom('lost', 'error 500', 'error 429'), { minLength: 1, maxLength: 6 })
      .map(faults => ({ _tag: 'Read' as const, faults })),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.constantFrom('lost', 'error 500'), { minLength: 1, maxLength: 6 })
      .map(faults => ({ _tag: 'Open' as const, faults })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('reset', 'end', 'garbled').map(fault => ({ _tag: 'Watch' as const, fault })),
  },
  { weight: 1, arbitrary: fc.nat(20_000).map(ms => ({ _tag: 'Lag' as const, ms })) },
  { weight: 3, arbitrary: fc.nat(40_000).map(ms => ({ _tag: 'Pause' as const, ms })) },
  { weight: 1, arbitrary: fc.integer({ min: -100_000, max: 100_000 }).map(ms => ({ _tag: 'Clock' as const, ms })) },
  { weight: 3, arbitrary: fc.constantFrom('Kill', 'Release').map(_tag => ({ _tag })) },
)
const script = fc.array(fc.record({ afterMs: fc.nat(8_000), who: fc.nat(5), act }), { minLength: 10, maxLength: 40 })
const rate = fc.double({ min: 0.85, max: 1.2, noNaN: true })
const rates = fc.tuple(rate, rate, rate)

test('through any faults two never lead at once, and when they are over one leads soon, and stays', () => {
  let handovers = 0
  fc.assert(
    fc.property(fc.nat(), rates, script, (seed, speeds, steps) => {
      const world = candidates(seed)
      const placeOf = (rate: number) => ({ rate, process: world.start({ rate }) })
      const places = [placeOf(speeds[0]), placeOf(speeds[1]), placeOf(speeds[2])] as const
      /** As a kubelet does: what has ended is started again. */
      const restart = (): void => {
        for (const place of places) if (place.process.ended()) place.process = world.start({ rate: place.rate })
      }
      const paused: { process: Process; untilMs: number }[] = []
      const pass = (ms: number): void => {
        for (const untilMs = world.now() + ms; world.now() < untilMs; ) {
          world.pass(Math.min(500, untilMs - world.now()))
          for (const each of paused) if (each.untilMs <= world.now()) each.process.resume()
          restart()
        }
      }
      for (const { afterMs, who, act } of steps) {
        pass(afterMs)
        // As often as not it befalls the leader.
        const process = places[who]?.process ?? world.leaders()[0] ?? places[0].process
        if (act._tag === 'Write') process.weather.writes.push(...act.faults)
        if (act._tag === 'Read') process.weather.reads.push(...act.faults)
        if (act._tag === 'Open') process.weather.opens.push(...act.faults)
        if (act._tag === 'Watch') process.weather.watches.next(act.fault)
        if (act._tag === 'Lag') process.weather.lagMs = act.ms
        if (act._tag === 'Clock') process.setClock(act.ms)
        if (act._tag === 'Kill') process.kill()
        if (act._tag === 'Release') process.release()
        if (act._tag === 'Pause') {
          process.pause()
          paused.push({ process, untilMs: world.now() + act.ms })
        }
      }
      for (const { process } of paused) process.resume()
      for (const { process } of places) {
        process.weather.writes.length = 0
        process.weather.reads.length = 0
        process.weather.opens.length = 0
        process.weather.lagMs = 0
      }
      // Longest: a late write just before, by somebody who is gone; then a whole lease by a slow clock, and a look.
      pass(30_000)
      const [leader, ...others] = world.leaders().map(({ identity }) => identity)
      assert.ok(leader !== undefined && others.length === 0)
      pass(60_000)
      assert.deepEqual(
        world.leaders().map(({ identity }) => identity),
        [leader],
      )
      handovers += Number(recordIn(world.model).leaseTransitions)
    }),
    { numRuns: 80 },
  )
  assert.ok(handovers > 200, `${handovers} times the lease changed hands`)
})
