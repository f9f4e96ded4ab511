import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Agent, request } from 'undici'
import { MyApp } from '../../crd/myapp.ts'
import { Lease } from '../../lib/election/lease.ts'
import { pathOf } from '../../lib/kube/object.ts'
import { eventually } from '../cluster/eventually.ts'
import { startTenancy, type Tenancy } from '../cluster/tenancy.ts'
import { type Program, sluice } from '../program.ts'
import { authority, leaf } from '../streams/drivers/connection/certificates.ts'

/** `sluice run` as a Deployment runs it, with probes, metrics and webhooks, from start to end. */

let tenancy: Tenancy
let ca: string

before(async () => {
  tenancy = await startTenancy({ podReadyAfterMs: 5 })
  const signer = await authority('webhooks')
  const { cert, key } = await leaf(signer)
  ca = signer.pem
  await writeFile(join(tenancy.folder, 'tls.crt'), cert)
  await writeFile(join(tenancy.folder, 'tls.key'), key)
})
after(() => tenancy.stop())

/** With everything on, each on a free port. */
const start = (...more: readonly string[]): Program => {
  const { kubeconfig, namespace, folder } = tenancy
  const at = ['--health-probe-bind-address', '--metrics-bind-address', '--webhook-bind-address']
  return sluice([
    ...['run', '--kubeconfig', kubeconfig, '--namespace', namespace, '--leader-elect', '--events'],
    ...at.map(flag => `${flag}=127.0.0.1:0`),
    `--webhook-cert-dir=${folder}`,
    ...more,
  ])
}

const portOf = async (program: Program, what: string): Promise<number> =>
  Number((await program.says(new RegExp(`${what} on port (\\d+)`)))[1])

const get = async (port: number, path: string): Promise<{ readonly code: number; readonly text: string }> => {
  const { statusCode, body } = await request(`http://127.0.0.1:${port}${path}`)
  return { code: statusCode, text: await body.text() }
}

const review = async (port: number, image: string): Promise<unknown> => {
  const dispatcher = new Agent({ connect: { ca } })
  const object = { apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name: 'a' }, spec: { image, replicas: 1 } }
  const asked = { uid: 'u', operation: 'CREATE', kind: { group: 'example.com', version: 'v1', kind: 'MyApp' }, object }
  try {
    const { statusCode, body } = await request(`https://127.0.0.1:${port}/validate-example-com-v1-myapp`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: asked }),
    })
    assert.equal(statusCode, 200)
    return await body.json()
  } finally {
    await dispatcher.close()
  }
}

const holder = async (): Promise<unknown> => {
  const path = `/apis/coordination.k8s.io/v1/namespaces/${tenancy.namespace}/leases/sluice-myapp`
  const { json } = await tenancy.client.send({ path })
  return Lease.codec.is(json) ? json.spec?.holderIdentity : undefined
}

test('probes, metrics and webhooks outlast the writes and the Lease when a process ends', async () => {
  const { cluster, client, namespace } = tenancy
  const program = start()
  const [probes, metrics] = [await portOf(program, 'probes'), await portOf(program, 'metrics')]
  const webhooks = await portOf(program, 'webhooks')
  await program.says(/^leading/m)
  await eventually('it is ready', async () => (await get(probes, '/readyz')).code === 200)
  const { text } = await get(probes, '/readyz?verbose')
  for (const check of ['ping', 'caches', 'watches', 'certificate', 'leader-election'])
    assert.match(text, new RegExp(`^\\[\\+\\]${check} ok$`, 'm'))
  assert.match((await get(metrics, '/metrics')).text, /^leader_election_master_status\{name="sluice-myapp"\} 1$/m)
  assert.partialDeepStrictEqual(await review(webhooks, 'web:1'), { response: { uid: 'u', allowed: true } })

  // A write is under way when it is told to stop.
  cluster.interfere(({ method, userAgent, path }) => {
    if (method === 'GET' || userAgent?.startsWith('sluice') !== true || !path.endsWith('/last')) return undefined
    program.send('SIGTERM')
    return { _tag: 'Delay', milliseconds: 500 }
  })
  const manifest = { apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name: 'last' }, spec: { image: 'web:1' } }
  assert.equal((await client.send({ method: 'POST', path: pathOf(MyApp, namespace), body: manifest })).code, 201)
  await program.says(/^stopping/m)
  const seen = {
    probe: (await get(probes, '/healthz')).code,
    metrics: (await get(metrics, '/metrics')).code,
    review: await review(webhooks, 'web:1'),
    holder: await holder(),
  }
  assert.partialDeepStrictEqual(seen, { probe: 200, metrics: 200, review: { response: { allowed: true } } })
  assert.notEqual(seen.holder, '')
  const { code, stderr } = await program.ended
  assert.deepEqual([code, stderr], [0, ''])
  assert.equal(await holder(), '')
  cluster.interfere(undefined)
  for (const port of [probes, metrics, webhooks]) await assert.rejects(get(port, '/'), /ECONNREFUSED/)
})

test('a port in use ends the program with the flag that sets it', async () => {
  const first = start()
  const port = await portOf(first, 'probes')
  const second = start(`--health-probe-bind-address=127.0.0.1:${port}`)
  const { code, stderr } = await second.ended
  assert.equal(code, 1)
  assert.match(stderr, /^sluice: --health-probe-bind-address: port \d+ of 127.0.0.1 is taken by another program: .*\n$/)
  assert.equal((await first.stop()).code, 0)
})

test('missing certificates end the program with the name of what is missing', async () => {
  const { code, stderr } = await start(`--webhook-cert-dir=${join(tenancy.folder, 'none')}`).ended
  assert.equal(code, 1)
  assert.match(stderr, /^sluice: there is no .*none\/tls\.crt.*--webhook-cert-dir\n$/)
})
