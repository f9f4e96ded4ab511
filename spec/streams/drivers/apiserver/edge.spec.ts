import assert from 'node:assert/strict'
import { Agent, request as httpsRequest } from 'node:https'
import { after, before, test } from 'node:test'
import { createAuthority } from '../../../../streams/drivers/apiserver/certificates.ts'
import { createCounters } from '../../../../streams/drivers/apiserver/counters.ts'
import { type Cluster, startCluster } from '../../../../streams/drivers/apiserver/index.ts'
import { type Client, clientOf } from './client.ts'

let cluster: Cluster
let client: Client

before(async () => {
  cluster = await startCluster({ controllers: false, seed: 1 })
  client = clientOf(cluster)
})
after(async () => {
  await client.close()
  await cluster.stop()
})

const configMaps = '/api/v1/namespaces/default/configmaps'
const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})

test('a request without credentials is answered 403 in the name of system:anonymous', async () => {
  const anonymous = clientOf(cluster, 'none')
  const listed = await anonymous.send({ path: configMaps })
  assert.equal(listed.code, 403)
  assert.deepEqual(listed.json, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message:
      'configmaps is forbidden: User "system:anonymous" cannot list resource "configmaps" in API group "" in the namespace "default"',
    reason: 'Forbidden',
    details: { kind: 'configmaps' },
    code: 403,
  })
  const discovered = await anonymous.send({ path: '/apis' })
  assert.equal(discovered.code, 403)
  assert.equal(discovered.json.message, 'forbidden: User "system:anonymous" cannot get path "/apis"')
  assert.equal((await anonymous.send({ path: '/readyz' })).code, 200)
  await anonymous.close()
})

test('a wrong token is answered 401', async () => {
  const wrong = clientOf(cluster, { token: 'wrong' })
  const { code, json } = await wrong.send({ path: '/version' })
  assert.equal(code, 401)
  assert.deepEqual(json, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Unauthorized',
    reason: 'Unauthorized',
    code: 401,
  })
  await wrong.close()
})

test('a client certificate of the cluster stands for its common name and organisations', async () => {
  const user = { name: 'jane', groups: ['system:masters', 'developers'] }
  const { users } = await cluster.kubeconfigFor(user, 'certificate')
  const pem = (field: string) => Buffer.from(users[0]?.user[field] ?? '', 'base64').toString()
  const jane = clientOf(cluster, { cert: pem('client-certificate-data'), key: pem('client-key-data') })
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
  const { code, json } = await jane.send({ method: 'POST', path, body: review })
  assert.equal(code, 201)
  assert.deepEqual(json.status, {
    userInfo: { username: 'jane', groups: ['system:masters', 'developers', 'system:authenticated'] },
  })
  await jane.close()
})

test('a client certificate of another authority is answered 401', async () => {
  const other = await createAuthority(Date.now())
  const { certificate, key } = await other.client('kubernetes-admin', ['system:masters'])
  const stranger = clientOf(cluster, { cert: certificate, key })
  assert.equal((await stranger.send({ path: configMaps })).code, 401)
  await stranger.close()
})

test('another user may do what a role says that is bound to them, and nothing else', async () => {
  const { users } = await cluster.kubeconfigFor({ name: 'joe', groups: [] })
  const joe = clientOf(cluster, { token: users[0]?.user.token ?? '' })
  const path = '/apis/apps/v1/deployments'
  const refused = await joe.send({ path })
  assert.equal(refused.code, 403)
  assert.equal(
    refused.json.message,
    'deployments.apps is forbidden: User "joe" cannot list resource "deployments" in API group "apps" at the cluster scope',
  )
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  await client.send({
    method: 'POST',
    path: `${rbac}/clusterroles`,
    body: {
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: 'reader' },
      rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] }],
    },
  })
  const bound = await client.send({
    method: 'POST',
    path: `${rbac}/clusterrolebindings`,
    body: {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'joe-reads' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'joe' }],
    },
  })
  assert.equal(bound.code, 201, bound.text)
  assert.equal((await joe.send({ path })).code, 200)
  assert.equal((await joe.send({ path: `${path}?watch=true` })).code, 403)
  await joe.close()
})

test('a body of more than 3 MiB is answered 413', async () => {
  const body = JSON.stringify(configMap('large', { text: 'x'.repeat(3 * 1024 * 1024) }))
  const { code, json } = await client.send({ method: 'POST', path: configMaps, body })
  assert.equal(code, 413)
  assert.equal(json.reason, 'RequestEntityTooLarge')
  assert.equal(json.message, 'Request entity too large: limit is 3145728')
})

test('a body that is not JSON is answered 400', async () => {
  const { code, json } = await client.send({ method: 'POST', path: configMaps, body: '{"kind":' })
  assert.equal(code, 400)
  assert.equal(json.reason, 'BadRequest')
})

test('a body that is nested very deep is answered 400, and the server goes on while a watch is open', async () => {
  const watched = client.send({ path: `${configMaps}?watch=1&timeoutSeconds=1` })
  const deep = `${'{"a":'.repeat(6_000)}1${'}'.repeat(6_000)}`
  const body = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep","managedFields":[{"fieldsV1":${deep}}]}}`
  const { code, json } = await client.send({ method: 'POST', path: configMaps, body })
  assert.deepEqual([code, json.reason], [400, 'BadRequest'])
  assert.equal((await watched).code, 200)
})

test('however many paths and agents there are, requests are counted in few sorts', async () => {
  const counters = createCounters()
  for (let at = 0; at < 10_000; at += 1)
    counters.add(
      {
        method: 'GET',
        path: `/apis/a${at}/v1/things`,
        query: {},
        userAgent: `agent ${at}`,
        user: { name: 'u', groups: [] },
      },
      404,
    )
  const counts = counters.counts()
  assert.ok(counts.length <= 2_001)
  assert.equal(
    counts.reduce((sum, { count }) => sum + count, 0),
    10_000,
  )
})

test('a body may be YAML', async () => {
  const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: from-yaml\ndata:\n  greeting: hello\n'
  const headers = { 'content-type': 'application/yaml' }
  const { code, json } = await client.send({ method: 'POST', path: configMaps, body, headers })
  assert.equal(code, 201)
  assert.deepEqual(json.data, { greeting: 'hello' })
})

test('connections are kept for the next request', async () => {
  const agent = new Agent({ ca: cluster.ca, keepAlive: true, maxSockets: 1 })
  const ports = new Set<number | undefined>()
  for (let i = 0; i < 3; i++) {
    await new Promise<void>((resolve, reject) => {
      const headers = { authorization: `Bearer ${cluster.token}` }
      const sent = httpsRequest(`${cluster.url}/version`, { agent, headers }, response => {
        ports.add(response.socket.localPort)
        response.resume().once('end', resolve)
      })
      sent.once('error', reject).end()
    })
  }
  agent.destroy()
  assert.equal(ports.size, 1)
})

test('warnings are sent as headers', async () => {
  const body = { ...configMap('with-warning'), nonsense: 1 }
  const path = `${configMaps}?fieldValidation=Warn`
  const { code, headers } = await client.send({ method: 'POST', path, body })
  assert.equal(code, 201)
  assert.equal(headers.warning, '299 - "unknown field \\"nonsense\\""')
})

test('/metrics counts requests by verb, resource and code, and tells the CPU seconds', async () => {
  await client.send({ path: `${configMaps}/absent` })
  const { code, text } = await client.send({ path: '/metrics' })
  assert.equal(code, 200)
  const line =
    /^apiserver_request_total\{code="404",component="apiserver",group="",resource="configmaps",subresource="",verb="GET"\} 1$/m
  assert.match(text, line)
  assert.match(text, /^process_cpu_seconds_total \d+\.\d+$/m)
})

test('requests() tells who asked', async () => {
  const headers = { 'user-agent': 'somebody/1' }
  await client.send({ method: 'DELETE', path: `${configMaps}/absent`, headers })
  const [count] = cluster.requests().filter(({ userAgent }) => userAgent === 'somebody/1')
  assert.deepEqual(count, {
    verb: 'DELETE',
    group: '',
    resource: 'configmaps',
    subresource: '',
    code: 404,
    userAgent: 'somebody/1',
    count: 1,
  })
})

test('a taken port is named, with a remedy', async () => {
  const port = Number(new URL(cluster.url).port)
  await assert.rejects(startCluster({ port }), {
    message: `port ${port} of 127.0.0.1 is taken by another program: choose another port, or 0 for any free one`,
  })
})
