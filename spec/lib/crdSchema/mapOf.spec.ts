import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { mapOf } from '../../../lib/crdSchema/mapOf.ts'
import { schemaOf } from '../../../lib/crdSchema/schemaOf.ts'
import { text } from '../../../lib/crdSchema/text.ts'
import { decode } from '../../../lib/kube/decode.ts'

let seen = 0
const value = text({ maxLength: 3 })
const counted = new Proxy(value, {
  get: (target, field, receiver) => {
    if (field === 'is' || field === 'validate') seen += 1
    return Reflect.get(target, field, receiver)
  },
})

test('of a map with too many entries none is looked at', () => {
  const codec = mapOf({ values: counted, maxProperties: 2 })
  seen = 0
  const decoded = decode(codec, { a: 'long', b: 1, c: null })
  assert.deepEqual(isLeft(decoded) && decoded.left, ['it must have at most 2 entries, got {"a":"long","b":1,"c":null}'])
  assert.equal(codec.is({ a: 'a', b: 'b', c: 'c' }), false)
  assert.equal(seen, 0)
  assert.ok(isRight(decode(codec, { a: 'a', b: 'b' })))
  assert.ok(seen > 0)
})

test('its schema says how many there may be, and of what', () => {
  assert.deepEqual(schemaOf(mapOf({ description: 'Words.', values: value, maxProperties: 2 })), {
    type: 'object',
    description: 'Words.',
    additionalProperties: { type: 'string', maxLength: 3 },
    maxProperties: 2,
  })
})
