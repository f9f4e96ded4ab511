import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takenOver } from '../../../../lib/kube/ownership/takeOver.ts'

const entry = (manager: string, operation: string, fieldsV1: object, more: object = {}) => ({
  manager,
  operation,
  apiVersion: 'v1',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
})
const take = (...managedFields: readonly object[]) =>
  takenOver({ metadata: { managedFields } }, 'sluice/site', ['kubectl', 'old'], 'v1')

test('without entries of former managers there is nothing to take over', () => {
  assert.equal(take(), undefined)
  assert.equal(take(entry('hand', 'Update', { 'f:a': {} }), entry('sluice/site', 'Apply', { 'f:b': {} })), undefined)
})

test('the trees of all are united in our entry, a leaf beside places below it as a place of its own', () => {
  const time = '2026-01-01T00:00:00Z'
  const hand = entry('hand', 'Update', { 'f:a': {} })
  const own = entry(
    'sluice/site',
    'Apply',
    { 'f:spec': { 'f:map': {}, 'f:list': { 'k:{"name":"a"}': { '.': {} } } } },
    { time },
  )
  assert.deepEqual(
    take(
      entry('kubectl', 'Update', { 'f:spec': { 'f:map': { 'f:x': {} } } }),
      hand,
      own,
      entry('old', 'Apply', { 'f:spec': { 'f:list': { 'k:{"name":"b"}': { '.': {} } } } }),
    ),
    [
      hand,
      {
        ...own,
        fieldsV1: {
          'f:spec': {
            'f:map': { '.': {}, 'f:x': {} },
            'f:list': { 'k:{"name":"a"}': { '.': {} }, 'k:{"name":"b"}': { '.': {} } },
          },
        },
      },
    ],
  )
})

test('where we hold nothing yet, our entry is made', () => {
  const fieldsV1 = { 'f:data': { 'f:a': {} } }
  assert.deepEqual(take(entry('kubectl', 'Update', fieldsV1)), [entry('sluice/site', 'Apply', fieldsV1)])
})
