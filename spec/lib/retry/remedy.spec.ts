import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import { failureOf, refusalOf, remedyFor } from '../../../lib/retry/remedy.ts'

const status = (code: number, retryAfterMs?: number): ApiFailure => ({
  _tag: 'Status',
  code,
  reason: 'Because',
  message: 'no',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})

const table: readonly (readonly [string, readonly number[]])[] = [
  ['Reread', [404, 409, 410, 412]],
  ['Tell', [400, 403, 405, 413, 415, 422]],
  ['Doubt', [401, 408, 429, 500, 502, 503, 504]],
]
for (const [remedy, codes] of table)
  for (const code of codes) test(`${code} → ${remedy}`, () => assert.equal(remedyFor(status(code))._tag, remedy))

for (const code of [429, 503])
  test(`${code} with Retry-After → silence for that long`, () =>
    assert.deepEqual(remedyFor(status(code, 7000)), { _tag: 'Silence', retryAfterMs: 7000 }))

test('a Retry-After of another status asks for no silence', () =>
  assert.equal(remedyFor(status(409, 7000))._tag, 'Reread'))

test('after a lost connection the outcome is unknown, whether or not bytes were sent', () => {
  for (const sent of [true, false])
    assert.equal(remedyFor({ _tag: 'Connection', message: 'reset', sent })._tag, 'Doubt')
})

test('the condition of the owner has the reason and message of the server', () => {
  assert.deepEqual(refusalOf(status(422)), { reason: 'Because', message: 'no' })
  assert.deepEqual(refusalOf({ _tag: 'Connection', message: 'reset', sent: true }), {
    reason: 'ApiServerUnreachable',
    message: 'reset',
  })
})

test('an error of a port that is not an ApiFailure counts as a failure, not as an outage', () => {
  const failure = status(409)
  assert.equal(failureOf(failure), failure)
  const boom = { _tag: 'Status', code: 500, reason: 'InternalError', message: 'boom' }
  assert.deepEqual(failureOf(new Error('boom')), boom)
  assert.deepEqual(failureOf('boom'), boom)
})
