import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureOfStatus } from '../../../lib/kube/failureOfStatus.ts'

const otherwise = { code: 503, reason: 'Unknown', message: 'HTTP 503' }

test('a Status object is a failure with its reason, its message and the wait that it asks for', () => {
  const status = { kind: 'Status', reason: 'Timeout', message: 'too slow', details: { retryAfterSeconds: 2 } }
  assert.deepEqual(failureOfStatus(status, otherwise), {
    _tag: 'Status',
    code: 503,
    reason: 'Timeout',
    message: 'too slow',
    retryAfterMs: 2000,
  })
})

test('a field that a Status object lacks, or has of another type, is said by the caller', () => {
  const wrong = { reason: '', message: 7, details: { retryAfterSeconds: 'soon' } }
  for (const status of [wrong, { details: null }, { details: { retryAfterSeconds: 0 } }, [], 'text', null, undefined])
    assert.deepEqual(failureOfStatus(status, otherwise), { _tag: 'Status', ...otherwise })
})
