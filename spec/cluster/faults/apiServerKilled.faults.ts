import { after, before, test } from 'node:test'
import type { Running } from './running.ts'
import { type FaultWorld, names, startFaultWorld } from './world.ts'

/** The API server is killed three times, and once returns with another certificate of the same authority. */

let world: FaultWorld
let running: Running
const apps = names(40)

before(async () => {
  world = await startFaultWorld()
  running = await world.run()
})
after(() => world.stop())

test('killed three times while 40 MyApps are created: all become Ready, and then nothing is sent', async () => {
  const load = Promise.all(apps.map(name => world.create(name)))
  for (const newCertificate of [false, true, false]) {
    await world.plane.stopApiServer('SIGKILL')
    await world.plane.startApiServer({ newCertificate })
  }
  await load
  await world.settles(running, 40)
})
