import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import type { Subscription } from 'rxjs'
import { MyApp } from '../../../crd/myapp.ts'
import { MyAppV1beta1 } from '../../../crd/v1beta1.ts'
import { myAppVersions } from '../../../crd/versions.ts'
import { createStore, type Store } from '../../../lib/cache/store.ts'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { apiVersionOf, type KubeObject, type Resource } from '../../../lib/kube/object.ts'
import { convert } from '../../../lib/versions/convert.ts'
import { openCluster } from '../../../streams/drivers/connection/openCluster.ts'
import { listWatch } from '../../../streams/watching/listWatch.ts'
import { reflect } from '../../../streams/watching/reflect.ts'
import { eventually } from '../eventually.ts'
import { found, type VersionClient } from './clients.ts'
import { digest, startVersionWorld, type VersionWorld } from './world.ts'

/** Both versions at once: field owners, watches, and a webhook that is down. */

let world: VersionWorld
let v1: VersionClient
let v1beta1: VersionClient

before(async () => {
  world = await startVersionWorld()
  v1 = world.v1
  v1beta1 = world.v1beta1
})
after(() => world?.stop())

const specOf = async (client: VersionClient, name: string) => found(await client.get(name)).spec

test('managers that apply in two versions conflict field by field, and take over with force', async () => {
  assert.equal((await v1.apply('shared', { image: `shared:1${digest}`, replicas: 1 }, 'ours')).code, 201)
  const image = { repository: 'shared', tag: '1' }
  // The same values in the other version: no conflict, and both managers own the fields.
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
  // The same manager changes to v1: fields that it no longer applies are removed.
  await v1.apply('shared', { image: 'shared:1', replicas: 3 }, 'theirs')
  assert.deepEqual(await specOf(v1, 'shared'), { image: 'shared:1', replicas: 3 })
  assert.deepEqual(await owners(), ['theirs example.com/v1'])
  await world.settles(world.running, 1)
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
    await world.settles(world.running, 16)
    await eventually('both watches agree', () => ours.size() === 16 && agree())
  } finally {
    for (const each of following) each.unsubscribe()
    await opened.right.close()
  }
})

test('while the conversion webhook is down v1 goes on, and v1beta1 is refused with the reason', async () => {
  assert.equal((await v1beta1.patch('shared', { port: 81 })).code, 200)
  await world.webhook.down()
  const away = /conversion webhook for example\.com\/v1(beta1)?, Kind=MyApp failed: Post "https:.*connection refused/
  const edited = await v1.patch('shared', { image: 'shared:7', replicas: 2 })
  assert.equal(edited.code, 200)
  // The API server cannot convert the entries of v1beta1 managers, and so drops all managedFields.
  assert.equal(found(edited).metadata.managedFields, undefined)
  assert.equal((await v1.create('meanwhile', { image: `meanwhile:1${digest}` })).code, 201)
  const refused = [
    await v1beta1.get('meanwhile'),
    await v1beta1.create('new', { image: { repository: 'new' } }),
    await v1beta1.patch('shared', { size: 5 }),
    await v1beta1.scale('shared', 5),
    await v1beta1.remove('shared'),
  ]
  for (const { code, json } of refused) {
    assert.equal(code, 500)
    assert.match(String(json.message), away)
  }
  const all = await world.settles(world.running, 17)
  assert.match(
    JSON.stringify(all.of(Deployment).find(({ metadata }) => metadata.name === 'shared')),
    /"image":"shared:7"/,
  )

  await world.webhook.up()
  await eventually('v1beta1 answers', async () => (await v1beta1.get('meanwhile')).code === 200)
  assert.deepEqual(await specOf(v1beta1, 'shared'), { image: { repository: 'shared', tag: '7' }, size: 2, port: 81 })
  assert.equal((await v1beta1.patch('shared', { size: 1 })).code, 200)
  await world.needsNothing(17)
})
