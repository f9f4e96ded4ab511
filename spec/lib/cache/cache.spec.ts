import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCache, type Feed } from '../../../lib/cache/cache.ts'
import type { Applied } from '../../../lib/cache/snapshot.ts'
import { controller } from '../../../lib/controller/controller.ts'
import { ConfigMap, type ConfigMapObject, Deployment, Service } from '../../../lib/kube/kinds.ts'
import type { KubeObject, OwnerReference } from '../../../lib/kube/object.ts'
import { accepted, ownedBy, Site, type SiteObject, site } from '../samples.ts'

/** A Site of size n reads the ConfigMaps that name `n` or `all` under `data.sizes`. */
const setUp = () => {
  const cache = createCache(
    controller<SiteObject>({
      name: 'site',
      watches: Site,
      owns: [Deployment, Service],
      related: [
        {
          resource: ConfigMap,
          values: ({ spec }) => {
            if (spec.size < 0) throw new Error('no such size')
            return [String(spec.size), 'all']
          },
          indexBy: sizesOf,
        },
      ],
      desired: () => ({}),
    }),
  )
  const [watched, deployments, services, configs] = cache.feeds
  assert.ok(watched && deployments && services && configs)
  return { cache, watched, deployments, services, configs }
}

const sizesOf = (config: ConfigMapObject | KubeObject): readonly string[] =>
  config.metadata.annotations?.sizes?.split(' ').filter(size => size !== '') ?? []

const child = (resourceVersion: string, owners: readonly OwnerReference[], name = 'd'): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'demo', uid: `uid-${name}`, resourceVersion, ownerReferences: owners },
})
const config = (resourceVersion: string, sizes: string, name = 'c'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'demo', uid: `uid-${name}`, resourceVersion, annotations: { sizes } },
})
const named = (name: string, size: number, resourceVersion = '1') =>
  site({ name, uid: `uid-${name}`, resourceVersion }, size)

const put = (feed: Feed, object: KubeObject) =>
  feed.store.take({ _tag: 'Changed', seen: accepted(object) }).flatMap(feed.concerns)
const remove = (feed: Feed, object: KubeObject) => feed.store.take({ _tag: 'Deleted', object }).flatMap(feed.concerns)
const ownerOf = (apiVersion: string, kind = 'Site', name = 'web'): readonly OwnerReference[] => [
  { apiVersion, kind, name, uid: 'u', controller: true },
]

test('each declared kind has one feed; only owned kinds are selected by label', () => {
  const { cache, deployments } = setUp()
  assert.deepEqual(
    cache.feeds.map(({ name, labelSelector }) => [name, labelSelector]),
    [
      ['watched', undefined],
      ['owned apps/v1/Deployment', 'app.kubernetes.io/managed-by=sluice-site'],
      ['owned v1/Service', 'app.kubernetes.io/managed-by=sluice-site'],
      ['related v1/ConfigMap', undefined],
    ],
  )
  assert.equal(cache.owner(Deployment), deployments)
  assert.equal(cache.owner(ConfigMap), undefined)
})

test('a watched object concerns its own key', () => {
  const { watched } = setUp()
  assert.deepEqual(put(watched, named('web', 1)), ['demo/web'])
  assert.deepEqual(remove(watched, named('web', 1, '2')), ['demo/web'])
})

test('a child concerns its owner by kind and group, whatever version the reference names', () => {
  for (const version of ['v1', 'v1beta1', 'v2']) {
    const { deployments, cache } = setUp()
    const object = child('2', ownerOf(`demo.dev/${version}`))
    assert.deepEqual(put(deployments, object), ['demo/web'], version)
    assert.deepEqual(cache.owned(Deployment, 'demo/web'), [object])
  }
})

test('an owner of another group or kind, or one that is not the controller, does not count', () => {
  const strangers: readonly (readonly OwnerReference[])[] = [
    ownerOf('other.dev/v1'),
    ownerOf('v1'),
    ownerOf('demo.dev/v1', 'Page'),
    ownerOf('demo.dev/v1').map(owner => ({ ...owner, controller: false })),
    [],
  ]
  for (const owners of strangers) {
    const { deployments, cache } = setUp()
    assert.deepEqual(put(deployments, child('2', owners)), [], JSON.stringify(owners))
    assert.deepEqual([...cache.keys()], [])
    assert.deepEqual(cache.owned(Deployment, 'demo/web'), [])
    assert.equal(cache.named(Deployment, 'demo/d')?.metadata.name, 'd')
  }
})

test('a child that changes hands concerns the owner before and the one after, each once', () => {
  const { deployments } = setUp()
  put(deployments, child('2', ownedBy('u', 'web')))
  assert.deepEqual(put(deployments, child('3', ownedBy('u', 'shop'))), ['demo/web', 'demo/shop'])
  assert.deepEqual(put(deployments, child('4', ownedBy('other', 'shop'))), ['demo/shop'])
  assert.deepEqual(put(deployments, child('5', [])), ['demo/shop'])
  assert.deepEqual(remove(deployments, child('6', ownedBy('u', 'web'))), [])
})

test('a related object concerns all that share a value with it before or after, each of several values', () => {
  const { watched, configs, cache } = setUp()
  for (const [name, size] of [
    ['one', 1],
    ['two', 2],
    ['three', 3],
  ] as const)
    put(watched, named(name, size))
  assert.deepEqual(put(configs, config('10', '1')), ['demo/one'])
  assert.deepEqual(put(configs, config('11', '2 3')), ['demo/one', 'demo/two', 'demo/three'])
  assert.deepEqual(put(configs, config('12', '')), ['demo/two', 'demo/three'])
  assert.deepEqual(put(configs, config('13', 'all')), ['demo/one', 'demo/two', 'demo/three'])
  assert.deepEqual(remove(configs, config('14', 'all')), ['demo/one', 'demo/two', 'demo/three'])
  put(configs, config('15', '2 all'))
  assert.deepEqual(
    cache.related(0, ['2', 'all']).map(({ metadata }) => metadata.name),
    ['c'],
    'an object under several of the values is given once',
  )
})

test('the objects that a key reads follow its values', () => {
  const { watched, configs } = setUp()
  put(watched, named('web', 1))
  put(watched, named('web', 2, '2'))
  assert.deepEqual(put(configs, config('10', '1')), [])
  assert.deepEqual(put(configs, config('11', '1 2')), ['demo/web'])
})

test('an object whose declaration throws is kept, and reads nothing', () => {
  const { watched, configs, cache } = setUp()
  assert.deepEqual(put(watched, named('bad', -1)), ['demo/bad'])
  put(watched, named('good', 1))
  assert.equal(cache.watched('demo/bad')?._tag, 'Accepted')
  assert.deepEqual(put(configs, config('10', 'all')), ['demo/good'])
})

test('keys are those of all objects, and of the missing owners that children name', () => {
  const { cache, watched, deployments, configs } = setUp()
  put(watched, named('web', 1))
  put(deployments, child('2', ownedBy('u', 'web'), 'a'))
  put(deployments, child('3', ownedBy('u', 'gone'), 'b'))
  put(deployments, child('4', ownerOf('other.dev/v1', 'Site', 'stranger'), 'c'))
  put(configs, config('5', '1'))
  assert.deepEqual([...cache.keys()], ['demo/web', 'demo/gone'])
  remove(deployments, child('6', ownedBy('u', 'gone'), 'b'))
  assert.deepEqual([...cache.keys()], ['demo/web'])
})

test('the memory of an apply ends with its object, of any feed, and not before', () => {
  const { cache, watched, deployments } = setUp()
  const applied: Applied = { desired: 'fingerprint', next: 'overwrite' }
  put(watched, named('web', 1))
  put(deployments, child('2', ownedBy('u')))
  for (const uid of ['uid-web', 'uid-d', 'other']) cache.remember(uid, applied)
  put(watched, named('web', 2, '3'))
  put(deployments, child('4', ownedBy('u', 'shop')))
  assert.equal(cache.applied('uid-web'), applied)
  assert.equal(cache.applied('uid-d'), applied)
  remove(deployments, child('5', ownedBy('u', 'shop')))
  assert.equal(cache.applied('uid-d'), undefined)
  assert.equal(cache.applied('uid-web'), applied)
  remove(watched, named('web', 2, '6'))
  assert.equal(cache.applied('uid-web'), undefined)
  cache.remember('other', undefined)
  assert.equal(cache.applied('other'), undefined)
})
