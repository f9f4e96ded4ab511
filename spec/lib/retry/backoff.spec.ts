import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { backoff, watchBackoff } from '../../../lib/retry/backoff.ts'

test('the ceilings of a watch are 800 ms, doubled up to 30 s, with full jitter', () => {
  const almost = 0.999999999
  const ceilings = [0, 1, 2, 3, 4, 5, 6, 7, 1000].map(attempt => backoff(attempt, almost, watchBackoff) + 1)
  assert.deepEqual(ceilings, [800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000])
  assert.equal(backoff(3, 0, watchBackoff), 0)
  assert.equal(backoff(3, 0.5, watchBackoff), 3200)
})

test('jitter is the share that is left to chance', () => {
  const executor = { firstMs: 5, factor: 2, capMs: 1_000_000, jitter: 0.1 }
  assert.equal(backoff(10, 0, executor), 4608)
  assert.equal(backoff(10, 0.5, executor), 4864)
  assert.equal(backoff(10, 0.5, { ...executor, jitter: 0 }), 5120)
})

test('a wait is whole, never negative or above the cap, and without jitter never shrinks', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: -1, max: 5000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.record({
        firstMs: fc.integer({ min: 1, max: 10_000 }),
        factor: fc.double({ min: 1, max: 10, noNaN: true }),
        capMs: fc.integer({ min: 1, max: 1_000_000 }),
        jitter: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      (attempt, random, options) => {
        const ms = backoff(attempt, random, options)
        assert.ok(Number.isInteger(ms) && ms >= 0 && ms <= options.capMs)
        const steady = { ...options, jitter: 0 }
        assert.ok(backoff(attempt + 1, random, steady) >= backoff(attempt, random, steady))
      },
    ),
  ))
