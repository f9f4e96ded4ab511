import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { runKubectl } from '../../kubectl/kubectl.ts'
import { found, type VersionClient } from './clients.ts'
import { digest, startVersionWorld, type VersionWorld } from './world.ts'

/** One MyApp, edited in both versions. */

let world: VersionWorld
let v1: VersionClient
let v1beta1: VersionClient

before(async () => {
  world = await startVersionWorld()
  v1 = world.v1
  v1beta1 = world.v1beta1
})
after(() => world?.stop())

const carrier = 'example.com/converted-from-v1'
const specOf = async (client: VersionClient, name: string) => found(await client.get(name)).spec
const annotationsOf = async (client: VersionClient, name: string) => found(await client.get(name)).metadata.annotations

test('both versions edit one MyApp by patch, replacement and scale, and each sees the other’s edits', async () => {
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
  const all = await world.settles(world.running, 1)
  const [deployment] = all.of(Deployment)
  assert.match(JSON.stringify(deployment), /"replicas":2,.*"image":"localhost:5000\/web:3"/)
  const scales = await Promise.all([v1, v1beta1].map(async client => (await client.scaleOf('web')).json))
  assert.deepEqual(scales[0]?.status, {
    replicas: 2,
    selector: 'app.kubernetes.io/instance=web,app.kubernetes.io/name=myapp',
  })
  assert.deepEqual(scales[1], scales[0])
})

test('a digest, which v1beta1 lacks, outlives edits of other fields, and ends with one of the image', async () => {
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
  await world.settles(world.running, 1)
})

test('a v1beta1 write without changes leaves every stored byte as it was', async () => {
  await v1.patch('web', { image: `web:6${digest}` })
  await world.settles(world.running, 1)
  const before = found(await v1.get('web')).metadata.resourceVersion
  assert.equal((await v1beta1.replace('web', app => app)).code, 200)
  assert.equal((await v1beta1.patch('web', { image: { tag: '6' } })).code, 200)
  assert.equal(found(await v1.get('web')).metadata.resourceVersion, before)
})

test('a bad MyApp of v1beta1 is refused with the paths of v1beta1', async () => {
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

test('kubectl works with v1beta1, and shows a warning that names v1', async () => {
  const kubectl = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await runKubectl(world.plane.kubeconfigFile, args)
    assert.equal(code, 0, stderr)
    return { stdout, stderr }
  }
  const table = await kubectl('get', 'myapps.v1beta1.example.com', 'web')
  assert.match(table.stdout, /^NAME\s+REPOSITORY\s+TAG\s+SIZE\s+READY\s+AGE\nweb\s+web\s+6\s+2\s+True\s+\S+\n$/)
  assert.match(table.stderr, /Warning: example\.com\/v1beta1 MyApp is deprecated; use example\.com\/v1 MyApp/)
  const { stdout } = await kubectl('get', 'myapps', 'web', '-o', 'jsonpath={.apiVersion} {.spec.image}')
  assert.equal(stdout, `example.com/v1 web:6${digest}`)
  await kubectl('scale', 'myapps.v1beta1.example.com/web', '--replicas=1')
  assert.equal((await specOf(v1, 'web')).replicas, 1)
  const explained = await kubectl('explain', 'myapp.spec.image.repository', '--api-version=example.com/v1beta1')
  assert.match(explained.stdout, /Where the container image is, as host\/path\./)
})

test('every MyApp is stored as v1', async () => {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/myapps.example.com'
  const { json } = await world.plane.client.send('GET', path)
  assert.deepEqual(Object(json.status).storedVersions, ['v1'])
})
