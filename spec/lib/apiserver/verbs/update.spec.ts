import assert from 'node:assert/strict'
import { test } from 'node:test'
import { myApp, myApps, withMyApps } from '../testCluster.ts'

const started = () => {
  const cluster = withMyApps()
  const { body, meta } = cluster.send('POST', myApps, myApp('web'))
  return { cluster, body, meta }
}
const web = `${myApps}/web`

test('an update counts its generation when the spec changes, not when labels do', () => {
  const { cluster, body, meta } = started()
  const labelled = cluster.send('PUT', web, { ...body, metadata: { ...meta, labels: { a: 'b' } } })
  assert.equal(labelled.meta.generation, 1)
  const changed = cluster.send('PUT', web, { ...labelled.body, spec: { image: 'web:2' } })
  assert.equal(changed.meta.generation, 2)
  assert.deepEqual(changed.body.spec, { image: 'web:2', replicas: 1 })
})

test('an update from an older version is refused with the words of the real server', () => {
  const { cluster, body } = started()
  cluster.patch(web, { spec: { replicas: 2 } })
  const { code, body: status } = cluster.send('PUT', web, { ...body, spec: { image: 'late' } })
  assert.equal(code, 409)
  assert.equal(status.reason, 'Conflict')
  assert.equal(
    status.message,
    'Operation cannot be fulfilled on myapps.example.com "web": the object has been modified; please apply your changes to the latest version and try again',
  )
  assert.deepEqual(status.details, { name: 'web', group: 'example.com', kind: 'myapps' })
})

test('an update that changes nothing writes nothing', () => {
  const { cluster, body } = started()
  const before = cluster.state
  assert.deepEqual(cluster.send('PUT', web, body).body, body)
  assert.equal(cluster.state.resourceVersion, before.resourceVersion)
})

test('a custom resource is not overwritten without a version, a ConfigMap is', () => {
  const { cluster } = started()
  assert.match(
    String(cluster.send('PUT', web, myApp('web')).body.message),
    /metadata\.resourceVersion: Invalid value: 0: must be specified for an update/,
  )
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, data: { a: '1' } }
  cluster.send('POST', '/api/v1/namespaces/default/configmaps', map)
  const put = cluster.send('PUT', '/api/v1/namespaces/default/configmaps/m', { ...map, data: { b: '2' } })
  assert.equal(put.code, 200)
  assert.deepEqual(put.body.data, { b: '2' })
})

test('an update never creates', () => {
  assert.equal(withMyApps().send('PUT', web, myApp('web')).body.message, 'myapps.example.com "web" not found')
})

test('an update of another object of the name is refused', () => {
  const { cluster, body, meta } = started()
  const { code, body: status } = cluster.send('PUT', web, { ...body, metadata: { ...meta, uid: 'other' } })
  assert.equal(code, 409)
  assert.match(String(status.message), /Precondition failed: UID in precondition: other/)
})

test('the status and the rest are written apart', () => {
  const { cluster, body, meta } = started()
  const viaMain = cluster.send('PUT', web, { ...body, status: { replicas: 9 } })
  assert.equal('status' in viaMain.body, false)
  const viaStatus = cluster.send('PUT', `${web}/status`, {
    ...body,
    metadata: { ...meta, labels: { ignored: 'yes' } },
    spec: { image: 'ignored' },
    status: { replicas: 3 },
  })
  assert.deepEqual(viaStatus.body.status, { replicas: 3 })
  assert.deepEqual(viaStatus.body.spec, body.spec)
  assert.equal(viaStatus.meta.labels, undefined)
  assert.equal(viaStatus.meta.generation, 1)
  assert.equal(viaStatus.meta.managedFields?.find(entry => entry.subresource === 'status')?.operation, 'Update')
})

test('scale reads and writes the replicas', () => {
  const { cluster } = started()
  const { body } = cluster.send('GET', `${web}/scale`)
  assert.deepEqual(body.spec, { replicas: 1 })
  const put = cluster.send('PUT', `${web}/scale`, { ...body, spec: { replicas: 4 } })
  assert.deepEqual([put.code, put.body.kind, put.body.spec], [200, 'Scale', { replicas: 4 }])
  assert.deepEqual(cluster.send('GET', web).body.spec, { image: 'web:1', replicas: 4 })
  cluster.patch(`${web}/scale`, { spec: { replicas: 5 } })
  assert.deepEqual(cluster.send('GET', web).body.spec, { image: 'web:1', replicas: 5 })
})

const deployments = '/apis/apps/v1/namespaces/default/deployments'
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { a: '1' } },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
}

test('through its status a Deployment gets all metadata but its labels, and who writes it owns it', () => {
  const cluster = withMyApps()
  cluster.send('POST', deployments, deployment)
  const metadata = { labels: { a: '2' }, annotations: { c: 'd' }, finalizers: ['example.com/hold'] }
  const { meta } = cluster.patch(`${deployments}/web/status`, { metadata })
  assert.deepEqual([meta.labels, meta.annotations, meta.finalizers], [{ a: '1' }, { c: 'd' }, ['example.com/hold']])
  const [, entry] = meta.managedFields ?? []
  assert.deepEqual(
    [entry?.subresource, Object.keys(entry?.fieldsV1['f:metadata'] ?? {})],
    ['status', ['f:annotations', 'f:finalizers']],
  )
  cluster.send('DELETE', `${deployments}/web`)
  assert.equal(cluster.patch(`${deployments}/web/status`, { metadata: { finalizers: null } }).code, 200)
  assert.equal(cluster.send('GET', `${deployments}/web`).code, 404)
})

test('the times of a condition are there, if only as null', () => {
  const cluster = withMyApps()
  cluster.send('POST', deployments, deployment)
  const conditions = [{ type: 'Available', status: 'True' }]
  const { body } = cluster.patch(`${deployments}/web/status`, { status: { conditions } })
  assert.deepEqual(body.status, {
    conditions: [{ type: 'Available', status: 'True', lastTransitionTime: null, lastUpdateTime: null }],
  })
})

test('no manager owns the finalizer of a new Namespace; one that finalizes it owns what it leaves', () => {
  const cluster = withMyApps()
  const made = cluster.send('POST', '/api/v1/namespaces', {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: { name: 'n' },
  })
  assert.equal(made.meta.managedFields?.[0]?.fieldsV1['f:spec'], undefined)
  const spec = { finalizers: ['example.com/hold'] }
  const finalized = cluster.send('PUT', '/api/v1/namespaces/n/finalize', { ...made.body, spec })
  assert.deepEqual(finalized.meta.managedFields?.[1]?.fieldsV1, { 'f:spec': { 'f:finalizers': {} } })
})
