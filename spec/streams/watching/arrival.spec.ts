import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as t from 'io-ts'
import { exactJson } from '../../../lib/json/exactJson.ts'
import { resource } from '../../../lib/kube/object.ts'
import { claimReader } from '../../../lib/kube/ownership/claim.ts'
import { arrival } from '../../../streams/watching/arrival.ts'

const Free = resource('demo.dev', 'v1', 'Free', 'frees', t.UnknownRecord)
const claimOf = claimReader({ fieldManager: 'sluice/site', former: [], apiVersion: 'demo.dev/v1' })
const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)
const free = (spec: unknown, metadata: object = {}) => ({
  apiVersion: 'demo.dev/v1',
  kind: 'Free',
  metadata: { name: 'web', uid: 'u', resourceVersion: '1', ...metadata },
  spec,
})

test('an object nested a little is accepted, one nested very deep refused, by what it is', () => {
  assert.equal(arrival(Free, free(nested(400)), { claimOf })._tag, 'Accepted')
  for (const levels of [501, 9000, 100_000]) {
    const seen = arrival(Free, free(nested(levels)), { claimOf })
    assert.ok(seen._tag === 'Refused', `${levels} levels: ${seen._tag}`)
    assert.deepEqual(seen.reasons, ['it is nested deeper than 500 levels'])
    assert.equal(JSON.stringify(seen.object).includes('"a"'), false, 'and nothing of it is kept')
  }
})

test('an object with an integer that a double cannot hold is refused, and keeps its digits', () => {
  const seen = arrival(Free, exactJson(JSON.stringify(free({ sizes: [1] })).replace('[1]', '[9007199254740993]')))
  assert.ok(seen._tag === 'Refused')
  assert.deepEqual(seen.reasons, ['spec.sizes[0]: is an integer beyond 2^53, which would be rounded: say it as text'])
  assert.match(JSON.stringify(seen.object), /9007199254740993/)
})

test('very deep managedFields are left out, very deep metadata makes it no object', () => {
  const entry = { manager: 'sluice/site', operation: 'Apply', apiVersion: 'demo.dev/v1', fieldsV1: nested(6000) }
  const seen = arrival(Free, free({}, { managedFields: [entry] }), { claimOf })
  assert.ok(seen._tag === 'Refused')
  assert.equal(seen.object.metadata.name, 'web')
  assert.ok(seen.claim, 'so that an own apply is not repeated for ever')
  assert.equal(arrival(Free, free({}, { labels: nested(6000) }), { claimOf })._tag, 'Undecodable')
  assert.equal(arrival(Free, free({}, { unknown: nested(6000) }), { claimOf })._tag, 'Undecodable')
  assert.equal(arrival(Free, nested(6000), { claimOf })._tag, 'Undecodable')
})
