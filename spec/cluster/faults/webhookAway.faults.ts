import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Deployment } from '../../../lib/kinds.ts'
import { eventually } from '../eventually.ts'
import { conditionOf, listEverything } from './everything.ts'
import type { Running } from './running.ts'
import { startWebhook, type Webhook } from './webhook.ts'
import { names, startWorld, type World } from './world.ts'

/** A webhook without which no Deployment is written goes away for a while. */

let world: World
let running: Running
let webhook: Webhook
const apps = names(30)

before(async () => {
  world = await startWorld()
  webhook = await startWebhook(world.send)
  running = await world.run({ slowBackoff: { firstMs: 500, factor: 2, capMs: 2000, jitter: 0.1 } })
})
after(async () => {
  await world.stop()
  await webhook.down()
})

test('while it is there, what it adds stays, and nothing is sent', async () => {
  await Promise.all(apps.map(name => world.create(name)))
  const { of } = await world.settles(running, 30)
  for (const { metadata } of of(Deployment)) assert.equal(metadata.labels?.webhook, 'seen')
})

test('while it is away, each MyApp that it concerns says so; when it is back, all become Ready, and then nothing is sent', async () => {
  await webhook.down()
  await Promise.all(apps.map(name => world.edit(name, { image: 'web:2' })))
  await eventually('all MyApps name the webhook', async () => {
    const { apps: found } = await listEverything(world.plane.client)
    return found.every(app => /webhook "labels\.example\.com"/.test(String(conditionOf(app, 'Stalled')?.message)))
  })
  await webhook.up()
  const found = await world.settles(running, 30)
  for (const app of found.apps) assert.equal(conditionOf(app, 'Stalled'), undefined)
})
