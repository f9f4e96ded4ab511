import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import { myApp } from '../../crd/controller.ts'
import { crdManifest } from '../../crd/manifests.ts'
import { MyApp } from '../../crd/myapp.ts'
import { pathOf } from '../../lib/object.ts'
import { accessManifests } from '../../lib/rbac.ts'
import { type Program, sluice } from '../program.ts'
import { type Administrator, administratorOf } from './administrator.ts'
import { eventually } from './eventually.ts'
import { type Life, lifeIn } from './life.ts'
import { type Pod, startPod } from './pod.ts'
import { type RealCluster, realCluster } from './realCluster.ts'
import { rolePath } from './rolePath.ts'

/** `sluice run` as a pod runs it, with the rules that follow from its declaration and no other. */

const suffix = randomBytes(4).toString('hex')
const ops = `sluice-ops-${suffix}`
const apps = `sluice-apps-${suffix}`
const name = `sluice-${suffix}`
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const crd = `${crds}/${crdManifest().metadata.name}`

let cluster: RealCluster
let administrator: Administrator
let hadCrd: boolean
let pod: Pod
let life: Life
let running: Program | undefined

before(async () => {
  cluster = await realCluster()
  administrator = await administratorOf(cluster.kubeconfigFile)
  const { ask, send } = administrator
  hadCrd = (await send('GET', crd)).code === 200
  if (!hadCrd) await ask('POST', crds, crdManifest())
  await eventually('MyApps are served', async () => (await send('GET', pathOf(MyApp))).code === 200)
  for (const each of [ops, apps]) await ask('POST', '/api/v1/namespaces', { metadata: { name: each } })
  await eventually('pods are admitted', async () => {
    return (await send('GET', `/api/v1/namespaces/${apps}/serviceaccounts/default`)).code === 200
  })
  pod = await startPod(administrator, { namespace: ops, name })
  life = lifeIn(administrator, apps)
})

afterEach(async () => {
  if (running === undefined) return
  const { code, stderr } = await running.stop()
  running = undefined
  assert.equal(code, 0, stderr)
  assert.doesNotMatch(stderr, /grant|forbidden|credentials|Unauthorized/i)
})

after(async () => {
  const { send, ask } = administrator
  for (const each of [ops, apps]) await ask('DELETE', `/api/v1/namespaces/${each}`)
  if (!hadCrd) await ask('DELETE', crd)
  for (const path of [...[ops, apps].map(each => `/api/v1/namespaces/${each}`), ...(hadCrd ? [] : [crd])])
    await eventually(`${path} is gone`, async () => (await send('GET', path)).code === 404)
  await administrator.close()
  await pod.remove()
  await cluster.stop()
})

/** Grants exactly what follows from the declaration of MyApp; resolves with what takes it back. */
const grant = async (namespace?: string): Promise<() => Promise<void>> => {
  const serviceAccount = { namespace: ops, name }
  const manifests = accessManifests(myApp, { name, serviceAccount, ...(namespace !== undefined && { namespace }) })
  for (const manifest of manifests) await administrator.ask('POST', rolePath(manifest), manifest)
  return async () => {
    for (const manifest of manifests)
      await administrator.ask('DELETE', `${rolePath(manifest)}/${manifest.metadata.name}`)
  }
}

const start = async (...args: readonly string[]): Promise<Program> => {
  running = sluice(['run', '--service-account', pod.folder, ...args], { env: pod.env })
  await running.says(/^ready$/m)
  return running
}

test('with the derived Role a MyApp is served in its namespace, and a token that is rotated and revoked changes nothing', async () => {
  const takeBack = await grant(apps)
  await start('--namespace', apps)
  await life.created('rotated')
  await pod.rotate()
  await life.edited('rotated')
  await life.deleted('rotated')
  await life.wholeLifeOf('here')
  await takeBack()
})

test('with the derived ClusterRole a MyApp is created, edited, repaired, blocked, unblocked and deleted anywhere', async () => {
  const takeBack = await grant()
  await start()
  await life.wholeLifeOf('anywhere')
  await takeBack()
})
