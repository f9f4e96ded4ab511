import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equal } from '../../../lib/json/equal.ts'

const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('equal JSON is equal, whatever the order of its fields', () => {
  fc.assert(fc.property(fc.jsonValue(), value => equal(value, copy(value))))
  assert.ok(equal({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }))
})

test('equal agrees with deep equality, both ways round', () => {
  const deep = (a: unknown, b: unknown) => {
    try {
      assert.deepEqual(a, b)
      return true
    } catch {
      return false
    }
  }
  const small = fc.jsonValue({ maxDepth: 2 })
  fc.assert(
    fc.property(small, small, (a, b) => {
      const [x, y] = [copy(a), copy(b)]
      assert.equal(equal(x, y), deep(x, y))
      assert.equal(equal(y, x), deep(x, y))
    }),
  )
})

test('an undefined field counts as absent, a null does not', () => {
  assert.ok(equal({ a: 1, b: undefined }, { a: 1 }))
  assert.ok(equal({ a: 1 }, { a: 1, b: undefined }))
  assert.ok(!equal({ a: null }, {}))
  assert.ok(!equal({}, { a: null }))
})

test('lists, records and bare values are told apart', () => {
  const different = [[], {}, null, 0, '', false, '0', [0], { 0: 0 }]
  for (const a of different) for (const b of different) assert.equal(equal(a, b), a === b)
})

test('a field named like something that every object inherits is a field like any other', () => {
  assert.ok(!equal({}, { constructor: 'x' }))
  assert.ok(!equal({ toString: 'x' }, {}))
})
