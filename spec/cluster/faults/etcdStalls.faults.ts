import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Deployment, Service } from '../../../lib/kube/kinds.ts'
import { eventually } from '../eventually.ts'
import type { Running } from './running.ts'
import { type FaultWorld, names, startFaultWorld } from './world.ts'

/** etcd is paused, so the API server answers 504 without knowing what became of a write. */

let world: FaultWorld
let running: Running
const apps = names(40)

before(async () => {
  world = await startFaultWorld({ apiServerFlags: ['--request-timeout=1s'] })
  running = await world.run({ workers: 2 })
})
after(() => world.stop())

test('after writes of unknown outcome 40 MyApps become Ready, no child exists twice, then silence', async () => {
  const load = Promise.all(apps.map(name => world.create(name)))
  await eventually('the work is under way', async () => (await world.audit.requests()).length > 20)
  world.plane.signalEtcd('SIGSTOP')
  const before = running.events.length
  await eventually('writes were not answered in time', () =>
    running.events
      .slice(before)
      .some(
        event =>
          event._tag === 'Ran' &&
          event.outcome._tag === 'Failed' &&
          event.outcome.failure._tag === 'Status' &&
          event.outcome.failure.code === 504,
      ),
  )
  world.plane.signalEtcd('SIGCONT')
  await load
  const found = await world.settles(running, 40)
  assert.equal(found.of(Deployment).length, 40)
  assert.equal(found.of(Service).length, 41, 'one is that of the API server')
})
