import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { remembering } from '../../../lib/text/remembering.ts'

test('the answer is that of the question, however often a text comes', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 })), texts => {
      const accepts = (text: string) => /^[a-f]/.test(text)
      const remembered = remembering(accepts)
      for (const text of [...texts, ...texts]) assert.equal(remembered(text), accepts(text))
    }),
  )
})

test('an accepted text is asked about once, and no more than 256 are remembered', () => {
  let asked = 0
  const remembered = remembering(() => {
    asked += 1
    return true
  })
  const texts = Array.from({ length: 300 }, (_, at) => `text ${at}`)
  for (const text of texts) remembered(text)
  assert.equal(asked, 300)
  for (const text of texts) remembered(text)
  assert.equal(asked, 344)
  for (const _ of [1, 2]) remembered('x'.repeat(257))
  assert.equal(asked, 346)
})
