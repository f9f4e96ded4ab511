import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { ConfigMap, resource } from '../lib/index.ts'
import { pathOf } from '../lib/kube/object.ts'
import { openCluster } from '../streams/drivers/index.ts'
import { type Cluster, startCluster } from '../streams/drivers/testing.ts'
import { installKind } from './examples/installKind.ts'
import { type KubeconfigFile, kubeconfigFile } from './examples/kubeconfigFile.ts'
import { mirror } from './examples/mirror.ts'
import { program } from './program.ts'
import { type Client, clientOf } from './streams/drivers/apiserver/client.ts'

/** The examples of embedding, run for real. (The second controller has a spec of its own.) */

const timeout = 30_000
const TenantSpec = t.type({ plan: t.string })
const Tenant = resource('demo.dev', 'v1', 'Tenant', 'tenants', TenantSpec)
const service = fileURLToPath(new URL('examples/service.ts', import.meta.url))

let cluster: Cluster
let client: Client
let kubeconfig: KubeconfigFile

before(async () => {
  cluster = await startCluster()
  client = clientOf(cluster)
  kubeconfig = await kubeconfigFile(cluster.kubeconfig())
})
after(async () => {
  await kubeconfig.remove()
  await client.close()
  await cluster.stop()
})

/** Looks again and again; the time limit of the test ends it. */
const until = async (holds: () => boolean | Promise<boolean>, signal: AbortSignal): Promise<void> => {
  while (!(await holds())) await setImmediate(undefined, { signal })
}

const configMapAt = (name: string): string => pathOf(ConfigMap, 'default', name)

/** What is in a ConfigMap; `undefined`: there is none. */
const dataOf = async (name: string): Promise<unknown> => (await client.send({ path: configMapAt(name) })).json.data

const answerOf = async (url: string): Promise<{ readonly code: number; readonly body: unknown }> => {
  const response = await fetch(url)
  return { code: response.status, body: await response.json() }
}

test('the service converges its Tenants, answers by HTTP, and ends by its own signal handler', { timeout }, async ({
  signal,
}) => {
  const running = program(process.execPath, [service], { env: { KUBECONFIG: kubeconfig.path, PORT: '0' } })
  const [, port] = await running.says(/"listening":.*"port":(\d+)/)
  const url = `http://127.0.0.1:${port}`

  await running.says(/"problem":"CRD tenants\.demo\.dev is not installed/)
  assert.deepEqual(await answerOf(url), { code: 503, body: { ready: false, writes: 0 } })
  await installKind(client, Tenant, TenantSpec)
  await until(async () => (await answerOf(url)).code === 200, signal)

  const body = { apiVersion: 'demo.dev/v1', kind: 'Tenant', metadata: { name: 'acme' }, spec: { plan: 'gold' } }
  const { code, text } = await client.send({ method: 'POST', path: pathOf(Tenant, 'default'), body })
  assert.equal(code, 201, text)
  await running.says(/^\{"tenant":"default\/acme","outcome":"Applied"\}$/m)
  assert.deepEqual(await dataOf('acme'), { plan: 'gold' })

  const patched = await client.send({
    method: 'PATCH',
    path: pathOf(Tenant, 'default', 'acme'),
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { spec: { plan: 'silver' } },
  })
  assert.equal(patched.code, 200, patched.text)
  await until(async () => JSON.stringify(await dataOf('acme')) === '{"plan":"silver"}', signal)

  await client.send({ method: 'DELETE', path: configMapAt('acme') })
  await until(async () => JSON.stringify(await dataOf('acme')) === '{"plan":"silver"}', signal)

  // One create, one apply, one create: nothing else was written.
  await until(async () => JSON.stringify((await answerOf(url)).body) === '{"ready":true,"writes":3}', signal)
  const ended = await running.stop()
  assert.deepEqual([ended.code, ended.stderr], [0, ''])
  const lines = ended.stdout.trimEnd().split('\n')
  assert.deepEqual(JSON.parse(lines.at(-1) ?? ''), { stopped: 3 })
  for (const line of lines) assert.equal(typeof JSON.parse(line), 'object')
  await until(() => cluster.watches() === 0, signal)
})

test('the service says in its own log why it cannot start', { timeout }, async () => {
  const { code, stdout, stderr } = await program(process.execPath, [service], { env: { KUBECONFIG: '/no/such' } }).ended
  assert.deepEqual([code, stderr], [1, ''])
  assert.deepEqual(JSON.parse(stdout), { problem: 'kubeconfig /no/such does not exist: correct $KUBECONFIG' })
})

test('the mirror serves every ConfigMap as it is now, and lets go of the cluster when it closes', { timeout }, async ({
  signal,
}) => {
  const opened = await openCluster({ kubeconfig: kubeconfig.path })
  if (isLeft(opened)) throw new Error(opened.left)
  await cluster.pause()
  const server = mirror(opened.right.sources).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const at = (key: string) => answerOf(`http://127.0.0.1:${address.port}/${key}`)

  assert.equal((await at('default/greeting')).code, 503)
  await cluster.resume()
  await until(async () => (await at('default/greeting')).code === 404, signal)

  const write = (method: string, path: string, data: object) =>
    client.send({
      method,
      path,
      headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'greeting' }, data },
    })
  const shows = (text: string) =>
    until(async () => JSON.stringify((await at('default/greeting')).body) === text, signal)
  await write('POST', pathOf(ConfigMap, 'default'), { hello: 'you' })
  await shows('{"hello":"you"}')
  await write('PATCH', configMapAt('greeting'), { hello: 'all' })
  await shows('{"hello":"all"}')
  await client.send({ method: 'DELETE', path: configMapAt('greeting') })
  await until(async () => (await at('default/greeting')).code === 404, signal)

  assert.equal(cluster.watches(), 1)
  server.close()
  await once(server, 'close')
  await until(() => cluster.watches() === 0, signal)
  await opened.right.close()
})
