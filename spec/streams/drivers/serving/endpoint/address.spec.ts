import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLeft, right } from 'fp-ts/lib/Either.js'
import { parseAddress } from '../../../../../streams/drivers/serving/endpoint/address.ts'

test('an address is parsed as Go parses it', () => {
  assert.deepEqual(parseAddress('127.0.0.1:0'), right({ host: '127.0.0.1', port: 0 }))
  assert.deepEqual(parseAddress('localhost:65535'), right({ host: 'localhost', port: 65_535 }))
  assert.deepEqual(parseAddress('[::1]:8081'), right({ host: '::1', port: 8081 }))
  const everywhere = parseAddress(':8080')
  assert.ok(!isLeft(everywhere) && ['::', '0.0.0.0'].includes(everywhere.right.host))
  assert.deepEqual(parseAddress('[::]:8080'), right({ host: '::', port: 8080 }))
})

for (const text of ['', '8080', ':', ':65536', ':-1', '::1:8080', 'http://x:1', '[]:1', ':8080 '])
  test(`${JSON.stringify(text)} is not an address, and the error shows what one looks like`, () => {
    const parsed = parseAddress(text)
    assert.ok(isLeft(parsed))
    assert.match(parsed.left, /is not an address: write :8080, 127\.0\.0\.1:8080 or \[::1\]:8080$/)
  })
