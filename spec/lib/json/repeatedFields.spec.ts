import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { repeatedFields } from '../../../lib/json/repeatedFields.ts'

test('each field that an object has before is named by its path', () => {
  for (const [text, paths] of [
    ['{"a":1,"a":2}', ['a']],
    ['{"spec":{"a":"x","a":"y"},"spec":{"a":"z"}}', ['spec.a', 'spec']],
    ['{"list":[{"a":1},{"a":1,"a":2,"b":[1,{"c":1,"c":1}]}]}', ['list[1].a', 'list[1].b[1].c']],
    ['{"a,b":"{\\"a\\":1,","a,b":"]"}', ['a,b']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['[{"a":1},{"a":1}]', []],
    ['{"a":"a","b":"a","c":["a","a"]}', []],
    ['{"a\\\\":1,"a\\\\":2,"\\\\\\"":1,"\\\\\\"":1}', ['a\\', '\\"']],
    ['"{"', []],
    ['7', []],
  ] as const)
    assert.deepEqual(repeatedFields(text), paths, text)
})

test('a text that JSON.stringify wrote has none, whatever it says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, space) => {
      assert.deepEqual(repeatedFields(JSON.stringify(value, undefined, space)), [])
    }),
  )
})

test('a text that is nested deeper than any object may be is not read to its end', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}{"a":1,"a":2}${']'.repeat(levels)}`
  assert.equal(repeatedFields(deep(499)).length, 1)
  assert.equal(repeatedFields(deep(100_000)).length, 0)
})

test('only so many are named', () => {
  assert.equal(repeatedFields(`{${Array(500).fill('"a":1').join()}}`).length, 100)
})
