import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonical } from '../../../lib/json/canonical.ts'
import { jsonDifferences } from '../../../lib/json/jsonDifferences.ts'

test('each place that differs is one line', () => {
  const before = { spec: { replicas: 3, tags: ['a', 'b'], same: 1 }, 'a/b': true }
  const after = { spec: { replicas: 5, tags: ['a'], same: 1, more: { x: null } } }
  assert.deepEqual(jsonDifferences(before, after), [
    '["a/b"]: true → absent',
    'spec.more: absent → {"x":null}',
    'spec.replicas: 3 → 5',
    'spec.tags[1]: "b" → absent',
  ])
})

test('values of another tag differ as a whole, and long ones are cut', () => {
  const [line = '', ...rest] = jsonDifferences({ e: { _tag: 'Create', a: 'x'.repeat(500) } }, { e: { _tag: 'Delete' } })
  assert.deepEqual(rest, [])
  assert.match(line, /^e: \{"_tag":"Create","a":"x+… → \{"_tag":"Delete"\}$/)
  assert(line.length < 200)
})

test('there are none if and only if the values are the same canonical JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
      assert.equal(jsonDifferences(a, b).length === 0, canonical(a) === canonical(b))
      assert.deepEqual(jsonDifferences(a, JSON.parse(JSON.stringify(a))), [])
    }),
  )
})
