import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Subject } from 'rxjs'
import { MyApp } from '../../crd/myapp.ts'
import { managedBy, managedByLabel } from '../../lib/cache/cache.ts'
import { equal } from '../../lib/json/equal.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { ConfigMap, Deployment, Service } from '../../lib/kube/kinds.ts'
import { managedFieldsOf } from '../../lib/kube/managedFields.ts'
import { apiVersionOf, KubeObject, kind, type Manifest, pathOf, type Resource } from '../../lib/kube/object.ts'
import { eventually } from '../cluster/eventually.ts'
import { type DriftCase, driftCases } from './driftCases.ts'
import { childrenAnnotation, saying } from './saying.ts'
import { type ProcessWorld, type Running, startProcessWorld } from './world.ts'

/** What another writer takes is put back, what he adds stays, and what the server normalises is written once. */

const kinds: readonly Resource[] = [
  ConfigMap,
  Deployment,
  Service,
  kind('', 'v1', 'Secret', 'secrets'),
  kind('', 'v1', 'ServiceAccount', 'serviceaccounts'),
  kind('rbac.authorization.k8s.io', 'v1', 'Role', 'roles'),
  kind('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies'),
  kind('autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
]
const controller = saying('drift', kinds)

let world: ProcessWorld
let running: Running
const resync$ = new Subject<void>()
before(async () => {
  world = await startProcessWorld()
  running = await world.run(controller, { resync$ })
})
after(() => world.stop())

const name = (at: number) => `drift-${at}`
const manifestOf = ({ child }: DriftCase, at: number): Manifest => ({
  ...child,
  metadata: { ...child.metadata, name: name(at) },
})
const pathOfChild = ({ apiVersion, kind: named, metadata }: Manifest): string => {
  const resource = kinds.find(each => each.kind === named && apiVersionOf(each) === apiVersion)
  assert.ok(resource)
  return pathOf(resource, world.namespace, metadata.name)
}
const send = async (method: string, path: string, body?: object) => {
  const headers = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {}
  const { code, json, text } = await world.client.send({ method, path, body, headers })
  assert.ok(code < 300, `${method} ${path}: ${text}`)
  return json
}
const read = (at: number) => send('GET', pathOfChild(manifestOf(caseAt(at), at)))
const caseAt = (at: number): DriftCase => {
  const found = driftCases[at]
  assert.ok(found)
  return found
}
const valueAt = (object: unknown, place: readonly string[]): unknown =>
  place.reduce<unknown>((value, field) => (isRecord(value) ? value[field] : undefined), object)

/** Plans everything three times more, and asserts that nothing is sent. */
const silent = async (of: Running): Promise<void> => {
  const before = world.requests()
  for (let time = 0; time < 3; time += 1) {
    const from = of.events.length
    resync$.next()
    await eventually('all are planned', () => {
      const planned = of.events.slice(from).flatMap(event => (event._tag === 'Ran' ? [event.key] : []))
      return driftCases.every((_, at) => planned.includes(`${world.namespace}/${name(at)}`))
    })
  }
  assert.equal(world.requests() - before, 0)
}

test('each child is written once, and then no more, also by a controller that starts afresh', async () => {
  const before = world.requests()
  for (const [at, each] of driftCases.entries()) {
    const children = JSON.stringify([manifestOf(each, at)])
    const metadata = { name: name(at), annotations: { [childrenAnnotation]: children } }
    const spec = { image: 'web:1' }
    await send('POST', pathOf(MyApp, world.namespace), { apiVersion: 'example.com/v1', kind: 'MyApp', metadata, spec })
  }
  const created = () => running.events.filter(event => event._tag === 'Effected' && event.effect._tag === 'Create')
  await eventually('all children are there', () => created().length >= driftCases.length)
  await silent(running)
  assert.equal(world.requests() - before, driftCases.length)
  await running.stop()
  running = await world.run(controller, { resync$ })
  await eventually('it is ready', () => running.events.some(({ _tag }) => _tag === 'Ready'))
  await silent(running)
  assert.equal(world.requests() - before, driftCases.length)
})

test('a field of ours that another writer changes or removes is put back; all else stays as he wants it', async () => {
  const left = new Map<number, unknown>()
  for (const [at, { what, edit, place, isUndone, by = ['Apply'] }] of driftCases.entries()) {
    const was = valueAt(await read(at), place)
    const from = running.events.length
    const edited = valueAt(await send('PATCH', pathOfChild(manifestOf(caseAt(at), at)), edit), place)
    assert.ok(!equal(was, edited), `${what}: the edit changes nothing`)
    if (!isUndone) left.set(at, edited)
    else {
      const applied = () =>
        running.events.slice(from).flatMap(event => (event._tag === 'Effected' ? [event.effect] : []))
      await eventually(`${what}: put back`, async () => equal(valueAt(await read(at), place), was))
      await eventually(`${what}: written`, () => applied().length >= by.length)
      assert.deepEqual(
        applied().map(({ _tag }) => _tag),
        by,
        what,
      )
    }
  }
  await silent(running)
  for (const [at, edited] of left) {
    const { what, place } = caseAt(at)
    assert.deepEqual(valueAt(await read(at), place), edited, what)
  }
})

test('what was taken while no controller ran is put back by the next one', async () => {
  await running.stop()
  for (const [at, { edit, isUndone }] of driftCases.entries()) {
    if (isUndone) await send('PATCH', pathOfChild(manifestOf(caseAt(at), at)), edit)
  }
  running = await world.run(controller, { resync$ })
  const applied = () => running.events.flatMap(event => (event._tag === 'Effected' ? [event.effect._tag] : []))
  const expected = driftCases.flatMap(({ isUndone, by = ['Apply'] }) => (isUndone ? by : []))
  await eventually('all is put back', () => applied().length >= expected.length)
  await silent(running)
  assert.deepEqual(applied().toSorted(), expected.toSorted())
})

test('the fields of a former field manager are taken over once, and go where they are no longer desired', async () => {
  await running.stop()
  const successor = { ...saying('successor', [ConfigMap], { formerFieldManagers: ['former'] }) }
  const child = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'taken-over' } }
  const metadata = {
    name: 'former',
    annotations: { [childrenAnnotation]: JSON.stringify([{ ...child, data: { a: '1' } }]) },
  }
  const body = { apiVersion: 'example.com/v1', kind: 'MyApp', metadata, spec: { image: 'web:1' } }
  const owner = await send('POST', pathOf(MyApp, world.namespace), body)
  assert.ok(KubeObject.is(owner))
  const path = pathOf(ConfigMap, world.namespace, 'taken-over')
  await send('POST', `${pathOf(ConfigMap, world.namespace)}?fieldManager=former`, {
    ...child,
    metadata: {
      name: 'taken-over',
      labels: { [managedByLabel]: managedBy(successor) },
      ownerReferences: [
        {
          apiVersion: owner.apiVersion,
          kind: owner.kind,
          name: owner.metadata.name,
          uid: owner.metadata.uid,
          controller: true,
        },
      ],
    },
    data: { a: '1', old: 'x' },
  })
  running = await world.run(successor, { resync$ })
  await eventually('the old field is gone', async () => equal((await send('GET', path)).data, { a: '1' }))
  const managers = managedFieldsOf(await send('GET', path)).map(({ manager, operation }) => `${operation} ${manager}`)
  assert.deepEqual(managers, ['Apply sluice/successor'])
  const before = world.requests()
  const from = running.events.length
  resync$.next()
  await eventually('it is planned again', () =>
    running.events.slice(from).some(event => event._tag === 'Ran' && event.key.endsWith('/former')),
  )
  assert.equal(world.requests(), before)
})
