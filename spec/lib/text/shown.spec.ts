import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shown } from '../../../lib/text/shown.ts'

test('control characters are written as escapes, so that no line is forged and no terminal steered', () => {
  assert.equal(shown('a\nerror: forged\r\tb'), 'a\\nerror: forged\\r\\tb')
  assert.equal(shown('\u001b[31mred\u0007\u0085\u2028'), '\\u001b[31mred\\u0007\\u0085\\u2028')
  assert.equal(shown('plain, ünï 💧'), 'plain, ünï 💧')
})

test('what is very long is cut, between characters', () => {
  const cut = shown(`${'x'.repeat(3999)}💧${'y'.repeat(1_000_000)}`)
  assert.equal(cut, `${'x'.repeat(3999)}… (1004001 characters)`)
  assert.equal(shown('x'.repeat(4000)), 'x'.repeat(4000))
})
