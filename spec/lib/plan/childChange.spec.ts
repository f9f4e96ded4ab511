import assert from 'node:assert/strict'
import { test } from 'node:test'
import { controller } from '../../../lib/controller/controller.ts'
import { ConfigMap, Deployment } from '../../../lib/kube/kinds.ts'
import type { Manifest } from '../../../lib/kube/object.ts'
import { adopt } from '../../../lib/plan/adopt.ts'
import { childChange } from '../../../lib/plan/childChange.ts'
import { configMap, Site, site, stored } from '../samples.ts'

const sites = controller({ name: 'sites', watches: Site, owns: [Deployment, ConfigMap], desired: () => ({}) })

const deployment = (replicas: number, image: string, cpu = '0.5'): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, template: { spec: { containers: [{ name: 'app', image, resources: { limits: { cpu } } }] } } },
})

const adopted = (manifest: Manifest): Manifest => adopt(sites, site(), manifest)
const kept = (manifest: Manifest) => stored(adopted(manifest), 'uid', '5')

const child = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'demo', name: 'web' }

test('the number of replicas before and after, and the names of the other fields', () => {
  const change = (manifest: Manifest) => childChange(adopted(manifest), kept(deployment(2, 'nginx:1')), kept(manifest))
  assert.deepEqual(change(deployment(5, 'nginx:2')), {
    child,
    paths: ['spec.replicas', 'spec.template.spec.containers'],
    replicas: { from: 2, to: 5 },
  })
  assert.deepEqual(change(deployment(2, 'nginx:2')), { child, paths: ['spec.template.spec.containers'] })
})

test('a value that the server writes otherwise than it was said has not changed', () => {
  const [before, after] = [kept(deployment(2, 'nginx:1', '500m')), kept(deployment(3, 'nginx:1', '500m'))]
  assert.deepEqual(childChange(adopted(deployment(3, 'nginx:1', '0.5')), before, after).paths, ['spec.replicas'])
})

test('a change shows no value but the number of replicas, and leaves out the fingerprint', () => {
  const [before, after] = [configMap({ password: 'hunter2' }), configMap({ password: 'hunter3', user: 'jane' })]
  const change = childChange(adopted(after), kept(before), kept(after))
  assert.deepEqual(change.paths, ['data.password', 'data.user'])
  assert.ok(!JSON.stringify(change).includes('hunter'))
})
