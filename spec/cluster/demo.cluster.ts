import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MyApp } from '../../crd/myapp.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { ConfigMap, Deployment, Service } from '../../lib/kube/kinds.ts'
import { kind, pathOf, type Resource } from '../../lib/kube/object.ts'
import { type Ended, type Program, sluice } from '../program.ts'
import { startTenancy, type Tenancy } from './tenancy.ts'

/** `npm start -- --kubeconfig FILE`: the demo on an existing cluster. */

const Pod = kind('', 'v1', 'Pod', 'pods')
const ReplicaSet = kind('apps', 'v1', 'ReplicaSet', 'replicasets')

let tenancy: Tenancy
before(async () => {
  tenancy = await startTenancy({ installed: false })
})
after(() => tenancy.stop())

const demo = (...flags: readonly string[]): Program => {
  const { kubeconfig, namespace } = tenancy
  return sluice(['demo', '--kubeconfig', kubeconfig, '--namespace', namespace, '--json', ...flags])
}

/** The lines that the demo printed, by type. */
const told = ({
  code,
  stdout,
  stderr,
}: Ended): ((type: string) => readonly { readonly [field: string]: unknown }[]) => {
  assert.deepEqual([code, stderr], [0, ''])
  const lines = stdout.trim().split('\n')
  const events = lines.map((line): unknown => JSON.parse(line)).filter(isRecord)
  return type => events.filter(event => event.type === type)
}

const read = async (resource: Resource) => {
  const { json, text } = await tenancy.client.send({ path: pathOf(resource, tenancy.namespace) })
  assert.ok(Array.isArray(json.items), text)
  return json.items
}

/** Changes when an object is written or created anew. For kinds whose status others write, only when their spec is. */
const versions = async () => ({
  myApps: (await read(MyApp)).map(({ metadata }) => [metadata.name, metadata.resourceVersion]),
  services: (await read(Service)).map(({ metadata }) => [metadata.name, metadata.resourceVersion]),
  configMaps: (await read(ConfigMap)).map(({ metadata }) => [metadata.name, metadata.resourceVersion]),
  deployments: (await read(Deployment)).map(({ metadata }) => [metadata.uid, metadata.generation]),
  pods: (await read(Pod)).map(({ metadata }) => metadata.uid),
})

test('the MyApps of the demo become Ready through Pods, and a second start changes nothing', async () => {
  const first = told(await demo('--once').ended)
  const [converged] = first('converged')
  assert.ok(Array.isArray(converged?.myapps))
  assert.deepEqual(
    converged.myapps.map(({ name, ready }) => [name, ready]),
    ['asleep', 'minimal', 'web', 'worker'].map(name => [name, 'True']),
  )
  const replicaSets = new Set((await read(ReplicaSet)).map(({ metadata }) => metadata.uid))
  const pods = await read(Pod)
  assert.equal(pods.length, 6)
  for (const { metadata, status } of pods) {
    assert.equal(status.phase, 'Running')
    assert.ok(replicaSets.has(metadata.ownerReferences[0].uid))
  }
  const [summary] = first('summary')
  assert.ok(isRecord(summary?.effects))
  const { SetStatus, ...effects } = summary.effects
  assert.deepEqual(effects, { AddFinalizer: 4, Create: 7 })
  assert.ok(Number(SetStatus) >= 4)

  const settled = await versions()
  const again = demo()
  await again.says(/"type":"converged"/)
  // Without --once the demo goes on, so each MyApp is planned and not only found Ready.
  await again.says(/("type":"run".*?){4}/s)
  const second = told(await again.stop())
  assert.deepEqual(second('converged')[0]?.myapps, converged.myapps)
  assert.deepEqual(
    second('run').map(({ effects }) => effects),
    [[], [], [], []],
  )
  assert.deepEqual(second('summary')[0]?.effects, {})
  assert.deepEqual(await versions(), settled)
})
