import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCache, type Feed } from '../../../lib/cache/cache.ts'
import { controller } from '../../../lib/controller/controller.ts'
import { ConfigMap, Deployment } from '../../../lib/kube/kinds.ts'
import type { KubeObject } from '../../../lib/kube/object.ts'
import { triggers } from '../../../streams/circle/triggers.ts'
import { accepted, ownedBy, Site, type SiteObject, site } from '../../lib/samples.ts'

const setUp = () => {
  const cache = createCache(
    controller<SiteObject>({
      name: 'site',
      watches: Site,
      owns: [{ resource: Deployment, reads: ['status.readyReplicas'] }],
      related: [{ resource: ConfigMap, values: ({ spec }) => [`demo/config-${spec.size}`] }],
      desired: () => ({}),
    }),
  )
  const [watched, owned, related] = cache.feeds
  assert.ok(watched && owned && related)
  for (const { store } of cache.feeds) store.take({ _tag: 'Listed', resourceVersion: '1', objects: [] })
  return { watched, owned, related }
}
const deployment = (resourceVersion: string, owner: string, ready = 0): KubeObject & { readonly status: unknown } => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'd',
    namespace: 'demo',
    uid: 'd1',
    resourceVersion,
    ownerReferences: ownedBy(`uid-${owner}`, owner),
  },
  status: { readyReplicas: ready, replicas: Number(resourceVersion) },
})
const config = (resourceVersion: string, name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'demo', uid: name, resourceVersion },
})
const change = (feed: Feed, object: KubeObject) =>
  triggers(feed, feed.store.take({ _tag: 'Changed', seen: accepted(feed.keep(object)) }))

test('a watched object concerns itself, and the reason says what happened', () => {
  const { watched } = setUp()
  assert.deepEqual(change(watched, site({ resourceVersion: '2' })), [
    { key: 'demo/web', reason: { _tag: 'Added', kind: 'Site', key: 'demo/web' } },
  ])
  assert.equal(change(watched, site({ resourceVersion: '3', labels: { a: 'b' } }))[0]?.reason._tag, 'Modified')
  const gone = triggers(watched, watched.store.take({ _tag: 'Deleted', object: site({ resourceVersion: '4' }) }))
  assert.equal(gone[0]?.reason._tag, 'Deleted')
})

test('a child concerns its owner, and both owners when it changes hands', () => {
  const { owned } = setUp()
  const keys = (object: KubeObject) => change(owned, object).map(({ key }) => key)
  assert.deepEqual(keys(deployment('2', 'web')), ['demo/web'])
  assert.deepEqual(keys(deployment('3', 'other')), ['demo/web', 'demo/other'])
})

test('a field of a child that the declaration does not read concerns no key', () => {
  const { owned } = setUp()
  change(owned, deployment('2', 'web', 1))
  assert.deepEqual(change(owned, deployment('3', 'web', 1)), [])
  assert.equal(change(owned, deployment('4', 'web', 2)).length, 1)
})

test('a child of another kind of owner concerns no key', () => {
  const { owned } = setUp()
  const child = deployment('2', 'web')
  const foreign = { ...child, metadata: { ...child.metadata, ownerReferences: ownedBy('x', 'web', 'App') } }
  assert.deepEqual(change(owned, foreign), [])
})

test('a related object concerns each key that reads it, before and after', () => {
  const { watched, related } = setUp()
  change(watched, site({ resourceVersion: '2' }, 7))
  change(watched, site({ resourceVersion: '3', name: 'other', uid: 'site-2' }, 8))
  assert.deepEqual(
    change(related, config('4', 'config-7')).map(({ key }) => key),
    ['demo/web'],
  )
  assert.deepEqual(change(related, config('5', 'config-9')), [])
})
