import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Deployment, Service } from '../../../lib/kube/kinds.ts'
import { type Program, sluice } from '../../program.ts'
import { eventually } from '../eventually.ts'
import { type FaultWorld, names, startFaultWorld } from './world.ts'

/** `sluice run` is killed while it works. */

let world: FaultWorld
const started: Program[] = []
const apps = names(60)

before(async () => {
  world = await startFaultWorld()
})
after(async () => {
  await Promise.all(started.map(each => each.stop('SIGKILL')))
  await world.stop()
})

const start = async (): Promise<Program> => {
  const controller = sluice(['run', '--kubeconfig', world.plane.kubeconfigFile, '--log-format', 'json'])
  started.push(controller)
  await controller.says(/"msg":"ready"/)
  return controller
}

test('a controller killed three times under load leaves no duplicate and no orphan, then sends nothing', async () => {
  const loads = [
    () => apps.map(name => world.create(name, { image: 'web:1', port: 80, config: { motd: 'hello' } })),
    () => apps.slice(0, 30).map((name, at) => world.edit(name, { image: 'web:2', replicas: at % 3 })),
    () => [
      ...apps.slice(30, 40).map(name => world.edit(name, { port: null, config: null })),
      ...apps.slice(40).map(name => world.remove(name)),
    ],
  ]
  for (const load of loads) {
    const controller = await start()
    const before = (await world.audit.requests()).length
    const done = Promise.all(load())
    // The controller is killed while it works: all MyApps together take far more writes.
    await eventually('a dozen writes', async () => (await world.audit.requests()).length >= before + 12)
    controller.send('SIGKILL')
    await Promise.all([done, controller.ended])
  }
  const controller = await start()
  const found = await world.converged(40)
  assert.equal(found.of(Deployment).length, 40)
  assert.equal(found.of(Service).length - 1, 30, 'besides the one of the API server')
  assert.equal((await controller.stop()).code, 0)
  await world.needsNothing(40)
})
