import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metaOf } from '../../../../lib/apiserver/objects/meta.ts'
import { crd, eventsOf, myApp, myApps, told, withMyApps } from '../testCluster.ts'

const web = `${myApps}/web`

test('what nothing holds is gone at once', () => {
  const cluster = withMyApps()
  const { meta } = cluster.send('POST', myApps, myApp('web'))
  const { code, body } = cluster.send('DELETE', web)
  assert.equal(code, 200)
  assert.deepEqual(body, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: 'web', group: 'example.com', kind: 'myapps', uid: meta.uid },
  })
  assert.equal(cluster.send('GET', web).code, 404)
  assert.equal(cluster.send('DELETE', web).code, 404)
})

test('a finalizer holds an object until it is removed; none can be added meanwhile', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('web', {}, { finalizers: ['example.com/finalizer'] }))
  const watching = cluster.watch(myApps, { resourceVersion: String(cluster.state.resourceVersion) })
  const held = cluster.send('DELETE', web)
  assert.equal(held.code, 200)
  assert.equal(held.meta.deletionTimestamp, '2023-11-14T22:13:20Z')
  assert.equal(held.meta.deletionGracePeriodSeconds, 0)
  assert.equal(held.meta.generation, 2)
  const again = cluster.send('DELETE', web)
  assert.equal(again.meta.resourceVersion, held.meta.resourceVersion, 'a second deletion changes nothing')
  const more = cluster.patch(web, { metadata: { finalizers: ['example.com/finalizer', 'example.com/more'] } })
  assert.equal(more.code, 422)
  assert.match(String(more.body.message), /no new finalizers can be added if the object is being deleted/)
  assert.equal(cluster.patch(web, { metadata: { finalizers: null } }).code, 200)
  assert.equal(cluster.send('GET', web).code, 404)
  assert.deepEqual(told(cluster.pull(watching)), ['MODIFIED web', 'DELETED web'])
})

test('preconditions protect another object of the name', () => {
  const cluster = withMyApps()
  const { meta } = cluster.send('POST', myApps, myApp('web'))
  const other = cluster.send('DELETE', web, { preconditions: { uid: 'other' } })
  assert.equal(other.code, 409)
  assert.match(String(other.body.message), /the UID in the precondition \(other\) does not match the UID in record/)
  assert.equal(cluster.send('DELETE', web, { preconditions: { resourceVersion: '1' } }).code, 409)
  assert.equal(cluster.send('DELETE', web, { preconditions: { uid: meta.uid } }).code, 200)
})

const policies = [
  { propagationPolicy: 'Foreground', finalizer: 'foregroundDeletion' },
  { propagationPolicy: 'Orphan', finalizer: 'orphan' },
]
for (const { propagationPolicy, finalizer } of policies) {
  test(`${propagationPolicy} leaves a finalizer for the garbage collector`, () => {
    const cluster = withMyApps()
    cluster.send('POST', myApps, myApp('web'))
    const deleted = cluster.send('DELETE', web, { propagationPolicy })
    assert.equal(deleted.code, 200)
    assert.deepEqual(deleted.meta.finalizers, [finalizer])
  })
}

test('a Pod on a node waits for its kubelet, one without goes at once', () => {
  const cluster = withMyApps()
  const pods = '/api/v1/namespaces/default/pods'
  const pod = (name: string, nodeName?: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'i' }], ...(nodeName && { nodeName }) },
  })
  assert.equal(cluster.send('POST', pods, pod('bound', 'node')).code, 201)
  assert.equal(cluster.send('POST', pods, pod('loose')).code, 201)
  const bound = cluster.send('DELETE', `${pods}/bound`)
  assert.equal(bound.meta.deletionGracePeriodSeconds, 30)
  assert.equal(bound.meta.deletionTimestamp, '2023-11-14T22:13:50Z')
  assert.equal(cluster.send('GET', `${pods}/bound`).code, 200)
  cluster.send('DELETE', `${pods}/bound`, { gracePeriodSeconds: 0 })
  assert.equal(cluster.send('GET', `${pods}/bound`).code, 404)
  assert.equal(cluster.send('DELETE', `${pods}/loose`).body.kind, 'Pod')
  assert.equal(cluster.send('GET', `${pods}/loose`).code, 404)
})

test('a Pod that goes at once was marked before; its watchers see both', () => {
  const cluster = withMyApps()
  const pods = '/api/v1/namespaces/default/pods'
  const spec = { containers: [{ name: 'c', image: 'i' }] }
  const { meta } = cluster.send('POST', pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'loose' }, spec })
  const watching = cluster.watch(pods, { resourceVersion: String(meta.resourceVersion) })
  const gone = cluster.send('DELETE', `${pods}/loose`)
  const pulled = cluster.pull(watching)
  assert.deepEqual(told(pulled), ['MODIFIED loose', 'DELETED loose'])
  assert.equal(gone.meta.deletionGracePeriodSeconds, 0)
  assert.equal(gone.meta.resourceVersion, String(cluster.state.resourceVersion))
})

test('a grace period that runs can only become shorter', () => {
  const cluster = withMyApps()
  const pod = '/api/v1/namespaces/default/pods/bound'
  const spec = { containers: [{ name: 'c', image: 'i' }], nodeName: 'node' }
  const metadata = { name: 'bound' }
  cluster.send('POST', '/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata, spec })
  const seconds = [30, 5, 20, undefined].map(
    gracePeriodSeconds => cluster.send('DELETE', pod, { gracePeriodSeconds }).meta.deletionGracePeriodSeconds,
  )
  assert.deepEqual(seconds, [30, 5, 5, 5])
})

test('orphanDependents: false is answered with 202 while something holds the object', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('web', {}, { finalizers: ['example.com/finalizer'] }))
  assert.equal(cluster.send('DELETE', web, { orphanDependents: false }).code, 202)
  assert.equal(cluster.send('DELETE', web, { orphanDependents: true, propagationPolicy: 'Orphan' }).code, 422)
})

test('the last event of an object shows it as it was stored last, with its finalizer', () => {
  const cluster = withMyApps()
  const finalizers = ['example.com/finalizer']
  cluster.send('POST', myApps, myApp('web', {}, { finalizers }))
  const { meta } = cluster.send('DELETE', web)
  const watching = cluster.watch(myApps, { resourceVersion: String(meta.resourceVersion) })
  cluster.patch(web, { metadata: { finalizers: [] } })
  const [event] = eventsOf(cluster.pull(watching))
  assert.equal(event?.type, 'DELETED')
  assert.deepEqual(metaOf(event?.object ?? {}).finalizers, finalizers)
})

test('a Namespace goes when it is finalized', () => {
  const cluster = withMyApps()
  const path = '/api/v1/namespaces/going'
  cluster.send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'going' } })
  const { body } = cluster.send('DELETE', path)
  assert.deepEqual(body.status, { phase: 'Terminating' })
  assert.deepEqual(body.spec, { finalizers: ['kubernetes'] })
  assert.equal(cluster.send('PUT', `${path}/finalize`, { ...body, spec: { finalizers: [] } }).code, 200)
  assert.equal(cluster.send('GET', path).code, 404)
})

test('a CRD takes its objects and their watches with it, and waits for their finalizers', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('free'))
  cluster.send('POST', myApps, myApp('held', {}, { finalizers: ['example.com/finalizer'] }))
  const watching = cluster.watch(myApps, { resourceVersion: String(cluster.state.resourceVersion) })
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}`
  assert.equal(cluster.send('DELETE', path).code, 200)
  const first = cluster.pull(watching)
  assert.deepEqual([told(first), first.ended], [['DELETED free', 'MODIFIED held'], undefined])
  cluster.patch(`${myApps}/held`, { metadata: { finalizers: [] } })
  assert.equal(cluster.send('GET', path).code, 404)
  const last = cluster.pull(first.cursor)
  assert.deepEqual([told(last), last.ended], [['DELETED held'], true])
  const gone = cluster.raw('GET', myApps)
  assert.equal(gone._tag === 'Body' && gone.code, 404)
})

test('deletecollection deletes one page, and answers with it as it was', () => {
  const cluster = withMyApps()
  for (const name of ['a', 'b']) cluster.send('POST', myApps, myApp(name, {}, { finalizers: ['example.com/hold'] }))
  const { body } = cluster.send('DELETE', myApps, undefined, { query: { limit: '1' } })
  const [item, more] = Array.isArray(body.items) ? body.items : []
  assert.deepEqual([item.metadata.name, item.metadata.deletionTimestamp, more], ['a', undefined, undefined])
  assert.notEqual(cluster.send('GET', `${myApps}/a`).meta.deletionTimestamp, undefined)
  assert.equal(cluster.send('GET', `${myApps}/b`).meta.deletionTimestamp, undefined)
})

test('deletecollection deletes what is selected, and nothing else', () => {
  const cluster = withMyApps()
  for (const name of ['a', 'b', 'c']) {
    cluster.send('POST', myApps, myApp(name, {}, { labels: { keep: String(name === 'b') } }))
  }
  const { body } = cluster.send('DELETE', myApps, undefined, { query: { labelSelector: 'keep=false' } })
  assert.equal(Array.isArray(body.items) && body.items.length, 2)
  const left = cluster.pull(cluster.watch(myApps))
  assert.deepEqual(
    eventsOf(left).map(({ type }) => type),
    ['ADDED'],
  )
})

test('in a query uid and resourceVersion are preconditions, and a body makes the query mean nothing', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('web'))
  assert.equal(cluster.send('DELETE', web, undefined, { query: { uid: 'other' } }).code, 409)
  assert.equal(cluster.send('DELETE', web, undefined, { query: { resourceVersion: '1' } }).code, 409)
  assert.equal(cluster.send('DELETE', web, {}, { query: { uid: 'other' } }).code, 200)
})
