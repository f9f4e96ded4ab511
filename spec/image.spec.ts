import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { installation } from '../crd/installation/installation.ts'
import { crdManifest } from '../crd/manifests.ts'
import { MyApp } from '../crd/myapp.ts'
import { pathOf } from '../lib/kube/object.ts'
import { accessObjects } from '../lib/manifests/access.ts'
import { argumentsOf } from '../lib/manifests/workload.ts'
import { myAppsIn } from './cluster/access/myApps.ts'
import { type Pod, startPod } from './cluster/access/pod.ts'
import { rolePath } from './cluster/access/rolePath.ts'
import { type Administrator, administratorOf } from './cluster/administrator.ts'
import { eventually } from './cluster/eventually.ts'
import { plainCluster } from './cluster/plainCluster.ts'
import type { RealCluster } from './cluster/realCluster.ts'
import { build, type Image } from './image/build.ts'
import { type Container, containerOf } from './image/container.ts'
import { stagesOf } from './image/dockerfile.ts'
import { memoryOf } from './image/memoryOf.ts'

/** The Dockerfile, done without a container engine; and what it makes, run as a pod runs it. */

const context = fileURLToPath(new URL('..', import.meta.url))
const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount'

let folder: string
let image: Image
let container: Container
let cluster: RealCluster
let administrator: Administrator
let pod: Pod

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-image-'))
  image = await build(stagesOf(await readFile(join(context, 'Dockerfile'), 'utf8')), context, folder)
  cluster = await plainCluster()
  administrator = await administratorOf(cluster.kubeconfigFile)
  const { ask, send } = administrator
  await ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crdManifest())
  await eventually('MyApps are served', async () => (await send('GET', pathOf(MyApp))).code === 200)
  const installed = installation()
  await ask('POST', '/api/v1/namespaces', { metadata: { name: installed.namespace } })
  await ask('POST', '/api/v1/namespaces', { metadata: { name: 'demo' } })
  pod = await startPod(administrator, installed)
  for (const role of accessObjects(installed).slice(1)) await ask('POST', rolePath(role), role)
  const mountToken = async (to: string): Promise<void> => {
    await mkdir(to)
    for (const file of ['token', 'ca.crt', 'namespace'])
      await writeFile(join(to, file), await readFile(join(pod.folder, file)), { mode: 0o444 })
  }
  container = await containerOf(image, node => ({
    [serviceAccount]: mountToken,
    '/plugin.yaml': to => writeFile(to, kubeconfigWithPlugin(administrator, pod, node)),
  }))
})
after(async () => {
  await pod.remove()
  await administrator.close()
  await cluster.stop()
  await container.close()
  await rm(folder, { recursive: true })
})

test('each base of the image is named by its digest', async () => {
  for (const { from } of stagesOf(await readFile(join(context, 'Dockerfile'), 'utf8')))
    assert.match(from, /^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/)
})

test('the image says which packages it was made of', async () => {
  const { bomFormat, components } = JSON.parse(await readFile(join(image.root, 'sluice/sbom.cdx.json'), 'utf8'))
  assert.equal(bomFormat, 'CycloneDX')
  const named: readonly string[] = components.map(({ purl }: { readonly purl: string }) => purl)
  assert.ok(named.some(purl => purl.startsWith('pkg:npm/rxjs@')))
  assert.ok(!named.some(purl => purl.startsWith('pkg:npm/typescript@')))
})

test('the image holds the program and the licences of what is in it, and no packages', async t => {
  const files = await readdir(join(image.root, 'sluice'), { recursive: true, withFileTypes: true })
  const names = files.map(({ name }) => name)
  assert.ok(!names.includes('node_modules'))
  for (const name of ['sluice.js', 'LICENSE', 'THIRD-PARTY-NOTICES']) assert.ok(names.includes(name), name)
  const notices = await readFile(join(image.root, 'sluice/THIRD-PARTY-NOTICES'), 'utf8')
  for (const name of ['rxjs', 'undici', 'fp-ts', 'pino', '@kubernetes/client-node'])
    assert.match(notices, new RegExp(`^${name} \\d`, 'm'))
  const isProgram = files.filter(each => each.isFile() && each.name.endsWith('.js'))
  const sizes = await Promise.all(isProgram.map(each => readFile(join(each.parentPath, each.name))))
  const bytes = sizes.reduce((sum, { length }) => sum + length, 0)
  t.diagnostic(`the program: ${(bytes / 2 ** 20).toFixed(1)} MiB in ${isProgram.length} files`)
})

test('the program runs with the arguments of the Deployment, as any user, and writes no file', {
  timeout: 60_000,
}, async t => {
  assert.ok(image.uid > 0)
  assert.match(image.base, /distroless.*:nonroot@/)
  const started = performance.now()
  const args = argumentsOf(installation()).map(word => word.replace(/=:\d+$/, '=127.0.0.1:0'))
  const running = container.start([...args, '--service-account', container.pathOf(serviceAccount)], pod.env)
  await running.says(/"msg":"ready"/)
  const readyMs = performance.now() - started
  const apps = myAppsIn(administrator, 'demo')
  await apps.create('web')
  await apps.converged()
  await running.says(/serving a certificate/)
  const memory = await memoryOf(running.pid)
  const { code, stderr } = await running.stop()
  assert.deepEqual([code, stderr], [0, ''])
  t.diagnostic(`${container.means}: ready after ${Math.round(readyMs)} ms, then ${memory}`)
})

test('packages that are loaded on demand are in the program: YAML, exec plugins', { timeout: 60_000 }, async () => {
  const running = container.start(['run', '--kubeconfig', container.pathOf('/plugin.yaml')])
  await running.says(/^ready$/m)
  const { code, stderr } = await running.stop()
  assert.deepEqual([code, stderr], [0, ''])
})

/** Of somebody whose token a program prints: Node itself, for there is no other in the image. */
const kubeconfigWithPlugin = ({ server, ca }: Administrator, { token }: Pod, node: string): string => {
  const apiVersion = 'client.authentication.k8s.io/v1'
  const credential = { apiVersion, kind: 'ExecCredential', status: { token: token() } }
  const exec = {
    apiVersion,
    command: node,
    args: ['--eval', `process.stdout.write(${JSON.stringify(JSON.stringify(credential))})`],
    interactiveMode: 'Never',
  }
  const data = Buffer.from(ca).toString('base64')
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'it', cluster: { server: server.origin, 'certificate-authority-data': data } }],
    users: [{ name: 'me', user: { exec } }],
    contexts: [{ name: 'it', context: { cluster: 'it', user: 'me' } }],
    'current-context': 'it',
  })
}
