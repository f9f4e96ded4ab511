import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCache } from '../../../lib/cache/cache.ts'
import { controller } from '../../../lib/controller/controller.ts'
import { ConfigMap, Deployment } from '../../../lib/kube/kinds.ts'
import { adopt } from '../../../lib/plan/adopt.ts'
import type { Effect } from '../../../lib/plan/plan.ts'
import type { Reason } from '../../../lib/plan/trigger.ts'
import { vanished } from '../../../lib/plan/vanished.ts'
import { accepted, configMap, Site, site, stored } from '../samples.ts'

const sites = controller({ name: 'sites', watches: Site, owns: [Deployment, ConfigMap], desired: () => ({}) })
const child = adopt(sites, site(), configMap())
const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'demo', name: 'web' }
const gone: Reason = { _tag: 'Deleted', kind: 'ConfigMap', key: 'demo/web' }
const owner = accepted(site())

const found = ({
  seen = [owner],
  reasons = [gone],
  effects = [],
}: {
  readonly seen?: readonly ReturnType<typeof accepted>[]
  readonly reasons?: readonly Reason[]
  readonly effects?: readonly Effect[]
}) => {
  const cache = createCache(sites)
  for (const each of seen) {
    const feed = cache.feeds.find(({ resource }) => resource.kind === each.object.kind)
    feed?.store.take({ _tag: 'Changed', seen: each })
  }
  return vanished(sites, cache, { key: 'demo/web', effects }, reasons)
}

test('a child that left its watch and is not made again is to be read', () => {
  assert.deepEqual(found({}), [ref])
  assert.deepEqual(found({ reasons: [{ _tag: 'Resync' }, gone] }), [ref])
  const another = adopt(sites, site(), configMap({}, 'other'))
  assert.deepEqual(found({ effects: [{ _tag: 'Create', manifest: another }] }), [ref], 'another is made')
})

test('only a deleted child that the plan does not make again is read', () => {
  assert.deepEqual(found({ effects: [{ _tag: 'Create', manifest: child }] }), [])
  assert.deepEqual(found({ seen: [owner, accepted(stored(child, 'uid', '5'))] }), [])
  assert.deepEqual(found({ reasons: [{ ...gone, _tag: 'Modified' }] }), [])
  assert.deepEqual(found({ reasons: [{ ...gone, kind: 'Secret' }] }), [])
})

test('nor while its owner goes, or after: its children go then as well', () => {
  const { metadata, ...rest } = site()
  const going = accepted({ ...rest, metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } })
  assert.deepEqual(found({ seen: [going] }), [])
  assert.deepEqual(found({ seen: [] }), [])
})
