import assert from 'node:assert/strict'
import { dirname } from 'node:path/posix'
import { test } from 'node:test'
import { crdManifest } from '../../../../crd/manifests.ts'
import { myAppVersions } from '../../../../crd/versions.ts'
import type { EmptyClusterOptions } from '../../../../lib/apiserver/store/state.ts'
import { renamed } from '../../../../lib/versions/index.ts'
import { myApp, myApps, testCluster } from '../testCluster.ts'

/** Versions that say different things, in the model: as a real API server has them with a conversion webhook. */

const beta = myApps.replace('/v1/', '/v1beta1/')
const digest = `@sha256:${'0'.repeat(64)}`
const parts = { repository: 'web', tag: '1' }
const carried = { 'example.com/converted-from-v1': JSON.stringify({ 'spec.image': `web:1${digest}` }) }
const ofBeta = (name: string, spec: object) => ({
  ...myApp(name),
  apiVersion: 'example.com/v1beta1',
  spec: { ...spec },
})

const crdPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/myapps.example.com'

const withCrd = (options: Partial<EmptyClusterOptions> = { versions: [myAppVersions] }) => {
  const cluster = testCluster(options)
  const { code } = cluster.send('POST', dirname(crdPath), crdManifest())
  assert.equal(code, 201)
  return cluster
}

test('each version reads what the other wrote, alone and in lists, and nothing is lost on the way', () => {
  const cluster = withCrd()
  cluster.send('POST', myApps, myApp('web', { image: `web:1${digest}`, replicas: 2 }))
  const seen = cluster.send('GET', `${beta}/web`)
  assert.deepEqual([seen.body.apiVersion, seen.body.spec], ['example.com/v1beta1', { image: parts, size: 2 }])
  assert.deepEqual(seen.meta.annotations, carried)
  assert.deepEqual(seen.warnings, ['example.com/v1beta1 MyApp is deprecated; use example.com/v1 MyApp'])
  assert.deepEqual(cluster.send('GET', beta).body.items, [seen.body])

  const before = cluster.state
  const same = cluster.send('PUT', `${beta}/web`, seen.body)
  assert.deepEqual([same.body, cluster.state], [seen.body, before])
  cluster.patch(`${beta}/web`, { spec: { size: 3 } })
  cluster.patch(`${beta}/web/scale`, { spec: { replicas: 4 } })
  const { body, meta } = cluster.send('GET', `${myApps}/web`)
  assert.deepEqual([body.spec, meta.annotations], [{ image: `web:1${digest}`, replicas: 4 }, undefined])
  const dry = cluster.patch(`${beta}/web`, { spec: { image: { tag: '2' } } }, 'merge', { dryRun: 'All' })
  const done = cluster.patch(`${beta}/web`, { spec: { image: { tag: '2' } } })
  for (const each of [dry, done]) {
    assert.deepEqual([each.body.spec, each.meta.annotations], [{ image: { ...parts, tag: '2' }, size: 4 }, undefined])
  }
  assert.deepEqual(cluster.send('GET', `${myApps}/web`).body.spec, { image: 'web:2', replicas: 4 })
})

test('what is stored is of the stored version, whoever wrote it', () => {
  const cluster = withCrd()
  cluster.send('POST', beta, ofBeta('web', { image: parts }))
  const stored = cluster.state.collections.get('example.com/myapps')?.objects.get('default/web')
  assert.deepEqual([stored?.apiVersion, stored?.spec], ['example.com/v1', { image: 'web:1', replicas: 1 }])
})

test('a bad object is refused in the words of the version in which it was written', () => {
  const cluster = withCrd()
  const { code, body } = cluster.send('POST', beta, ofBeta('web', { image: { repository: 'web:1' }, size: -1 }))
  assert.equal(code, 422)
  assert.match(String(body.message), /spec\.image\.repository in body should match.*spec\.size in body should be/)
})

test('watches of each version tell the same in their own words', () => {
  const cluster = withCrd()
  const from = { resourceVersion: String(cluster.state.resourceVersion) }
  const [ours, theirs] = [cluster.watch(myApps, from), cluster.watch(beta, from)]
  cluster.send('POST', beta, ofBeta('web', { image: parts }))
  cluster.patch(`${myApps}/web`, { spec: { replicas: 5, image: `web:1${digest}` } })
  cluster.send('DELETE', `${beta}/web`)
  const told = (cursor: typeof ours) =>
    cluster.pull(cursor).lines.map(line => {
      const { type, object } = JSON.parse(line)
      return [type, object.apiVersion, object.spec, object.metadata.annotations]
    })
  const last = [{ image: `web:1${digest}`, replicas: 5 }, undefined] as const
  assert.deepEqual(told(ours), [
    ['ADDED', 'example.com/v1', { image: 'web:1', replicas: 1 }, undefined],
    ['MODIFIED', 'example.com/v1', ...last],
    ['DELETED', 'example.com/v1', ...last],
  ])
  assert.deepEqual(told(theirs), [
    ['ADDED', 'example.com/v1beta1', { image: parts, size: 1 }, undefined],
    ['MODIFIED', 'example.com/v1beta1', { image: parts, size: 5 }, carried],
    ['DELETED', 'example.com/v1beta1', { image: parts, size: 5 }, carried],
  ])
})

test('a manager owns the fields of its version, and loses them to one that takes over in another', () => {
  const cluster = withCrd()
  cluster.apply(`${myApps}/web`, myApp('web', { image: 'web:1', replicas: 1 }), 'ours')
  cluster.apply(`${beta}/web`, ofBeta('web', { image: parts, size: 1, port: 80 }), 'theirs')
  const conflict = cluster.apply(`${myApps}/web`, myApp('web', { image: 'web:2', replicas: 2 }), 'ours')
  assert.equal(conflict.code, 409)
  assert.match(
    String(conflict.body.message),
    /conflicts with "theirs":\n- \.spec\.(size|image\.tag)\n- \.spec\.(size|image\.tag)$/,
  )
  const owners = () =>
    cluster
      .send('GET', `${myApps}/web`)
      .meta.managedFields?.map(({ manager, apiVersion, fieldsV1 }) => [manager, apiVersion, fieldsV1['f:spec']])
  cluster.apply(`${myApps}/web`, myApp('web', { image: 'web:2', replicas: 1 }), 'ours', { force: 'true' })
  assert.deepEqual(owners(), [
    ['ours', 'example.com/v1', { 'f:image': {}, 'f:replicas': {} }],
    ['theirs', 'example.com/v1beta1', { 'f:image': { 'f:repository': {} }, 'f:port': {}, 'f:size': {} }],
  ])
  // One manager goes over to the other version: what it no longer applies goes, unless another one owns it there.
  cluster.apply(`${myApps}/web`, myApp('web', { image: 'web:2' }), 'theirs')
  assert.deepEqual(cluster.send('GET', `${myApps}/web`).body.spec, { image: 'web:2', replicas: 1 })
  assert.deepEqual(owners(), [
    ['ours', 'example.com/v1', { 'f:image': {}, 'f:replicas': {} }],
    ['theirs', 'example.com/v1', { 'f:image': {} }],
  ])
})

test('who scales in one version takes the replicas from who owns them in the other', () => {
  const cluster = withCrd()
  cluster.apply(`${beta}/web`, ofBeta('web', { image: parts, size: 1 }), 'theirs')
  cluster.patch(`${myApps}/web/scale`, { spec: { replicas: 2 } }, 'merge', { fieldManager: 'scaler' })
  const { managedFields } = cluster.send('GET', `${beta}/web`).meta
  assert.deepEqual(
    managedFields?.map(({ manager, apiVersion, fieldsV1 }) => [manager, apiVersion, fieldsV1['f:spec']]),
    [
      ['theirs', 'example.com/v1beta1', { 'f:image': { 'f:repository': {}, 'f:tag': {} } }],
      ['scaler', 'example.com/v1', { 'f:replicas': {} }],
    ],
  )
})

test('a conversion has no say in metadata but labels and annotations', () => {
  const meddled = [renamed('metadata.labels', 'metadata.annotations'), renamed('metadata.uid', 'metadata.selfLink')]
  const meddling = { ...myAppVersions, others: myAppVersions.others.map(other => ({ ...other, changes: meddled })) }
  const cluster = withCrd({ versions: [meddling] })
  const { meta } = cluster.send('POST', myApps, myApp('web', { image: 'web:1' }, { labels: { a: 'b' } }))
  const { labels: _labels, ...others } = meta
  assert.deepEqual(cluster.send('GET', `${beta}/web`).meta, { ...others, annotations: { a: 'b' } })
})
test('without a conversion the webhook is away: v1 goes on, and v1beta1 says why it does not', () => {
  const cluster = withCrd({})
  assert.equal(cluster.send('POST', myApps, myApp('web')).code, 201)
  const message = (from: string) =>
    `conversion webhook for example.com/${from}, Kind=MyApp failed: Post "https://sluice-webhooks.sluice-system.svc:443/convert?timeout=30s": service "sluice-webhooks" not found`
  const refused = [
    cluster.send('GET', `${beta}/web`),
    cluster.send('GET', beta),
    cluster.send('DELETE', `${beta}/web`),
    cluster.patch(`${beta}/web`, { spec: { size: 2 } }),
    cluster.patch(`${beta}/web/scale`, { spec: { replicas: 2 } }),
  ]
  for (const { code, body } of refused) assert.deepEqual([code, body.message], [500, message('v1')])
  for (const query of [{}, { dryRun: 'All' }]) {
    const { code, body } = cluster.send('POST', beta, ofBeta('new', { image: parts }), { query })
    assert.deepEqual([code, body.message], [500, message('v1beta1')])
  }
  const { lines, ended } = cluster.pull(cluster.watch(beta))
  assert.deepEqual([lines.length, ended, JSON.parse(lines[0] ?? '').object.message], [1, true, message('v1')])
  assert.equal(cluster.patch(`${myApps}/web`, { spec: { replicas: 2 } }).code, 200)
  assert.equal(cluster.send('DELETE', `${myApps}/web`).code, 200)
})

test('an update forgets owners of a version that cannot be converted; an apply is refused', () => {
  const cluster = withCrd()
  cluster.apply(`${beta}/web`, ofBeta('web', { image: parts, size: 1 }), 'theirs')
  cluster.state = { ...cluster.state, versions: [] }
  // The kinds of a CRD are made anew when it changes.
  cluster.patch(crdPath, { metadata: { labels: { a: 'b' } } })
  const applied = cluster.apply(`${myApps}/web`, myApp('web', { image: 'web:1', replicas: 1, port: 80 }), 'ours')
  assert.deepEqual([applied.code, /^conversion webhook/.test(String(applied.body.message))], [500, true])
  const updated = cluster.patch(`${myApps}/web`, { spec: { replicas: 2 } })
  assert.deepEqual([updated.code, updated.meta.managedFields], [200, undefined])
})
