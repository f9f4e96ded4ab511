import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import { controllerOf, pathOf } from '../../../lib/kube/object.ts'
import { type Program, sluice } from '../../program.ts'
import { eventually } from '../eventually.ts'
import { type FaultWorld, installCrd, names, startFaultWorld } from './world.ts'

/** A user deletes the CRD, and with it all MyApps, while the controller runs. */

let world: FaultWorld
let controller: Program
const apps = names(20)
const crd = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/myapps.example.com'

before(async () => {
  world = await startFaultWorld()
  controller = sluice(['run', '--kubeconfig', world.plane.kubeconfigFile, '--log-format', 'json'])
})
after(async () => {
  await controller.stop('SIGKILL')
  await world.stop()
})

/** The children of MyApps that still exist. */
const children = async (): Promise<number> => {
  let count = 0
  for (const kind of [Deployment, Service, ConfigMap]) {
    const { json } = await world.send('GET', pathOf(kind))
    if (!Array.isArray(json.items)) throw new Error(`no list of ${kind.plural}`)
    count += json.items.filter(child => controllerOf(child)?.kind === 'MyApp').length
  }
  return count
}

test('a deleted CRD takes its MyApps along and is named in the log; installed again, new ones become Ready', async () => {
  const { plane, send } = world
  await controller.says(/"msg":"ready"/)
  await Promise.all(apps.map(name => world.create(name, { image: 'web:1', port: 80, config: { motd: 'hello' } })))
  await world.converged(20)

  await send('DELETE', crd)
  await eventually('the CRD is gone', async () => (await plane.client.send('GET', crd)).code === 404)
  await controller.says(/CRD myapps\.example\.com is not installed/)
  await eventually('all children are gone', async () => (await children()) === 0)

  await installCrd(plane.client)
  await Promise.all(apps.map(name => world.create(name, { image: 'web:2', port: 80 })))
  await world.converged(20)
  assert.equal((await controller.stop()).code, 0)
  await world.needsNothing(20)
})
