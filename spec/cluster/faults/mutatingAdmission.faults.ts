import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { eventually } from '../eventually.ts'
import { conditionOf, listEverything } from './everything.ts'
import { startMutatingPolicy } from './mutatingPolicy.ts'
import type { Running } from './running.ts'
import { startWebhook, type Webhook } from './webhook.ts'
import { type FaultWorld, names, startFaultWorld } from './world.ts'

/** A mutating webhook changes each Deployment before the API server stores it. */

let world: FaultWorld
let running: Running
let webhook: Webhook | undefined
const apps = names(30)

before(async () => {
  world = await startFaultWorld()
  running = await world.run({ slowBackoff: { firstMs: 500, factor: 2, capMs: 2000, jitter: 0.1 } })
})
after(async () => {
  await world.stop()
  await webhook?.down()
})

test('a webhook that adds fields is left alone: desired fields are there as well, then nothing is sent', async () => {
  const policy = await startMutatingPolicy(
    world,
    `Object{
      metadata: Object.metadata{ labels: {"team": "platform"} },
      spec: Object.spec{ template: Object.spec.template{
        metadata: Object.spec.template.metadata{ annotations: {"injected": "yes"} },
        spec: Object.spec.template.spec{ containers: [
          Object.spec.template.spec.containers{ name: "app", env: [
            Object.spec.template.spec.containers.env{ name: "INJECTED", value: "yes" }
          ] },
          Object.spec.template.spec.containers{ name: "sidecar", image: "sidecar:1" }
        ] }
      } }
    }`,
    'sidecar:1',
  )
  const keepsAdditions = async (image: string): Promise<void> => {
    const found = await world.settles(running, 30)
    for (const deployment of found.of(Deployment)) {
      const text = JSON.stringify(deployment)
      for (const each of ['"team":"platform"', '"injected":"yes"', '"INJECTED"', 'sidecar:1', image]) {
        assert.ok(text.includes(each), `${each} is in ${text}`)
      }
    }
  }
  await Promise.all(apps.map(name => world.create(name, { image: 'web:1', port: 80, env: { OURS: 'yes' } })))
  await keepsAdditions('web:1')
  await Promise.all(apps.map(name => world.edit(name, { image: 'web:2', env: { OURS: null, MORE: 'yes' } })))
  await keepsAdditions('web:2')
  await policy.remove()
  await Promise.all(apps.map(name => world.edit(name, { image: 'web:3' })))
  await keepsAdditions('web:3')
})

test('a Deployment whose image a policy rewrites is written once, and then nothing is sent', async () => {
  const policy = await startMutatingPolicy(
    world,
    `Object{ spec: Object.spec{ template: Object.spec.template{ spec: Object.spec.template.spec{ containers: [
      Object.spec.template.spec.containers{ name: "app", image: "mirror.example.com/web:0" }
    ] } } } }`,
    'mirror.example.com',
  )
  const told = running.events.length
  await Promise.all(apps.map(name => world.edit(name, { image: 'web:4' })))
  await eventually('all are ready with the image of the policy', async () => {
    const { apps: found, of } = await listEverything(world.plane.client)
    const areReady = found.every(app => {
      const ready = conditionOf(app, 'Ready')
      return ready?.status === 'True' && ready.observedGeneration === app.metadata.generation
    })
    return areReady && of(Deployment).every(each => JSON.stringify(each).includes('mirror.example.com'))
  })
  for (const name of apps) {
    const writes = running.events
      .slice(told)
      .filter(event => event._tag === 'Effected' && 'manifest' in event.effect && event.key === `default/${name}`)
    assert.equal(writes.length, 1, `writes of Deployment ${name}`)
  }
  await running.staysSilent(apps.map(name => `default/${name}`))

  await policy.remove()
  await Promise.all(apps.map(name => world.edit(name, { image: 'web:5' })))
  await world.settles(running, 30)
})

test('while a required webhook is away each MyApp says so; when it is back, all become Ready', async () => {
  webhook = await startWebhook(world.send)
  await Promise.all(apps.map(name => world.edit(name, { image: 'web:6' })))
  const { of } = await world.settles(running, 30)
  for (const { metadata } of of(Deployment)) assert.equal(metadata.labels?.webhook, 'seen')

  await webhook.down()
  await Promise.all(apps.map(name => world.edit(name, { image: 'web:7' })))
  await eventually('all MyApps name the webhook', async () => {
    const { apps: found } = await listEverything(world.plane.client)
    return found.every(app => /webhook "labels\.example\.com"/.test(String(conditionOf(app, 'Stalled')?.message)))
  })
  await webhook.up()
  const found = await world.settles(running, 30)
  for (const app of found.apps) assert.equal(conditionOf(app, 'Stalled'), undefined)
})
