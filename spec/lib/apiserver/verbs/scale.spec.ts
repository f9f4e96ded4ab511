import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiObject } from '../../../../lib/apiserver/objects/resourceType.ts'
import { type Answered, myApp, myApps, withMyApps } from '../testCluster.ts'

const web = `${myApps}/web`
const deployment = '/apis/apps/v1/namespaces/default/deployments/web'
const scaleTo = (replicas: number): ApiObject => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'web' },
  spec: { replicas },
})

/** `manager operation subresource: paths`, with a star where there is a time. */
const owners = ({ meta }: Answered) =>
  (meta.managedFields ?? []).map(
    ({ manager, operation, subresource = '-', fieldsV1, time }) =>
      `${manager} ${operation} ${subresource}: ${Object.keys(fieldsV1['f:spec'] ?? {}).join(' ')}${time ? ' *' : ''}`,
  )

test('who scales owns the replicas from then on, without a time', () => {
  const cluster = withMyApps()
  cluster.apply(web, myApp('web', { image: 'i', replicas: 1 }), 'one')
  assert.equal(cluster.patch(`${web}/scale`, { spec: { replicas: 3 } }, 'merge', { fieldManager: 'scaler' }).code, 200)
  assert.deepEqual(owners(cluster.send('GET', web)), ['one Apply -: f:image *', 'scaler Update scale: f:replicas'])
  assert.equal(cluster.apply(web, myApp('web', { image: 'i', replicas: 1 }), 'one').code, 409)
})

test('a scale that changes nothing still splits the ownership of who wrote the replicas', () => {
  const cluster = withMyApps()
  const { meta } = cluster.send('POST', myApps, myApp('web', { image: 'i', replicas: 1 }))
  const scaled = cluster.send('PUT', `${web}/scale`, scaleTo(1))
  assert.notEqual(scaled.meta.resourceVersion, meta.resourceVersion)
  const split = owners(cluster.send('GET', web)).map(text => text.replace(/^\S+ /, ''))
  assert.deepEqual(split, ['Update -: f:replicas', 'Update -: . f:image *'])
})

test('a scale is applied: it conflicts with who applies the replicas, and takes over by force', () => {
  const cluster = withMyApps()
  const spec = {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  }
  cluster.apply(deployment, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec }, 'one')
  const refused = cluster.apply(`${deployment}/scale`, scaleTo(2), 'two')
  assert.deepEqual(
    [refused.code, refused.body.message],
    [409, 'Apply failed with 1 conflict: conflict with "one": .spec.replicas'],
  )
  const scaled = cluster.apply(`${deployment}/scale`, scaleTo(2), 'two', { force: 'true' })
  assert.deepEqual([scaled.code, scaled.body.spec], [200, { replicas: 2 }])
  assert.deepEqual(owners(cluster.send('GET', deployment)), [
    'two Apply scale: f:replicas',
    'one Apply -: f:selector f:template *',
  ])
})

test('a selector is shown in the order of its keys', () => {
  const cluster = withMyApps()
  const spec = {
    selector: { matchLabels: { b: '1', a: '1' }, matchExpressions: [{ key: 'aa', operator: 'DoesNotExist' }] },
    template: { metadata: { labels: { a: '1', b: '1' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  }
  cluster.apply(deployment, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec }, 'one')
  assert.deepEqual(cluster.send('GET', `${deployment}/scale`).body.status, { replicas: 0, selector: 'a=1,!aa,b=1' })
})
