import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statusPartsReader } from '../../../../lib/kube/ownership/statusParts.ts'

const read = statusPartsReader('sluice/site')
const object = (status: object, more: object = {}) => ({
  metadata: {
    managedFields: [
      {
        manager: 'sluice/site',
        operation: 'Update',
        apiVersion: 'v1',
        subresource: 'status',
        fieldsV1: { 'f:status': status },
        ...more,
      },
    ],
  },
})

test('fields and types of conditions that we have set', () => {
  const conditions = { '.': {}, 'k:{"type":"Ready"}': { '.': {} }, 'k:{"type":"Stalled"}': { '.': {} } }
  assert.deepEqual(read(object({ 'f:conditions': conditions, 'f:size': {} })), {
    fields: ['conditions', 'size'],
    conditions: ['Ready', 'Stalled'],
  })
})

test('of a list without keys it is not known who has set which condition', () => {
  assert.deepEqual(read(object({ 'f:conditions': {} })), { fields: ['conditions'] })
})

test('nothing is ours of what others have set, or outside of the status', () => {
  const nothing = { fields: [], conditions: [] }
  assert.deepEqual(read(object({ 'f:size': {} }, { manager: 'other' })), nothing)
  assert.deepEqual(read(object({ 'f:size': {} }, { subresource: '' })), nothing)
  assert.deepEqual(read({ metadata: {} }), nothing)
})

test('objects with the same parts share them', () => {
  assert.equal(read(object({ 'f:size': {} })), read(object({ 'f:size': {} })))
})
