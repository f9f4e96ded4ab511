import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Subject } from 'rxjs'
import { eventually } from '../cluster/eventually.ts'
import { saying } from './saying.ts'
import { conditionOf, type ProcessWorld, type Running, startProcessWorld } from './world.ts'

/** Two controllers report on one MyApp, each in conditions and fields of its own. */

const resync$ = new Subject<void>()
const reporting = (type: string, field: string) =>
  saying(`reports-${field.toLowerCase()}`, [], {
    reports: true,
    desired: ({ metadata: { generation = 0 } }) => ({
      status: {
        [field]: generation,
        conditions: [{ type, status: 'True', reason: 'Seen', message: `generation ${generation}` }],
      },
    }),
  })

let world: ProcessWorld
let running: readonly Running[]
before(async () => {
  world = await startProcessWorld()
  running = [
    await world.run(reporting('Synced', 'readyReplicas'), { resync$ }),
    await world.run(reporting('Audited', 'replicas'), { resync$ }),
  ]
})
after(() => world.stop())

const planned = () => running.map(({ events }) => events.filter(({ _tag }) => _tag === 'Ran').length)

test('both are told, neither takes away what the other says, and then nothing is sent', async () => {
  await world.create('shared')
  const app = async () => (await world.apps()).find(({ metadata }) => metadata.name === 'shared')
  const tells = async (generation: number) => {
    const found = await app()
    const said = ['Synced', 'Audited'].map(type => conditionOf(found, type).observedGeneration)
    return said.every(each => each === generation)
  }
  await eventually('both have told', () => tells(1))
  await world.edit('shared', { replicas: 2 })
  await eventually('both have told again', () => tells(2))
  const { readyReplicas, replicas } = (await app())?.status ?? {}
  assert.deepEqual([readyReplicas, replicas], [2, 2])
  const requests = world.requests()
  for (let time = 0; time < 3; time += 1) {
    const from = planned()
    resync$.next()
    await eventually('both have planned', () => planned().every((count, at) => count > (from[at] ?? 0)))
  }
  assert.equal(world.requests(), requests)
  assert.ok(requests <= 8, `${requests} requests for two generations of two controllers`)
})
