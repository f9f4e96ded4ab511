import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiObject } from '../../../../../lib/apiserver/objects/resourceType.ts'
import { told, withMyApps } from '../../testCluster.ts'

const pods = '/api/v1/namespaces/default/pods'
const web = `${pods}/web`
const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'

const withPod = (spec: ApiObject = {}) => {
  const cluster = withMyApps()
  const containers = [{ name: 'c', image: 'i' }]
  const metadata = { name: 'web', labels: { app: 'web' } }
  const { meta } = cluster.send('POST', pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers, ...spec },
  })
  return { cluster, since: String(meta.resourceVersion) }
}
const binding = (node: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name: 'web' },
  target: { kind: 'Node', name: node },
})
const eviction: ApiObject = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } }

test('a Binding gives a Pod its node, once', () => {
  const { cluster } = withPod()
  const bound = cluster.send('POST', `${web}/binding`, binding('one'))
  assert.deepEqual([bound.code, bound.body.status], [201, 'Success'])
  const { spec, status } = cluster.send('GET', web).body
  assert(spec instanceof Object && status instanceof Object)
  assert.equal(Reflect.get(spec, 'nodeName'), 'one')
  assert.match(JSON.stringify(status), /PodScheduled/)
  const again = cluster.send('POST', `${web}/binding`, binding('two'))
  assert.deepEqual([again.code, again.body.reason], [409, 'Conflict'])
  assert.equal(
    cluster.send('POST', `${pods}/none/binding`, { ...binding('one'), metadata: { name: 'none' } }).code,
    404,
  )
})

test('an eviction marks a Pod as disrupted and deletes it with the options it carries', () => {
  const { cluster, since } = withPod({ nodeName: 'one' })
  const watching = cluster.watch(pods, { resourceVersion: since })
  assert.equal(
    cluster.send('POST', `${web}/eviction`, { ...eviction, deleteOptions: { gracePeriodSeconds: 5 } }).code,
    201,
  )
  assert.deepEqual(told(cluster.pull(watching)), ['MODIFIED web', 'MODIFIED web'])
  const { meta, body } = cluster.send('GET', web)
  assert.equal(meta.deletionGracePeriodSeconds, 5)
  assert.match(JSON.stringify(body.status), /EvictionByEvictionAPI/)
})

test('a budget forbids the eviction of a running Pod until it allows a disruption, of which one is taken', () => {
  const { cluster } = withPod({ nodeName: 'one' })
  cluster.patch(`${web}/status`, { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } })
  const spec = { minAvailable: 1, selector: { matchLabels: { app: 'web' } } }
  cluster.send('POST', budgets, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'b' }, spec })
  const early = cluster.raw('POST', `${web}/eviction`, eviction)
  assert(early._tag === 'Body')
  assert.deepEqual([early.code, early.headers], [429, { 'Retry-After': '10' }])
  const observed = { observedGeneration: 1, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 }
  cluster.patch(`${budgets}/b/status`, { status: { ...observed, disruptionsAllowed: 0 } })
  const refused = cluster.send('POST', `${web}/eviction`, eviction)
  assert.deepEqual([refused.code, refused.body.reason], [429, 'TooManyRequests'])
  cluster.patch(`${budgets}/b/status`, { status: { disruptionsAllowed: 1 } })
  assert.equal(cluster.send('POST', `${web}/eviction`, eviction).code, 201)
  const { status } = cluster.send('GET', `${budgets}/b`).body
  assert(status instanceof Object)
  assert.deepEqual(Object.keys(Reflect.get(status, 'disruptedPods')), ['web'])
})

test('the log of a Pod is empty; of a container that it does not have there is none', () => {
  const { cluster } = withPod({ nodeName: 'one' })
  assert.deepEqual(cluster.raw('GET', `${web}/log`), { _tag: 'Body', code: 200, body: '', contentType: 'text/plain' })
  const wrong = cluster.send('GET', `${web}/log`, undefined, { query: { container: 'none' } })
  assert.deepEqual([wrong.code, wrong.body.message], [400, 'container none is not valid for pod web'])
  assert.equal(cluster.send('GET', `${pods}/none/log`).code, 404)
})
