import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { crdManifest } from '../../../crd/manifests.ts'
import { MyApp } from '../../../crd/myapp.ts'
import { granting, type PolicyRule } from '../../../lib/controller/rbac.ts'
import { eventRules } from '../../../lib/events/eventRules.ts'
import { ConfigMap, Service } from '../../../lib/kube/kinds.ts'
import { pathOf } from '../../../lib/kube/object.ts'
import { type Program, sluice } from '../../program.ts'
import { type Administrator, administratorOf, type Json } from '../administrator.ts'
import { type ControlPlane, startControlPlane } from '../controlPlane/controlPlane.ts'
import { eventually } from '../eventually.ts'
import { grantedIn } from './granted.ts'
import { type MyApps, mergePatch, myAppsIn } from './myApps.ts'
import { type Pod, startPod } from './pod.ts'
import { rolePath } from './rolePath.ts'

/** Withholds each right that Events need: sluice names it, and works on. With both, all Events are sent. */

const namespace = 'told'
const account = { namespace, name: 'sluice' }

let plane: ControlPlane
let administrator: Administrator
let pod: Pod
let apps: MyApps
let running: Program

before(async () => {
  plane = await startControlPlane({ controllers: false })
  administrator = await administratorOf(plane.kubeconfigFile)
  const { ask, send } = administrator
  await ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crdManifest('nobody'))
  await eventually('MyApps are served', async () => (await send('GET', pathOf(MyApp))).code === 200)
  await ask('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  const granted = await grantedIn(administrator, account)
  await granted.allBut()
  pod = await startPod(administrator, account)
  apps = myAppsIn(administrator, namespace)
  running = sluice(['run', '--events', '--service-account', pod.folder, '--namespace', namespace], {
    env: pod.env,
  })
  await running.says(/^ready$/m)
})

after(async () => {
  await running.stop()
  await pod.remove()
  await administrator.close()
  await plane.stop()
})

const literally = (text: string): RegExp => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
const missing = (verb: string): RegExp =>
  literally(
    `Events are left out: ServiceAccount told/sluice cannot ${verb} events in namespace told: ` +
      `grant verb ${verb} on events in group events.k8s.io, in namespace told`,
  )

/** Grants these rights on Events besides those that the controller's declaration needs. */
const grant = async (rules: readonly PolicyRule[]): Promise<void> => {
  const { ask, send } = administrator
  const metadata = { name: 'events', namespace }
  for (const manifest of granting('Role', metadata, rules, [{ kind: 'ServiceAccount', ...account }])) {
    const path = `${rolePath(manifest)}/${metadata.name}`
    const isThere = (await send('GET', path)).code === 200
    await (isThere ? ask('PUT', path, manifest) : ask('POST', rolePath(manifest), manifest))
  }
}

const eventsOf = async (name: string, reason: string): Promise<readonly Json[]> => {
  const selector = `involvedObject.name=${name},reason=${reason}`
  const { items } = await administrator.ask(
    'GET',
    `/api/v1/namespaces/${namespace}/events?fieldSelector=${encodeURIComponent(selector)}`,
  )
  return Array.isArray(items) ? items : []
}

/** A user changes a child by hand, and waits until sluice repairs it. */
const drift = async (name: string): Promise<void> => {
  await administrator.ask('PATCH', apps.pathOf(ConfigMap, name), { data: { 'a.txt': 'drifted' } }, mergePatch)
  await eventually(`${name} is repaired`, async () => {
    const { data } = Object(await apps.read(ConfigMap, name))
    return Object(data)['a.txt'] === 'one'
  })
}

test('without create no Event is sent, the missing right is logged, and MyApps become Ready', async () => {
  await apps.create('first')
  await running.says(missing('create'))
  await apps.converged()
  assert.deepEqual(await eventsOf('first', 'Created'), [])
})

test('with create alone each Event is sent once, and the right to count repetitions is logged as missing', async () => {
  await grant(eventRules.map(rule => ({ ...rule, verbs: ['create'] })))
  await apps.create('second')
  await eventually('its children are told', async () => (await eventsOf('second', 'Created')).length > 0)
  await drift('second')
  await drift('second')
  await running.says(missing('patch'))
  const [repaired] = await eventsOf('second', 'Repaired')
  assert.deepEqual([repaired?.series, repaired?.reportingComponent], [undefined, 'sluice/myapp'])
})

test('with the shipped rules all Events are sent and counted, and name the child', async () => {
  await grant(eventRules)
  await apps.create('third')
  await eventually('its children are told', async () => (await eventsOf('third', 'Created')).length > 0)
  await drift('third')
  await drift('third')
  await eventually('both repairs are counted', async () => {
    const [repaired] = await eventsOf('third', 'Repaired')
    return Object(repaired?.series).count === 2 && Object(repaired?.related).kind === 'ConfigMap'
  })
})

test('a quota that refuses a child is reported in the API server’s words, again at each attempt', async () => {
  const { ask } = administrator
  const quotas = `/api/v1/namespaces/${namespace}/resourcequotas`
  const hard = { services: '0' }
  await ask('POST', quotas, { metadata: { name: 'none' }, spec: { hard } })
  // Only the controller manager counts quota usage, and it does not run here.
  const status = { hard, used: { services: '3' } }
  await ask('PATCH', `${quotas}/none/status`, { status }, mergePatch)
  await apps.create('fourth')
  await eventually('it is told', async () => (await eventsOf('fourth', 'FailedCreate')).length > 0)
  const [failed, ...others] = await eventsOf('fourth', 'FailedCreate')
  assert.equal(
    failed?.message,
    'Failed to create Service fourth: services "fourth" is forbidden: ' +
      'exceeded quota: none, requested: services=1, used: services=3, limited: services=0',
  )
  await apps.edit('fourth', { replicas: 3 })
  await eventually('it is counted', async () => {
    const [again] = await eventsOf('fourth', 'FailedCreate')
    return Object(again?.series).count === 2
  })
  assert.deepEqual([others, await eventsOf('fourth', 'Forbidden')], [[], []], 'its own report is no news')
  await ask('DELETE', `${quotas}/none`)
  await apps.touch('fourth')
  await eventually('it goes on', async () => (await eventsOf('fourth', 'Created')).length === 2)
})

test('Events of the last writes before SIGTERM are sent before the process ends', async () => {
  const before = (await eventsOf('third', 'Updated')).length
  await apps.edit('third', { port: 81 })
  await eventually('the edit is carried out', async () => {
    const { spec } = Object(await apps.read(Service, 'third'))
    return Object(spec).ports[0].port === 81
  })
  assert.equal((await running.stop()).code, 0)
  assert.equal((await eventsOf('third', 'Updated')).length, before + 1)
})
