import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MyApp } from '../../../crd/myapp.ts'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { apiVersionOf, pathOf, type Resource } from '../../../lib/kube/object.ts'
import { logRun } from '../../../streams/drivers/observability/logRun.ts'
import { eventually } from '../eventually.ts'
import type { Running } from './running.ts'
import { type FaultWorld, names, startFaultWorld } from './world.ts'

/** A HorizontalPodAutoscaler sets replicas. Without a metrics API it still enforces its minimum and maximum. */

let world: FaultWorld
let running: Running

before(async () => {
  world = await startFaultWorld()
  running = await world.run()
})
after(() => world.stop())

const scalers = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers'
const autoscale = async (resource: Resource, name: string, minReplicas: number): Promise<void> => {
  const scaleTargetRef = { apiVersion: apiVersionOf(resource), kind: resource.kind, name }
  const spec = { scaleTargetRef, minReplicas, maxReplicas: minReplicas + 2 }
  await world.send('POST', scalers, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name },
    spec,
  })
}

test('of the scale of 20 MyApps: they are raised, become Ready with as many pods, and then nothing is sent', async () => {
  const apps = names(20)
  await Promise.all(apps.map(name => world.create(name, { image: 'web:1' })))
  await world.converged(20)
  await Promise.all(apps.map(name => autoscale(MyApp, name, 3)))
  await eventually('all MyApps are raised to 3', async () => {
    const { json } = await world.send('GET', pathOf(MyApp))
    return Array.isArray(json.items) && json.items.every(({ spec }) => spec.replicas === 3)
  })
  await world.settles(running, 20)
  // An edit of another field leaves the replicas to the autoscaler.
  await Promise.all(apps.map(name => world.edit(name, { image: 'web:2' })))
  const { apps: found } = await world.settles(running, 20)
  for (const app of found) assert.equal(app.spec.replicas, 3)
  await Promise.all(apps.map(name => world.send('DELETE', `${scalers}/${name}`)))
})

test('an autoscaler of an owned Deployment is taken back each time, once, with a warning', async () => {
  await world.create('owner', { image: 'web:1', replicas: 1 })
  await world.converged(21)
  const warnings: string[] = []
  const log = logRun((level, message) => {
    if (level === 'warn') warnings.push(message)
  })
  const told = running.events.length
  const repairs = (): number =>
    running.events
      .slice(told)
      .filter(event => event._tag === 'Effected' && event.effect._tag === 'Apply' && event.effect.reapplied).length

  await autoscale(Deployment, 'owner', 3)
  await eventually('it was taken back three times', () => repairs() >= 3)
  await world.send('DELETE', `${scalers}/owner`)
  // The autoscaler may be in the middle of a round: sluice reverts that one as well.
  await eventually('all is quiet', async () => (await world.settles(running, 21)) !== undefined)
  const { of } = await world.converged(21)
  // One generation for the creation, one for each scaling, one for each repair.
  const owner = of(Deployment).find(({ metadata }) => metadata.name === 'owner')
  assert.equal(owner?.metadata.generation, 1 + 2 * repairs())
  for (const event of running.events.slice(told)) log(event)
  const repaired = 'repair Deployment default/owner: another writer had changed it'
  assert.equal(warnings.filter(warning => warning === repaired).length, repairs())
})
