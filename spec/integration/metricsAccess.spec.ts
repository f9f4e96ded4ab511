import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { request } from 'node:https'
import { after, before, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import { of } from 'rxjs'
import { metricsAccessRules, metricsReaderRules } from '../../lib/reviews/metricsAccess.ts'
import { type ClusterConnection, openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { createMetrics } from '../../streams/drivers/observability/metrics/metrics.ts'
import { reviewed } from '../../streams/drivers/serving/endpoint/reviewed.ts'
import { type Endpoint, serveEndpoint } from '../../streams/drivers/serving/endpoint/serveEndpoint.ts'
import { type Pod, startPod } from '../cluster/access/pod.ts'
import { type Administrator, administratorOf } from '../cluster/administrator.ts'
import { eventually } from '../cluster/eventually.ts'
import { plainCluster } from '../cluster/plainCluster.ts'
import type { RealCluster } from '../cluster/realCluster.ts'
import { authority, leaf } from '../streams/drivers/connection/certificates.ts'

/** Metrics over TLS, for whom the API server lets read them; the process that serves them has the rights to ask and no other. */

const suffix = randomBytes(4).toString('hex')
const namespace = `sluice-metrics-${suffix}`
const rbac = '/apis/rbac.authorization.k8s.io/v1'

let cluster: RealCluster
let administrator: Administrator
let serving: Pod
let scraper: Pod
let stranger: Pod
let connection: ClusterConnection
let endpoint: Endpoint
let ca: string

/** A ClusterRole with these rules, bound to the account of this name. */
const grant = async (name: string, rules: readonly object[]): Promise<void> => {
  const metadata = { name: `${name}-${suffix}` }
  await administrator.ask('POST', `${rbac}/clusterroles`, { metadata, rules })
  await administrator.ask('POST', `${rbac}/clusterrolebindings`, {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', namespace, name }],
  })
}

const revoke = async (name: string): Promise<void> => {
  for (const plural of ['clusterrolebindings', 'clusterroles'])
    await administrator.send('DELETE', `${rbac}/${plural}/${name}-${suffix}`)
}

const get = (token?: string): Promise<readonly [number, string]> =>
  new Promise((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const options = { host: '127.0.0.1', port: endpoint.port, path: '/metrics', ca, headers, agent: false }
    request(options, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => resolve([response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8')]))
    })
      .on('error', reject)
      .end()
  })

before(async () => {
  cluster = await plainCluster()
  administrator = await administratorOf(cluster.kubeconfigFile)
  const { ask, send } = administrator
  await ask('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  await eventually('pods are admitted', async () => {
    return (await send('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/default`)).code === 200
  })
  serving = await startPod(administrator, { namespace, name: 'serving' })
  scraper = await startPod(administrator, { namespace, name: 'scraper' })
  stranger = await startPod(administrator, { namespace, name: 'stranger' })
  await grant('scraper', metricsReaderRules)
  const opened = await openCluster({ serviceAccountDirectory: serving.folder, env: serving.env })
  if (isLeft(opened)) throw new Error(opened.left)
  connection = opened.right
  const issuer = await authority('metrics')
  ca = issuer.pem
  const { cert, key } = await leaf(issuer)
  const metrics = createMetrics({ process: false })
  metrics.request({ method: 'GET', host: 'a:1', code: 200 })
  const text = async () => ({ code: 200, body: await metrics.text(), contentType: metrics.contentType })
  const guard = reviewed({ request: connection.request, allowedMs: 0, refusedMs: 0 })
  endpoint = await serveEndpoint({
    address: '127.0.0.1:0',
    flag: '--metrics-bind-address',
    routes: { '/metrics': guard(text) },
    certificate$: of({ cert, key }),
  })
})

after(async () => {
  await endpoint.close()
  await connection.close()
  for (const name of ['serving', 'scraper']) await revoke(name)
  await administrator.ask('DELETE', `/api/v1/namespaces/${namespace}`)
  await administrator.close()
  for (const pod of [serving, scraper, stranger]) await pod.remove()
  await cluster.stop()
})

test('without the right to ask, no client reads metrics, and the missing right is named', async () => {
  const [code, body] = await get(scraper.token())
  assert.equal(code, 503)
  assert.match(body, /^the API server could not be asked whether you may: .*cannot create resource "tokenreviews"/)
})

test('with it, who may read metrics reads them', async () => {
  await grant('serving', metricsAccessRules)
  await eventually('the right has come', async () => (await get(scraper.token()))[0] !== 503)
  const [code, body] = await get(scraper.token())
  assert.equal(code, 200, body)
  assert.match(body, /^# HELP rest_client_requests_total /m)
})

test('others are refused: by name who is known, and who is not', async () => {
  assert.deepEqual(await get(stranger.token()), [
    403,
    `Forbidden: system:serviceaccount:${namespace}:stranger cannot get path /metrics\n`,
  ])
  assert.deepEqual(await get('nonsense'), [401, 'Unauthorized: the token is not good\n'])
  assert.deepEqual(await get(), [401, 'Unauthorized: send a bearer token\n'])
})

test('a right that is taken away is gone', async () => {
  await revoke('scraper')
  await eventually('the scraper is refused', async () => (await get(scraper.token()))[0] === 403)
})
