import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cache, createCache } from '../../../lib/cache/cache.ts'
import { controller } from '../../../lib/controller/controller.ts'
import { ConfigMap, Deployment } from '../../../lib/kube/kinds.ts'
import type { Manifest } from '../../../lib/kube/object.ts'
import { adopt } from '../../../lib/plan/adopt.ts'
import { changesOf } from '../../../lib/plan/childChanges.ts'
import type { Plan } from '../../../lib/plan/plan.ts'
import { accepted, configMap, Site, type SiteObject, site, stored } from '../samples.ts'

const sites = controller({
  name: 'sites',
  watches: Site,
  owns: [{ resource: Deployment, reads: ['spec'] }, ConfigMap],
  desired: () => ({}),
})

const deployment = (replicas: number, image: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, template: { spec: { containers: [{ name: 'app', image }] } } },
})

const holding = (...present: readonly Manifest[]): Cache<SiteObject> => {
  const cache = createCache(sites)
  for (const manifest of present) {
    const feed = cache.feeds.find(({ resource }) => resource.kind === manifest.kind)
    feed?.store.take({ _tag: 'Changed', seen: accepted(stored(adopt(sites, site(), manifest), 'uid', '5')) })
  }
  return cache
}

const applying = (manifest: Manifest): Plan => {
  const adopted = adopt(sites, site(), manifest)
  const effect = { _tag: 'Apply', manifest: adopted, uid: 'uid', resourceVersion: '5', reapplied: false } as const
  return { key: 'demo/web', effects: [effect] }
}

const child = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'demo', name: 'web' }

test('the number of replicas before and after, and the names of the other fields', () => {
  const cache = holding(deployment(2, 'nginx:1'))
  assert.deepEqual(changesOf(sites, cache, applying(deployment(5, 'nginx:2'))), [
    { child, paths: ['spec.replicas', 'spec.template.spec.containers'], replicas: { from: 2, to: 5 } },
  ])
  assert.deepEqual(changesOf(sites, cache, applying(deployment(2, 'nginx:2'))), [
    { child, paths: ['spec.template.spec.containers'] },
  ])
})

test('a change shows no value but the number of replicas, and leaves out the fingerprint', () => {
  const cache = holding(configMap({ password: 'hunter2' }))
  const changes = changesOf(sites, cache, applying(configMap({ password: 'hunter3', user: 'jane' })))
  assert.deepEqual(
    changes.map(({ paths }) => paths),
    [['data.password', 'data.user']],
  )
  assert.ok(!JSON.stringify(changes).includes('hunter'))
})

test('a child that is created or deleted is not a change', () => {
  assert.deepEqual(changesOf(sites, holding(), applying(deployment(2, 'nginx:1'))), [])
  const plan: Plan = { key: 'demo/web', effects: [{ _tag: 'Create', manifest: deployment(2, 'nginx:1') }] }
  assert.deepEqual(changesOf(sites, holding(deployment(1, 'nginx:1')), plan), [])
})
