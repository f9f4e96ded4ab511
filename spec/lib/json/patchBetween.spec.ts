import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonPatch } from '../../../lib/apiserver/verbs/patches/jsonPatch.ts'
import { patchBetween } from '../../../lib/json/patchBetween.ts'

test('fields are added, replaced and removed one by one, lists as a whole', () => {
  const before = { metadata: { name: 'web', labels: { 'a/b': '1', gone: '' } }, tags: [1, 2], same: { x: null } }
  const after = { metadata: { name: 'web', labels: { 'a/b': '2', '~c': '3' } }, tags: [2], same: { x: null } }
  assert.deepEqual(patchBetween(before, after), [
    { op: 'replace', path: '/metadata/labels/a~1b', value: '2' },
    { op: 'remove', path: '/metadata/labels/gone' },
    { op: 'add', path: '/metadata/labels/~0c', value: '3' },
    { op: 'replace', path: '/tags', value: [2] },
  ])
})

test('a field that is undefined is one that is absent', () => {
  assert.deepEqual(patchBetween({ a: undefined, b: 1 }, { b: undefined, c: undefined }), [{ op: 'remove', path: '/b' }])
})

test('applied as the API server applies it, the patch makes one of the other; equal values need none', () => {
  const json = fc.jsonValue({ maxDepth: 4 })
  fc.assert(
    fc.property(json, json, fc.dictionary(fc.constantFrom('a', 'b/~', '__proto__', ''), json), (a, b, more) => {
      const [before, after] = [
        { both: a, ...more },
        { both: b, second: a },
      ]
      for (const [x, y] of [
        [a, b],
        [before, after],
        [after, before],
      ]) {
        assert.deepEqual(jsonPatch(x, patchBetween(x, y)), y)
        assert.deepEqual(patchBetween(x, JSON.parse(JSON.stringify(x))), [])
      }
    }),
  )
})
