import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exactJson, isLongInteger } from '../../../lib/json/exactJson.ts'
import { oddityIn } from '../../../lib/json/oddityIn.ts'

const long = '9007199254740993'

test('an integer that a double cannot hold is written again with the same digits', () => {
  for (const digits of [long, `-${long}`, '123456789012345678901234567890']) {
    const parsed = exactJson(`{"a":[${digits}],"b":1}`)
    assert.equal(JSON.stringify(parsed), `{"a":[${digits}],"b":1}`)
    assert.equal(typeof Reflect.get(Object(parsed), 'a')[0], 'object')
  }
})

test('each integer keeps its digits, wherever it stands in the text', () => {
  fc.assert(
    fc.property(fc.json(), fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.json(), (before, integer, after) => {
      const text = `[${before},${integer},${after}]`
      assert.equal(JSON.stringify(exactJson(text)), text)
    }),
  )
})

test('all that a double holds, and each text, is parsed as ever', () => {
  const text = `{"max":9007199254740991,"text":"${long}","float":0.12345678901234567,"e":1e30,"z":[1,null,true]}`
  assert.deepEqual(exactJson(text), JSON.parse(text))
  assert.throws(() => exactJson('{"a":'), SyntaxError)
  fc.assert(fc.property(fc.json(), any => assert.equal(JSON.stringify(exactJson(any)), any)))
})

test('what only looks like such an integer is not taken for one', () => {
  assert.equal(isLongInteger(Object.create(null)), false)
  assert.equal(isLongInteger(Object.assign(Object.create(null), { rawJSON: long })), false)
})

test('the first oddity is found, with its path', () => {
  const found = (text: string, levels = 10) => oddityIn(exactJson(text), levels)
  assert.deepEqual(found(`{"spec":{"items":[{"size":1},{"size":${long}}]}}`), {
    _tag: 'LongInteger',
    path: 'spec.items[1].size',
  })
  assert.deepEqual(found(`[[${long}]]`), { _tag: 'LongInteger', path: '[0][0]' })
  assert.equal(found(`{"spec":{"text":"${long}","list":[1,"x",null]}}`), undefined)
  assert.deepEqual(found('[[[[1]]]]', 3), { _tag: 'Deep' })
})
