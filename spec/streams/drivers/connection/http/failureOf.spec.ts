import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  failureOfAnswer,
  failureOfConnection,
  retryAfterMs,
} from '../../../../../streams/drivers/connection/http/failureOf.ts'

const nowMs = Date.parse('2026-01-01T00:00:00Z')

test('Retry-After is a number of seconds or a date, and anything else is ignored', () => {
  assert.equal(retryAfterMs('2', nowMs), 2000)
  assert.equal(retryAfterMs('0.5', nowMs), 500)
  assert.equal(retryAfterMs(['7', '9'], nowMs), 7000)
  assert.equal(retryAfterMs('Thu, 01 Jan 2026 00:00:30 GMT', nowMs), 30_000)
  assert.equal(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', nowMs), 0)
  assert.equal(retryAfterMs('soon', nowMs), undefined)
  assert.equal(retryAfterMs('', nowMs), undefined)
  assert.equal(retryAfterMs(undefined, nowMs), undefined)
})

test('the header goes before the wait that the Status object names', () => {
  const text = JSON.stringify({ kind: 'Status', reason: 'TooManyRequests', details: { retryAfterSeconds: 9 } })
  const wait = (headers: Record<string, string>) => {
    const failure = failureOfAnswer(429, headers, text, nowMs)
    return failure._tag === 'Status' ? failure.retryAfterMs : undefined
  }
  assert.equal(wait({ 'retry-after': '1' }), 1000)
  assert.equal(wait({}), 9000)
})

test('JSON that is not a Status object is shown as it is, and cut', () => {
  const text = `{"error":"${'x'.repeat(300)}"}`
  const failure = failureOfAnswer(502, {}, text, nowMs)
  assert.deepEqual(failure, { _tag: 'Status', code: 502, reason: 'InternalError', message: text.slice(0, 200) })
})

test('a connection failure is one line that begins with its code', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:6443'), { code: 'ECONNREFUSED' })
  const both = Object.assign(new AggregateError([refused], ''), { code: 'ECONNREFUSED' })
  const message = (error: unknown) => failureOfConnection(error, false).message
  assert.equal(message(refused), 'connect ECONNREFUSED ::1:6443')
  assert.equal(message(both), 'connect ECONNREFUSED ::1:6443')
  assert.equal(
    message(Object.assign(new Error('\nother side\nclosed'), { code: 'UND_ERR_SOCKET' })),
    'UND_ERR_SOCKET: other side',
  )
  assert.equal(message('gone'), 'gone')
  assert.deepEqual(failureOfConnection(refused, true, ' (through proxy p)'), {
    _tag: 'Connection',
    message: 'connect ECONNREFUSED ::1:6443 (through proxy p)',
    sent: true,
  })
})
