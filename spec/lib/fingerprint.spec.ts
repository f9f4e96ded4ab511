import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { equal } from '../../lib/equal.ts'
import { canonical, fingerprint } from '../../lib/fingerprint.ts'

test('it is 16 hex digits of the SHA-256 of JSON with sorted fields', () => {
  const sha = createHash('sha256').update('{"a":[1,{"c":2,"d":"ü"}],"b":null}').digest('hex')
  assert.equal(fingerprint({ b: null, a: [1, { d: 'ü', c: 2 }], e: undefined }), sha.slice(0, 16))
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
