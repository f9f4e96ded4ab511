import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { seededRandom } from '../../../lib/recording/seededRandom.ts'

const draw = (seed: number, count: number): readonly number[] => Array.from({ length: count }, seededRandom(seed))

test('a seed determines all numbers, and another seed gives others', () => {
  fc.assert(
    fc.property(fc.nat(), seed => {
      assert.deepEqual(draw(seed, 20), draw(seed, 20))
      assert.notDeepEqual(draw(seed, 20), draw(seed + 1, 20))
    }),
  )
})

test('the numbers are uniform in [0, 1)', () => {
  const buckets = new Array<number>(10).fill(0)
  for (const value of draw(7, 100_000)) {
    assert(value >= 0 && value < 1)
    const at = Math.floor(value * 10)
    buckets[at] = (buckets[at] ?? 0) + 1
  }
  for (const count of buckets) assert(Math.abs(count - 10_000) < 500, `${buckets}`)
})
