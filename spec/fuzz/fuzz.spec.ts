import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz, seedsFrom } from './fuzz.ts'
import { targets } from './targets.ts'

const each = 150

for (const name of Object.keys(targets))
  test(`nothing hostile makes it throw: ${name}`, () => {
    const { inputs, found } = fuzz(seedsFrom(1, each), name)
    assert.equal(inputs, each)
    assert.deepEqual(found, [])
  })

test('a seed repeats its input', () => {
  const once = fuzz(seedsFrom(7, 1)).slowest.target
  assert.equal(fuzz(seedsFrom(7, 1)).slowest.target, once)
})
