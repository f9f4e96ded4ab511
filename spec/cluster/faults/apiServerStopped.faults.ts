import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Running } from './running.ts'
import { type FaultWorld, names, startFaultWorld } from './world.ts'

/** The API server shuts down: for seconds it refuses new connections and keeps the old ones, watches included. */

let world: FaultWorld
let running: Running
const apps = names(40)

before(async () => {
  world = await startFaultWorld({ apiServerFlags: ['--request-timeout=3s'] })
  // One worker is slower than the test, so edits are still waiting when the server stops.
  running = await world.run({ workers: 1 })
  await Promise.all(apps.map(name => world.create(name)))
  await world.converged(40)
})
after(() => world.stop())

test('an API server restarted amid edits of 40 MyApps: all become Ready, none is stalled, then silence', async () => {
  await Promise.all(apps.map((name, at) => world.edit(name, { image: 'web:2', replicas: at % 3 })))
  await world.plane.stopApiServer('SIGTERM')
  await world.plane.startApiServer()
  await world.settles(running, 40)
  const ran = running.events.filter(event => event._tag === 'Ran')
  assert.ok(
    ran.some(({ outcome }) => outcome._tag === 'Failed' && outcome.failure._tag === 'Connection'),
    'writes were held up',
  )
  assert.deepEqual(
    ran.flatMap(({ became }) => became ?? []),
    [],
  )
})
