import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepOnly, keptOf } from '../../../lib/cache/reads.ts'

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { a: 'b' } },
  spec: { replicas: 1, template: {} },
  status: { replicas: 1, readyReplicas: 1, conditions: [{ type: 'Available' }] },
}
const { apiVersion, kind, metadata, spec } = deployment

test('identity, metadata and the declared paths are kept, and nothing else', () => {
  assert.deepEqual(keepOnly([])(deployment), { apiVersion, kind, metadata })
  assert.deepEqual(keepOnly(['spec', 'status.readyReplicas', 'status.conditions'])(deployment), {
    apiVersion,
    kind,
    metadata,
    spec,
    status: { readyReplicas: 1, conditions: [{ type: 'Available' }] },
  })
})

test('a path below one that is kept whole changes nothing, and an absent path adds nothing', () => {
  assert.deepEqual(keepOnly(['spec', 'spec.replicas', 'data'])(deployment), { apiVersion, kind, metadata, spec })
})

test('kept parts are not copied, and the given object is not changed', () => {
  const before = structuredClone(deployment)
  assert.equal(keepOnly(['spec'])(deployment).spec, spec)
  assert.deepEqual(deployment, before)
})

test('without a declaration everything is kept', () => {
  assert.equal(keptOf({})(deployment), deployment)
  assert.equal(keptOf(undefined)(deployment), deployment)
  assert.deepEqual(keptOf({ reads: [] })(deployment), { apiVersion, kind, metadata })
})

test('of a text in a field that is only digested no more is kept than tells that it changed', () => {
  const keep = keepOnly([], ['data', 'list'])
  const object = (text: string) => ({ apiVersion, kind, metadata, data: { short: 'x', [text]: text }, list: [text, 1] })
  const long = 'a text of more than twenty-four characters'
  const kept = keep(object(long))
  assert.doesNotMatch(
    JSON.stringify({ ...kept.data, [long]: kept.data[long], list: kept.list }),
    /four characters"[,\]}]/,
  )
  assert.equal(kept.data.short, 'x')
  assert.deepEqual(keep(object(long)), kept)
  assert.notDeepEqual(keep({ ...object(long), list: [`${long}!`, 1] }), kept)
})
