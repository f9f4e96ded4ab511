import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from '../eventually.ts'
import type { Running } from './running.ts'
import { type FaultWorld, names, startFaultWorld } from './world.ts'

/** A namespace is deleted with its MyApps, which have finalizers, while some children are still being created. */

let world: FaultWorld
let running: Running

before(async () => {
  world = await startFaultWorld()
  // One worker is slower than the test, so the last MyApps have no children yet when the namespace goes.
  running = await world.run({ workers: 1 })
})
after(() => world.stop())

test('the namespace goes away, MyApps elsewhere stay Ready, and then nothing is sent', async () => {
  const { plane, send } = world
  const namespaces = '/api/v1/namespaces'
  await send('POST', namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'doomed' } })
  await Promise.all([
    ...names(30).map(name => world.create(name, undefined, 'doomed')),
    ...names(10).map(name => world.create(name)),
  ])
  await world.converged(40)

  const late = names(60).slice(30)
  await Promise.all(late.map(name => world.create(name, undefined, 'doomed')))
  await send('DELETE', `${namespaces}/doomed`)
  await eventually(
    'the namespace is gone',
    async () => (await plane.client.send('GET', `${namespaces}/doomed`)).code === 404,
  )
  await world.settles(running, 10)
  const refusals = running.events.flatMap(event =>
    event._tag === 'Ran' && event.outcome._tag === 'Failed' ? [event.outcome.failure.message] : [],
  )
  assert.match(refusals.join('\n'), /it is being terminated/)
})
