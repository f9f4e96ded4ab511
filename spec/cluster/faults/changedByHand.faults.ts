import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MyApp } from '../../../crd/myapp.ts'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import { type KubeObject, pathOf, type Resource } from '../../../lib/kube/object.ts'
import { eventually } from '../eventually.ts'
import { conditionOf, type Everything, listEverything } from './everything.ts'
import type { Running } from './running.ts'
import { type FaultWorld, names, startFaultWorld } from './world.ts'

/** A user removes labels and finalizers, and deletes MyApps in each way that Kubernetes has. */

let world: FaultWorld
let running: Running
const apps = names(30)
const children = [Deployment, Service, ConfigMap]

before(async () => {
  world = await startFaultWorld()
  running = await world.run({ slowBackoff: { firstMs: 500, factor: 2, capMs: 2000, jitter: 0 } })
  const spec = { image: 'web:1', port: 80, replicas: 1, config: { motd: 'hello' } }
  await Promise.all(apps.map(name => world.create(name, spec)))
  await world.converged(30)
})
after(() => world.stop())

const merge = async (resource: Resource, name: string, body: object): Promise<void> => {
  await world.send('PATCH', pathOf(resource, 'default', name), body, 'application/merge-patch+json')
}
const uidsOf = (found: Everything, resource: Resource): readonly string[] =>
  found.of(resource).map(({ metadata }) => metadata.uid)
const named = (found: Everything, resource: Resource, name: string): KubeObject | undefined =>
  found.of(resource).find(({ metadata }) => metadata.name === name)

test('children whose labels a user strips, which hides them from their watch, get them back', async () => {
  const before = await listEverything(world.plane.client)
  await Promise.all(apps.flatMap(name => children.map(kind => merge(kind, name, { metadata: { labels: null } }))))
  const found = await world.settles(running, 30)
  for (const kind of children) {
    assert.deepEqual(uidsOf(found, kind), uidsOf(before, kind))
    for (const name of apps) {
      assert.equal(named(found, kind, name)?.metadata.labels?.['app.kubernetes.io/managed-by'], 'sluice-myapp')
    }
  }
})

test('finalizers stripped of all MyApps come back', async () => {
  await Promise.all(apps.map(name => merge(MyApp, name, { metadata: { finalizers: null } })))
  const found = await world.settles(running, 30)
  for (const { metadata } of found.apps) assert.deepEqual(metadata.finalizers, ['example.com/finalizer'])
})

test('deleted in the foreground: children first, none of them is made again, and then the MyApp', async () => {
  const told = running.events.length
  const doomed = apps.slice(0, 10)
  await Promise.all(doomed.map(name => world.remove(name, 'Foreground')))
  const found = await world.settles(running, 20)
  for (const kind of children) for (const name of doomed) assert.equal(named(found, kind, name), undefined)
  const made = running.events.slice(told).filter(event => event._tag === 'Effected' && event.effect._tag === 'Create')
  assert.deepEqual(made, [])
})

test('a successor of an orphaned MyApp does not touch its children, and says so, until they go', async () => {
  const doomed = apps.slice(10, 15)
  await Promise.all(doomed.map(name => world.remove(name, 'Orphan')))
  const found = await world.settles(running, 15)
  for (const name of doomed) assert.equal(named(found, Deployment, name)?.metadata.ownerReferences, undefined)

  await Promise.all(doomed.map(name => world.create(name, { image: 'web:2' })))
  await eventually('the successors say what is in their way', async () => {
    const { apps: now } = await listEverything(world.plane.client)
    const stalled = now.filter(app => conditionOf(app, 'Stalled')?.reason === 'ChildNotOwned')
    return stalled.length === 5 && stalled.every(app => conditionOf(app, 'Ready')?.status === 'False')
  })
  assert.match(JSON.stringify((await listEverything(world.plane.client)).of(Deployment)), /"image":"web:1"/)
  await Promise.all(doomed.map(name => world.send('DELETE', pathOf(Deployment, 'default', name))))
  await world.settles(running, 20)
})
