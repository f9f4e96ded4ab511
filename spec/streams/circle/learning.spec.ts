import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCache } from '../../../lib/cache/cache.ts'
import { controller } from '../../../lib/controller/controller.ts'
import { ConfigMap, Deployment } from '../../../lib/kube/kinds.ts'
import type { KubeObject } from '../../../lib/kube/object.ts'
import { refOf } from '../../../lib/kube/object.ts'
import { learning } from '../../../streams/circle/learning.ts'
import { accepted, ownedBy, Site, type SiteObject, site } from '../../lib/samples.ts'
import { marbles } from '../../marbles.ts'

const child = (resourceVersion: string, uid = 'c1'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'demo', uid, resourceVersion, ownerReferences: ownedBy('site-1') },
})
const ref = refOf(child('1'))

const setUp = () => {
  const cache = createCache(
    controller<SiteObject>({
      name: 'site',
      watches: Site,
      owns: [ConfigMap],
      related: [{ resource: Deployment, values: () => [] }],
      desired: () => ({}),
    }),
  )
  for (const { store } of cache.feeds) store.take({ _tag: 'Listed', resourceVersion: '10', objects: [] })
  const store = cache.owner(ConfigMap)?.store
  assert.ok(store)
  return { cache, store, learned: learning(cache), known: () => cache.named(ConfigMap, 'demo/c')?.metadata.uid }
}

test('kinds that are watched or owned are known by ref, others are not', () => {
  const { learned } = setUp()
  assert.equal(learned.resourceOf(site()), Site)
  assert.equal(learned.resourceOf(ref), ConfigMap)
  assert.equal(learned.resourceOf({ apiVersion: 'apps/v1', kind: 'Deployment' }), undefined)
  assert.equal(learned.resourceOf({ apiVersion: 'v2', kind: 'ConfigMap' }), undefined)
})

test('an answer is in the store at once; a Status is not an object', () => {
  const { learned, known } = setUp()
  learned.learn(ConfigMap, { apiVersion: 'v1', kind: 'Status', status: 'Success' }, 'owned')
  assert.equal(known(), undefined)
  learned.learn(ConfigMap, child('11'), 'owned')
  assert.equal(known(), 'c1')
  learned.forget(ConfigMap, ref, 'another')
  assert.equal(known(), 'c1')
  learned.forget(ConfigMap, ref, 'c1')
  assert.equal(known(), undefined)
})

test('an answer that the codec refuses is learned as refused', () => {
  const { learned, cache } = setUp()
  learned.learn(Site, { ...site({ resourceVersion: '11' }), spec: { size: 'big' } }, 'watched')
  assert.equal(cache.watched('demo/web')?._tag, 'Refused')
})

test('a read is learned before it is passed on, even of an object that the watch does not show', () =>
  marbles(({ cold, expectObservable }) => {
    const { learned, known } = setUp()
    const read = () => cold('--(a|)', { a: child('5') })
    const told: unknown[] = []
    learned.read({ read }, ConfigMap, ref).subscribe(() => told.push(known()))
    expectObservable(learned.read({ read }, ConfigMap, ref)).toBe('--(a|)', { a: child('5') })
    cold('---x').subscribe(() => assert.deepEqual(told, ['c1']))
  }))

test('a read that finds nothing forgets what was known when it began, and keeps what came since', () =>
  marbles(({ cold, flush }) => {
    const { learned, known, store } = setUp()
    store.take({ _tag: 'Changed', seen: accepted(child('11')) })
    const read = () => cold('----(n|)', { n: undefined })
    learned.read({ read }, ConfigMap, ref).subscribe()
    cold('--x').subscribe(() => {
      store.take({ _tag: 'Deleted', object: child('12') })
      store.take({ _tag: 'Changed', seen: accepted(child('13', 'c2')) })
    })
    flush()
    assert.equal(known(), 'c2')
    learned.read({ read: () => cold('(n|)', { n: undefined }) }, ConfigMap, ref).subscribe()
    flush()
    assert.equal(known(), undefined)
  }))

test('a failing read errors for its reader and changes nothing', () =>
  marbles(({ cold, expectObservable, flush }) => {
    const { learned, known, store } = setUp()
    store.take({ _tag: 'Changed', seen: accepted(child('11')) })
    const failure = { _tag: 'Connection', message: 'reset', sent: true } as const
    expectObservable(learned.read({ read: () => cold('-#', {}, failure) }, ConfigMap, ref)).toBe('-#', {}, failure)
    flush()
    assert.equal(known(), 'c1')
  }))
