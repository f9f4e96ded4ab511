import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { conditionOf } from '../faults/everything.ts'
import type { Running } from '../faults/running.ts'
import { type FaultWorld, installCrd, names, startFaultWorld } from '../faults/world.ts'
import { type ServedWebhooks, startWebhooks } from './webhookServer.ts'

/** The controller's webhooks review the controller's own writes to MyApps. */

let webhooks: ServedWebhooks
let world: FaultWorld
let running: Running
const [early, late] = [names(10), names(20).slice(10)]

before(async () => {
  webhooks = await startWebhooks()
  world = await startFaultWorld({ prepare: client => installCrd(client, webhooks.crd) })
  // Created before the webhooks: without the label that they add.
  await Promise.all(early.map(name => world.create(name, { image: 'web:1', port: 80, env: { SLUICE_OLD: '1' } })))
  for (const configuration of webhooks.configurations) {
    const path = `/apis/admissionregistration.k8s.io/v1/${configuration.kind.toLowerCase()}s`
    await world.send('POST', path, configuration)
  }
  running = await world.run()
})
after(async () => {
  await world.stop()
  await webhooks.down()
})

test('the controller converges with MyApps from before and after the webhooks, then sends nothing', async () => {
  await Promise.all(late.map(name => world.create(name)))
  const { apps } = await world.settles(running, 20)
  for (const app of apps) {
    assert.equal(conditionOf(app, 'Stalled'), undefined)
    assert.equal(app.metadata.labels?.['app.kubernetes.io/name'], 'myapp')
  }
})

test('edits go through while certificates change, and then it sends nothing', async () => {
  const edits = [...early, ...late].map(name => world.edit(name, { image: 'web:2', replicas: 2 }))
  await Promise.all([...edits, webhooks.rotate(), webhooks.rotate()])
  await world.settles(running, 20)
})

test('with the webhooks away what is deleted goes, with its finalizer, and what was broken is repaired', async () => {
  await webhooks.down()
  await Promise.all(early.map(name => world.remove(name)))
  await world.send('DELETE', '/apis/apps/v1/namespaces/default/deployments/app-15', { propagationPolicy: 'Background' })
  await world.settles(running, 10)
  await webhooks.up()
  await world.needsNothing(10)
  assert.ok(webhooks.told.every(({ code }) => code === 200))
})
