import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Subject } from 'rxjs'
import { myApp } from '../../crd/controller.ts'
import { ConfigMap } from '../../lib/kube/kinds.ts'
import { pathOf } from '../../lib/kube/object.ts'
import { eventually } from '../cluster/eventually.ts'
import { type ProcessWorld, type Running, startProcessWorld } from './world.ts'

/** MyApps of nearly 1 MiB, which the cache keeps packed. */

let world: ProcessWorld
let running: Running
const resync$ = new Subject<void>()

before(async () => {
  world = await startProcessWorld()
  running = await world.run(myApp, { resync$ })
})
after(() => world.stop())

const file = (at: number): string => `# file ${at}\n${`a line of file ${at}\n`.repeat(1500)}`
const config = Object.fromEntries(Array.from({ length: 32 }, (_, at) => [`file-${at}`, file(at)]))

/** What it said was changed of ConfigMaps. */
const changed = (): readonly string[] =>
  running.events.flatMap(event =>
    event._tag === 'Ran'
      ? (event.changes ?? []).flatMap(({ child, paths }) => (child.kind === 'ConfigMap' ? paths : []))
      : [],
  )

test('a MyApp of nearly 1 MiB gets its ConfigMap, and an edit of one file names that file', async () => {
  await world.create('large', { image: 'web:1', port: 80, config })
  await world.converged(['large'])
  await world.edit('large', { config: { 'file-3': 'short' } })
  await world.converged(['large'])
  assert.deepEqual(changed(), ['data.file-3'])
})

test('an edit of a large ConfigMap by hand is taken back', async () => {
  const path = pathOf(ConfigMap, world.namespace, 'large')
  const headers = { 'content-type': 'application/merge-patch+json' }
  const body = { data: { 'file-4': `${file(4)}by hand` } }
  const { code, text } = await world.client.send({ method: 'PATCH', path, body, headers })
  assert.equal(code, 200, text)
  await eventually('the file is as the MyApp says', async () => {
    const { json } = await world.client.send({ path })
    return Object(json.data)['file-4'] === file(4)
  })
  await world.converged(['large'])
  assert.deepEqual(changed().at(-1), 'data.file-4')
})

test('a resync of large objects sends nothing', async () => {
  await world.converged(['large'])
  const before = world.requests()
  const runs = () => running.events.filter(({ _tag }) => _tag === 'Ran').length
  for (let round = 0; round < 3; round += 1) {
    const sofar = runs()
    resync$.next()
    await eventually('it was planned again', async () => runs() > sofar)
  }
  assert.equal(world.requests(), before)
})
