import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import type { Subscription } from 'rxjs'
import { crdManifest } from '../../../crd/manifests.ts'
import { MyApp } from '../../../crd/myapp.ts'
import { MyAppV1beta1 } from '../../../crd/v1beta1.ts'
import { myAppVersions } from '../../../crd/versions.ts'
import { Deployment } from '../../../lib/kinds.ts'
import { apiVersionOf, type KubeObject, type Resource } from '../../../lib/object.ts'
import { createStore, type Store } from '../../../lib/store.ts'
import { convert } from '../../../lib/versions/convert.ts'
import { openCluster } from '../../../streams/drivers/cluster/cluster.ts'
import { listWatch } from '../../../streams/listWatch.ts'
import { reflect } from '../../../streams/reflect.ts'
import { runKubectl } from '../../kubectl/kubectl.ts'
import { eventually } from '../eventually.ts'
import type { Running } from '../faults/running.ts'
import { installCrd, startWorld, type World } from '../faults/world.ts'
import { found, type VersionClient, versionClient } from './clients.ts'
import { type ConversionWebhook, startConversionWebhook } from './conversionWebhook.ts'

/** A real API server that stores v1 and converts by webhook, a client of each version, and the controller, which knows v1. */

let webhook: ConversionWebhook
let world: World
let running: Running
let v1: VersionClient
let v1beta1: VersionClient

before(async () => {
  webhook = await startConversionWebhook()
  world = await startWorld({ prepare: client => installCrd(client, crdManifest(webhook.client)) })
  v1 = versionClient(world.plane.client, MyApp)
  v1beta1 = versionClient(world.plane.client, MyAppV1beta1)
  running = await world.run()
})
after(async () => {
  await world.stop()
  await webhook.down()
})

const carrier = 'example.com/converted-from-v1'
const digest = `@sha256:${'0'.repeat(64)}`
const specOf = async (client: VersionClient, name: string) => found(await client.get(name)).spec
const annotationsOf = async (client: VersionClient, name: string) => found(await client.get(name)).metadata.annotations

test('both versions edit one MyApp by patch, replacement and scale: each sees what the other did, and so do its pods', async () => {
  assert.equal((await v1beta1.create('web', { image: { repository: 'web', tag: '1' }, port: 80 })).code, 201)
  assert.deepEqual(await specOf(v1, 'web'), { image: 'web:1', replicas: 1, port: 80 })
  assert.equal((await v1.patch('web', { replicas: 2, image: 'localhost:5000/web:2' })).code, 200)
  const image = { repository: 'localhost:5000/web', tag: '2' }
  assert.deepEqual(await specOf(v1beta1, 'web'), { image, size: 2, port: 80 })
  assert.equal((await v1beta1.patch('web', { size: 3, env: { A: 'b' } })).code, 200)
  const replaced = await v1beta1.replace('web', app => ({
    ...app,
    spec: { ...app.spec, image: { ...image, tag: '3' } },
  }))
  assert.deepEqual(found(replaced).spec, { image: { ...image, tag: '3' }, size: 3, port: 80, env: { A: 'b' } })
  assert.deepEqual(await specOf(v1, 'web'), {
    image: 'localhost:5000/web:3',
    replicas: 3,
    port: 80,
    env: { A: 'b' },
  })
  for (const [client, replicas] of [
    [v1beta1, 1],
    [v1, 2],
  ] as const) {
    assert.equal((await client.scale('web', replicas)).code, 200)
    assert.deepEqual([(await specOf(v1, 'web')).replicas, (await specOf(v1beta1, 'web')).size], [replicas, replicas])
  }
  const all = await world.settles(running, 1)
  const [deployment] = all.of(Deployment)
  assert.match(JSON.stringify(deployment), /"replicas":2,.*"image":"localhost:5000\/web:3"/)
  const scales = await Promise.all([v1, v1beta1].map(async client => (await client.scaleOf('web')).json))
  assert.deepEqual(scales[0]?.status, {
    replicas: 2,
    selector: 'app.kubernetes.io/instance=web,app.kubernetes.io/name=myapp',
  })
  assert.deepEqual(scales[1], scales[0])
})

test('a digest, which v1beta1 cannot say, outlives its edits of other fields, and ends with its edit of the image', async () => {
  assert.equal((await v1.patch('web', { image: `web:4${digest}` })).code, 200)
  const seen = found(await v1beta1.get('web'))
  assert.deepEqual(seen.spec.image, { repository: 'web', tag: '4' })
  assert.deepEqual(seen.metadata.annotations, { [carrier]: JSON.stringify({ 'spec.image': `web:4${digest}` }) })
  await v1beta1.patch('web', { size: 1, env: null })
  await v1beta1.replace('web', app => ({ ...app, spec: { ...app.spec, port: 81 } }))
  await v1beta1.scale('web', 2)
  assert.deepEqual(await specOf(v1, 'web'), { image: `web:4${digest}`, replicas: 2, port: 81 })
  assert.equal(await annotationsOf(v1, 'web'), undefined)

  await v1beta1.patch('web', { image: { tag: '5' } })
  assert.deepEqual(await specOf(v1, 'web'), { image: 'web:5', replicas: 2, port: 81 })
  assert.deepEqual([await annotationsOf(v1, 'web'), await annotationsOf(v1beta1, 'web')], [undefined, undefined])
  await world.settles(running, 1)
})

test('a write of v1beta1 that changes nothing is none: not one byte of what is stored differs', async () => {
  await v1.patch('web', { image: `web:6${digest}` })
  await world.settles(running, 1)
  const before = found(await v1.get('web')).metadata.resourceVersion
  assert.equal((await v1beta1.replace('web', app => app)).code, 200)
  assert.equal((await v1beta1.patch('web', { image: { tag: '6' } })).code, 200)
  assert.equal(found(await v1.get('web')).metadata.resourceVersion, before)
})

test('a bad MyApp of v1beta1 is refused in its own words', async () => {
  const refused = [
    [{ image: { repository: 'web', tag: '1' }, size: -1 }, /spec\.size in body should be greater than or equal to 0/],
    [{ image: { tag: '1' } }, /spec\.image\.repository: Required value/],
    [{ image: { repository: 'web:1' } }, /spec\.image\.repository in body should match/],
    [
      { image: { repository: 'a'.repeat(500), tag: '1'.repeat(20) } },
      /repository and tag must together be at most 512/,
    ],
    [{ image: 'web:1' }, /spec\.image in body must be of type object/],
  ] as const
  for (const [spec, why] of refused) {
    const { code, json } = await v1beta1.create('bad', spec)
    assert.equal(code, 422)
    assert.match(String(json.message), why)
  }
})

test('who applies in one version conflicts with who applies in the other, field by field, and takes over with force', async () => {
  assert.equal((await v1.apply('shared', { image: `shared:1${digest}`, replicas: 1 }, 'ours')).code, 201)
  const image = { repository: 'shared', tag: '1' }
  // The same wish in other words: no conflict, and both own it.
  assert.equal((await v1beta1.apply('shared', { image, size: 1 }, 'theirs')).code, 200)
  assert.deepEqual(await specOf(v1, 'shared'), { image: `shared:1${digest}`, replicas: 1 })
  const owners = async () =>
    (found(await v1.get('shared')).metadata.managedFields ?? [])
      .filter(({ manager }) => manager === 'ours' || manager === 'theirs')
      .map(({ manager, apiVersion }) => `${manager} ${apiVersion}`)
      .sort()
  assert.deepEqual(await owners(), ['ours example.com/v1', 'theirs example.com/v1beta1'])

  const conflict = await v1beta1.apply('shared', { image: { ...image, tag: '2' }, size: 2 }, 'theirs')
  assert.equal(conflict.code, 409)
  assert.match(
    String(conflict.json.message),
    /conflicts with "ours":\n- \.spec\.(image|replicas)\n- \.spec\.(image|replicas)$/,
  )
  const forced = await v1beta1.apply('shared', { image: { ...image, tag: '2' }, size: 2 }, 'theirs', true)
  assert.deepEqual([forced.code, found(forced).spec], [200, { image: { ...image, tag: '2' }, size: 2 }])
  assert.deepEqual(await specOf(v1, 'shared'), { image: 'shared:2', replicas: 2 })
  assert.deepEqual(await owners(), ['theirs example.com/v1beta1'])

  const back = await v1.apply('shared', { image: 'shared:2', replicas: 5 }, 'ours')
  assert.match(String(back.json.message), /conflict with "theirs": \.spec\.size$/)
  await v1beta1.apply('shared', { image, size: 3, env: { A: 'a' } }, 'theirs')
  assert.deepEqual(await specOf(v1, 'shared'), { image: 'shared:1', replicas: 3, env: { A: 'a' } })
  // The same manager goes over to v1: what it does not apply any more is gone.
  await v1.apply('shared', { image: 'shared:1', replicas: 3 }, 'theirs')
  assert.deepEqual(await specOf(v1, 'shared'), { image: 'shared:1', replicas: 3 })
  assert.deepEqual(await owners(), ['theirs example.com/v1'])
  await world.settles(running, 2)
})

test('watches of both versions tell the same story, each in its own words', async () => {
  const opened = await openCluster({ kubeconfig: world.plane.kubeconfigFile })
  if (isLeft(opened)) throw new Error(opened.left)
  const following: Subscription[] = []
  const follow = <O extends KubeObject>(resource: Resource<O>): Store<O> => {
    const store = createStore<O>()
    following.push(listWatch(resource, opened.right.sources).events$.pipe(reflect(store)).subscribe())
    return store
  }
  const [ours, theirs] = [follow(MyApp), follow(MyAppV1beta1)]
  const agree = (): boolean => {
    const keys = [...ours.keys()]
    assert.deepEqual(keys.toSorted(), [...theirs.keys()].toSorted())
    for (const key of keys) {
      const [one, other] = [ours.get(key), theirs.get(key)]
      assert.ok(one !== undefined && other?._tag === 'Accepted', `${key} is accepted by both`)
      const converted = convert(myAppVersions, { ...one.object }, apiVersionOf(MyAppV1beta1))
      assert.deepEqual(converted, { _tag: 'Right', right: other.object })
    }
    return true
  }
  try {
    await eventually('both have listed', () => ours.listed() && theirs.listed())
    const names = Array.from({ length: 20 }, (_, at) => `app-${at}`)
    await Promise.all(names.map((name, at) => v1.create(name, { image: at % 2 === 0 ? 'a:1' : `a:1${digest}` })))
    await Promise.all(names.map((name, at) => (at % 3 === 0 ? v1beta1 : v1).scale(name, 2)))
    await Promise.all(names.slice(0, 5).map(name => v1beta1.remove(name)))
    await world.settles(running, 17)
    await eventually('both watches agree', () => ours.size() === 17 && agree())
  } finally {
    for (const each of following) each.unsubscribe()
    await opened.right.close()
  }
})

test('kubectl speaks v1beta1, and is told that v1 is there', async () => {
  const kubectl = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await runKubectl(world.plane.kubeconfigFile, args)
    assert.equal(code, 0, stderr)
    return { stdout, stderr }
  }
  const table = await kubectl('get', 'myapps.v1beta1.example.com', 'web', 'shared')
  assert.match(
    table.stdout,
    /^NAME\s+REPOSITORY\s+TAG\s+SIZE\s+READY\s+AGE\nweb\s+web\s+6\s+2\s+True\s+\S+\nshared\s+shared\s+1\s+3\s+True/,
  )
  assert.match(table.stderr, /Warning: example\.com\/v1beta1 MyApp is deprecated; use example\.com\/v1 MyApp/)
  const { stdout } = await kubectl('get', 'myapps', 'web', '-o', 'jsonpath={.apiVersion} {.spec.image}')
  assert.equal(stdout, `example.com/v1 web:6${digest}`)
  await kubectl('scale', 'myapps.v1beta1.example.com/web', '--replicas=1')
  assert.equal((await specOf(v1, 'web')).replicas, 1)
  const explained = await kubectl('explain', 'myapp.spec.image.repository', '--api-version=example.com/v1beta1')
  assert.match(explained.stdout, /Where the container image is, as host\/path\./)
})

test('while the webhook is down v1 goes on, and v1beta1 is refused with the reason; afterwards all is as it was meant', async () => {
  await webhook.down()
  const away = /conversion webhook for example\.com\/v1(beta1)?, Kind=MyApp failed: Post "https:.*connection refused/
  const edited = await v1.patch('web', { image: 'web:7', replicas: 2 })
  assert.equal(edited.code, 200)
  // The API server cannot tell what the owners that speak v1beta1 have lost, and so forgets all owners.
  assert.equal(found(edited).metadata.managedFields, undefined)
  assert.equal((await v1.create('meanwhile', { image: `meanwhile:1${digest}` })).code, 201)
  const refused = [
    await v1beta1.get('meanwhile'),
    await v1beta1.create('new', { image: { repository: 'new' } }),
    await v1beta1.patch('web', { size: 5 }),
    await v1beta1.scale('web', 5),
    await v1beta1.remove('web'),
  ]
  for (const { code, json } of refused) {
    assert.equal(code, 500)
    assert.match(String(json.message), away)
  }
  const all = await world.settles(running, 18)
  assert.match(JSON.stringify(all.of(Deployment).find(({ metadata }) => metadata.name === 'web')), /"image":"web:7"/)

  await webhook.up()
  await eventually('v1beta1 answers', async () => (await v1beta1.get('meanwhile')).code === 200)
  assert.deepEqual(await specOf(v1beta1, 'web'), { image: { repository: 'web', tag: '7' }, size: 2, port: 81 })
  assert.equal((await v1beta1.patch('web', { size: 1 })).code, 200)
  await world.needsNothing(18)
})

test('all is stored as v1', async () => {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/myapps.example.com'
  const { json } = await world.plane.client.send('GET', path)
  assert.deepEqual(Object(json.status).storedVersions, ['v1'])
})
