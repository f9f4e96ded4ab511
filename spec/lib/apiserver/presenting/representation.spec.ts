import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crd, myApp, myApps, testCluster, withMyApps } from '../testCluster.ts'

const web = `${myApps}/web`

test('metadata alone is shown to who asks for it', () => {
  const cluster = withMyApps()
  const { meta } = cluster.send('POST', myApps, myApp('web'))
  const one = cluster.send('GET', web, undefined, {
    accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  })
  const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: meta }
  assert.deepEqual(one.body, partial)
  const all = cluster.send('GET', myApps, undefined, {
    accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  })
  assert.deepEqual([all.body.kind, all.body.items], ['PartialObjectMetadataList', [partial]])
})

test('an object is served in each version of its CRD, and selected by the fields that the version declares', () => {
  const cluster = testCluster()
  const [version] = crd.spec.versions
  const selectableFields = [{ jsonPath: '.spec.image' }]
  const versions = [
    { ...version, selectableFields },
    { ...version, name: 'v1beta1', storage: false },
  ]
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  assert.equal(cluster.send('POST', path, { ...crd, spec: { ...crd.spec, versions } }).code, 201)
  const beta = myApps.replace('/v1/', '/v1beta1/')
  const made = cluster.send('POST', beta, { ...myApp('web'), apiVersion: 'example.com/v1beta1' })
  assert.deepEqual([made.code, made.body.apiVersion], [201, 'example.com/v1beta1'])
  assert.equal(cluster.send('GET', web).body.apiVersion, 'example.com/v1')
  const { uid } = cluster.send('GET', `${beta}/web`).meta
  assert.equal(uid, made.meta.uid)
  const count = (image: string) => {
    const { items } = cluster.send('GET', myApps, undefined, { query: { fieldSelector: `spec.image=${image}` } }).body
    assert(Array.isArray(items))
    return items.length
  }
  assert.deepEqual([count('web:1'), count('web:2')], [1, 0])
  const refused = cluster.send('GET', beta, undefined, { query: { fieldSelector: 'spec.image=web:1' } })
  assert.deepEqual([refused.code, refused.body.message], [400, 'field label not supported: spec.image'])
})

test('dry runs answer as if they had been done, and do nothing', () => {
  const cluster = withMyApps()
  const { body } = cluster.send('POST', myApps, myApp('web'))
  const before = cluster.state
  const query = { dryRun: 'All' }
  const updated = cluster.send('PUT', web, { ...body, spec: { image: 'web:2' } }, { query })
  assert.deepEqual(
    [updated.code, updated.body.spec, updated.meta.generation],
    [200, { image: 'web:2', replicas: 1 }, 2],
  )
  const patched = cluster.patch(web, { spec: { replicas: 3 } }, 'merge', query)
  assert.deepEqual(patched.body.spec, { image: 'web:1', replicas: 3 })
  assert.equal(cluster.send('DELETE', web, undefined, { query }).code, 200)
  assert.equal(cluster.state, before)
})

test('a patch that is no apply cannot be forced', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('web'))
  const { code, body } = cluster.patch(web, { spec: { replicas: 3 } }, 'merge', { force: 'true' })
  assert.deepEqual(
    [code, body.message],
    [422, 'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch'],
  )
})
