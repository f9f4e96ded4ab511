import assert from 'node:assert/strict'
import { after as afterAll, before, test } from 'node:test'
import { MyApp } from '../../crd/myapp.ts'
import { managedByLabel } from '../../lib/cache/cache.ts'
import { after, once } from '../../lib/controller/child.ts'
import { ConfigMap } from '../../lib/kube/kinds.ts'
import { type KubeObject, type Manifest, pathOf } from '../../lib/kube/object.ts'
import { appliedAnnotation } from '../../lib/kube/ownership/claim.ts'
import { allowDeletesAnnotation } from '../../lib/plan/deleteLimit.ts'
import { eventually } from '../cluster/eventually.ts'
import { saying } from './saying.ts'
import { conditionOf, type ProcessWorld, type Running, startProcessWorld } from './world.ts'

/** once, after, onRemoval and the limit on deletes, as an API server shows them. */

let world: ProcessWorld
before(async () => {
  world = await startProcessWorld()
})
afterAll(() => world.stop())

const configMap = (name: string, data: Readonly<Record<string, string>>): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})
const found = async (name: string): Promise<KubeObject | undefined> =>
  (await world.objects(ConfigMap)).find(({ metadata }) => metadata.name === name)
const dataOf = async (name: string): Promise<unknown> => Reflect.get(Object(await found(name)), 'data')
const hasPlanned = (running: Running, name: string, generation: number): boolean =>
  running.events.some(event => event._tag === 'Ran' && event.key.endsWith(`/${name}`)) && generation > 0
const patch = (path: string, body: object) =>
  world.client.send({ method: 'PATCH', path, headers: { 'content-type': 'application/merge-patch+json' }, body })

test('once keeps what it was, after waits, and what is set free outlives its owner', async () => {
  const words = saying('words', [], {
    owns: [{ resource: ConfigMap, onRemoval: 'orphan' }],
    desired: ({ metadata: { name }, spec: { replicas = 1 } }) => {
      if (name !== 'words') return {}
      const size = String(replicas)
      return {
        children: [
          once(configMap('words-first', { size })),
          after(replicas > 1, configMap('words-later', { size }), 'replicas is 1'),
          ...(replicas < 3 ? [configMap('words-free', { size })] : []),
        ],
      }
    },
  })
  const running = await world.run(words)
  await world.create('words', { image: 'web:1', replicas: 1 })
  await eventually('the free one is there', async () => (await found('words-free')) !== undefined)
  assert.equal(await found('words-later'), undefined)
  await world.edit('words', { replicas: 2 })
  await eventually('the later one is there', async () => (await found('words-later')) !== undefined)
  await eventually('the free one has changed', async () => Object(await dataOf('words-free')).size === '2')
  assert.deepEqual(await dataOf('words-first'), { size: '1' })
  await world.edit('words', { replicas: 3 })
  await eventually('it is free', async () => (await found('words-free'))?.metadata.ownerReferences === undefined)
  const { labels, annotations } = (await found('words-free'))?.metadata ?? {}
  assert.deepEqual([labels?.[managedByLabel], annotations?.[appliedAnnotation]], [undefined, undefined])
  assert.deepEqual(await dataOf('words-free'), { size: '2' })
  assert.ok(hasPlanned(running, 'words', 1))
  await running.stop()
})

test('more deletes than a minute allows are held back and told, and go on when a user says so', async () => {
  const names = Array.from({ length: 6 }, (_, at) => `many-${at}`)
  const many = saying('many', [], {
    owns: [ConfigMap].map(resource => ({ resource })),
    limits: { deletesPerMinute: 2 },
    reports: true,
    desired: ({ metadata: { name }, spec: { replicas = 1 } }) =>
      name === 'many' ? { children: replicas === 0 ? [] : names.map(each => configMap(each, {})) } : {},
  })
  const running = await world.run(many)
  await world.create('many', { image: 'web:1', replicas: 1 })
  const count = async () =>
    (await world.objects(ConfigMap)).filter(({ metadata }) => names.includes(metadata.name)).length
  await eventually('all are there', async () => (await count()) === 6)
  await world.edit('many', { replicas: 0 })
  const app = async () => (await world.apps()).find(({ metadata }) => metadata.name === 'many')
  await eventually('the owner is told', async () => conditionOf(await app(), 'Stalled').reason === 'DeletesHeldBack')
  assert.equal(await count(), 6)
  const until = new Date(Date.now() + 600_000).toISOString()
  await patch(`${pathOf(MyApp, world.namespace)}/many`, {
    metadata: { annotations: { [allowDeletesAnnotation]: until } },
  })
  await eventually('all are gone', async () => (await count()) === 0)
  await eventually('nothing is told any more', async () => conditionOf(await app(), 'Stalled').status === undefined)
  await running.stop()
})
