import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import { myApp } from '../../crd/controller.ts'
import { crdManifest } from '../../crd/manifests.ts'
import { MyApp } from '../../crd/myapp.ts'
import { accessManifests } from '../../lib/controller/rbac.ts'
import { pathOf } from '../../lib/kube/object.ts'
import { liveThrough } from '../cluster/access/life.ts'
import { mergePatch } from '../cluster/access/myApps.ts'
import { type Pod, startPod } from '../cluster/access/pod.ts'
import { rolePath } from '../cluster/access/rolePath.ts'
import { type Administrator, administratorOf } from '../cluster/administrator.ts'
import { eventually } from '../cluster/eventually.ts'
import { plainCluster } from '../cluster/plainCluster.ts'
import type { RealCluster } from '../cluster/realCluster.ts'
import { type Program, sluice } from '../program.ts'

/** `sluice run` as a pod runs it, with exactly the rules that follow from the controller's declaration. */

const suffix = randomBytes(4).toString('hex')
const ops = `sluice-ops-${suffix}`
const here = `sluice-here-${suffix}`
const anywhere = `sluice-anywhere-${suffix}`
const namespaces = [ops, here, anywhere]
const name = `sluice-${suffix}`
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const crd = `${crds}/${crdManifest().metadata.name}`

const limit = { timeout: 60_000 }

let cluster: RealCluster
let administrator: Administrator
let hadCrd: boolean
let pod: Pod
let running: Program | undefined
let granted: string[] = []

before(async () => {
  cluster = await plainCluster()
  administrator = await administratorOf(cluster.kubeconfigFile)
  const { ask, send } = administrator
  hadCrd = (await send('GET', crd)).code === 200
  if (!hadCrd) await ask('POST', crds, crdManifest('nobody'))
  await eventually('MyApps are served', async () => (await send('GET', pathOf(MyApp))).code === 200)
  for (const each of namespaces) await ask('POST', '/api/v1/namespaces', { metadata: { name: each } })
  for (const each of namespaces)
    await eventually('pods are admitted', async () => {
      return (await send('GET', `/api/v1/namespaces/${each}/serviceaccounts/default`)).code === 200
    })
  pod = await startPod(administrator, { namespace: ops, name })
})

afterEach(async () => {
  for (const path of granted) await administrator.ask('DELETE', path)
  granted = []
  if (running === undefined) return
  const { code, stderr } = await running.stop()
  running = undefined
  assert.equal(code, 0, stderr)
  assert.doesNotMatch(stderr, /grant|forbidden|credentials|Unauthorized/i)
})

after(async () => {
  const { send, ask } = administrator
  // The finalizer is removed here, because the controller has stopped.
  for (const each of namespaces)
    await send('PATCH', pathOf(MyApp, each, 'web'), { metadata: { finalizers: null } }, mergePatch)
  for (const each of namespaces) await ask('DELETE', `/api/v1/namespaces/${each}`)
  if (!hadCrd) await ask('DELETE', crd)
  for (const path of [...namespaces.map(each => `/api/v1/namespaces/${each}`), ...(hadCrd ? [] : [crd])])
    await eventually(`${path} is gone`, async () => (await send('GET', path)).code === 404)
  await administrator.close()
  await pod.remove()
  await cluster.stop()
})

/** Grants exactly what follows from the declaration of MyApp, until the end of the test. */
const grant = async (namespace?: string): Promise<void> => {
  const serviceAccount = { namespace: ops, name }
  const manifests = accessManifests(myApp, { name, serviceAccount, ...(namespace !== undefined && { namespace }) })
  for (const manifest of manifests) {
    await administrator.ask('POST', rolePath(manifest), manifest)
    granted.push(`${rolePath(manifest)}/${manifest.metadata.name}`)
  }
}

const start = async (...args: readonly string[]): Promise<Program> => {
  running = sluice(['run', '--service-account', pod.folder, ...args], { env: pod.env })
  await running.says(/^ready$/m)
  return running
}

test(
  'with the derived Role a MyApp lives its life in one namespace, and a token that is rotated and revoked changes nothing',
  limit,
  async () => {
    await grant(here)
    await start('--namespace', here)
    await liveThrough(administrator, here, 'web', { meanwhile: pod.rotate })
  },
)

test('with the derived ClusterRole a MyApp lives its life anywhere', limit, async () => {
  await grant()
  await start()
  await liveThrough(administrator, anywhere, 'web')
})
