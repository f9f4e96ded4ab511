import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonical } from '../../../lib/json/canonical.ts'
import { equal } from '../../../lib/json/equal.ts'
import { fingerprint } from '../../../lib/json/fingerprint.ts'

test('a fingerprint has 16 hex digits, equal for equal values alone', () => {
  const small = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)))
  fc.assert(
    fc.property(small, small, (a, b) => {
      assert.match(fingerprint(a), /^[0-9a-f]{16}$/)
      assert.equal(fingerprint(a) === fingerprint(b), equal(a, b))
    }),
    { numRuns: 1000 },
  )
  assert.equal(fingerprint({ a: 1, b: undefined }), fingerprint({ a: 1 }))
})

test('fifty thousand wishes that differ in one number have as many fingerprints', () => {
  const found = new Set(Array.from({ length: 50_000 }, (_, at) => fingerprint({ spec: { image: 'a', replicas: at } })))
  assert.equal(found.size, 50_000)
})

test('where one value ends and the next begins counts', () => {
  const alike = [
    ['ab', 'c'],
    ['a', 'bc'],
    ['abc'],
    { ab: 'c' },
    { a: 'bc' },
    [['a'], 'b'],
    ['a', ['b']],
    ['1'],
    [1],
    [null],
    ['null'],
    [{}],
    [[]],
    [{}, 'x'],
    [{ '}': 'x' }],
  ]
  assert.equal(new Set(alike.map(fingerprint)).size, alike.length)
})

test('canonical JSON says the same, and is the same exactly for what is equal', () => {
  const small = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)))
  fc.assert(
    fc.property(small, small, (a, b) => {
      assert.deepEqual(JSON.parse(canonical(a)), a)
      assert.equal(canonical(a) === canonical(b), equal(a, b))
    }),
  )
})

test('the order of fields does not count, the order of lists does', () => {
  assert.equal(fingerprint({ a: 1, b: 2 }), fingerprint({ b: 2, a: 1 }))
  assert.notEqual(fingerprint([1, 2]), fingerprint([2, 1]))
})
