import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import { lastValueFrom, materialize, toArray } from 'rxjs'
import { type ApiFailure, isApiFailure } from '../../../../lib/kube/failure.ts'
import { explain } from '../../../../streams/drivers/connection/explain.ts'
import { type ClusterOptions, openCluster } from '../../../../streams/drivers/connection/openCluster.ts'
import { base64, json, kubeconfigOf, open, serve, temporaryDirectory, writeKubeconfig } from './apiServer.ts'
import { authority, type LeafOptions, leaf } from './certificates.ts'

const limit = { timeout: 20_000 }

const complaint = async (options: ClusterOptions): Promise<string> => {
  const opened = await openCluster({ env: {}, ...options })
  if (isLeft(opened)) return opened.left
  await opened.right.close()
  return 'opened'
}

test('a kubeconfig that cannot be used says why in one line', limit, async context => {
  const directory = await temporaryDirectory(context)
  const file = join(directory, 'kubeconfig')
  const good = kubeconfigOf({ server: 'https://127.0.0.1:6443', user: { token: 'x' } })
  const with_ = async (content: unknown, options: ClusterOptions = {}): Promise<string> => {
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
    return complaint({ kubeconfig: file, ...options })
  }
  const at = `kubeconfig ${file}`
  assert.equal(await with_(good), 'opened')
  assert.equal(
    await complaint({ kubeconfig: join(directory, 'none') }),
    `kubeconfig ${join(directory, 'none')} does not exist: pass --kubeconfig FILE or set $KUBECONFIG`,
  )
  assert.equal(
    await complaint({ env: { KUBECONFIG: join(directory, 'none') } }),
    `kubeconfig ${join(directory, 'none')} does not exist: correct $KUBECONFIG`,
  )
  assert.equal(await complaint({ kubeconfig: directory }), `kubeconfig ${directory} is a directory: name a file in it`)
  assert.equal(await with_(''), `${at} is empty: write a cluster, a user and a context into it`)
  assert.match(await with_('clusters: [\n  - x: "'), new RegExp(`^${at} is not valid YAML: .* at line 2, column \\d+$`))
  assert.match(await with_('{"clusters": [}'), new RegExp(`^${at} is not valid YAML: .* at line 1, column \\d+$`))
  assert.equal(await with_('hello'), `${at} is malformed: it is not a mapping with clusters, users and contexts`)
  assert.equal(
    await with_({ ...good, users: [{ name: 'tester', user: { token: 7 } }] }),
    `${at} is malformed: users[0].user.token must be a string`,
  )
  assert.equal(
    await with_({ ...good, clusters: [{ name: 'test', cluster: {} }] }),
    `${at} is malformed: clusters[0].cluster.server must be a string, but is missing`,
  )
  assert.equal(
    await with_({ ...good, 'current-context': '' }),
    `${at} has no current-context: pass --context NAME (contexts: test)`,
  )
  assert.equal(await with_(good, { context: 'prod' }), `${at} has no context "prod" (contexts: test)`)
  assert.equal(
    await with_({ ...good, users: [] }),
    `${at}: context "test" names user "tester", which it lacks (users: none)`,
  )
  assert.equal(
    await with_({ ...good, clusters: null }),
    `${at}: context "test" names cluster "test", which it lacks (clusters: none)`,
  )
  assert.equal(
    await with_(kubeconfigOf({ server: '127.0.0.1:6443' })),
    `${at}: server "127.0.0.1:6443" of cluster "test" is not an http(s) URL`,
  )
  assert.equal(
    await with_(kubeconfigOf({ server: 'http://cluster.test', user: { token: 'x' } })),
    `${at}: server http://cluster.test is not encrypted, and the credentials of user "tester" would be readable: use https`,
  )
  assert.equal(
    await with_(kubeconfigOf({ server: 'https://x.test', cluster: { 'proxy-url': 'socks4://me:secret@p:1' } })),
    `proxy socks4://p:1 of ${at} cannot be used: it must be an http, https or socks5 URL`,
  )
  assert.equal(
    await complaint({ env: { HOME: directory } }),
    `no cluster is configured: neither $KUBECONFIG, nor ${join(directory, '.kube', 'config')}, nor a pod's service account in /var/run/secrets/kubernetes.io/serviceaccount was found; pass --kubeconfig FILE`,
  )
  assert.equal(
    await complaint({ env: { HOME: directory }, serviceAccountDirectory: join(directory, 'sa') }),
    `KUBERNETES_SERVICE_HOST is not set: the service account in ${join(directory, 'sa')} is for use in a pod`,
  )
})

test('credentials that cannot be read say which, and where', limit, async context => {
  const directory = await temporaryDirectory(context)
  const [ca, other] = await Promise.all([authority('ca'), authority('other')])
  const [mine, foreign] = await Promise.all([leaf(ca), leaf(other)])
  await writeFile(join(directory, 'garbage'), 'hello')
  const with_ = async (cluster: Record<string, unknown>, user: Record<string, unknown>): Promise<string> =>
    complaint({ kubeconfig: await writeKubeconfig(directory, { server: 'https://127.0.0.1:1', cluster, user }) })
  assert.equal(
    await with_({ 'certificate-authority': 'gone.crt' }, {}),
    `certificate-authority of cluster "test": file ${join(directory, 'gone.crt')} does not exist`,
  )
  assert.equal(
    await with_({ 'certificate-authority': 'garbage' }, {}),
    `certificate-authority of cluster "test": file ${join(directory, 'garbage')} is not PEM (-----BEGIN …)`,
  )
  assert.equal(
    await with_({ 'certificate-authority-data': base64('hello') }, {}),
    'certificate-authority-data of cluster "test": it is not base64 of PEM (-----BEGIN …)',
  )
  assert.equal(
    await with_({}, { tokenFile: 'gone' }),
    `tokenFile of user "tester": file ${join(directory, 'gone')} does not exist`,
  )
  assert.equal(
    await with_({}, { token: 'two words' }),
    'the token of user "tester" holds spaces or control characters: log in again',
  )
  assert.equal(
    await with_({}, { 'client-certificate-data': base64(mine.cert) }),
    'user "tester" has a client certificate but no client key',
  )
  assert.match(
    await with_({}, { 'client-certificate-data': base64(mine.cert), 'client-key-data': base64(foreign.key) }),
    /^the certificates of kubeconfig \S+ cannot be used: .*key values mismatch: check certificate-authority, client-certificate and client-key$/,
  )
})

test(
  '$KUBECONFIG may list files: the first to name an entry wins, and paths start from their own file',
  limit,
  async context => {
    const directory = await temporaryDirectory(context)
    await mkdir(join(directory, 'a'))
    await mkdir(join(directory, 'b'))
    const [first, second] = [join(directory, 'a', 'config'), join(directory, 'b', 'config')]
    await writeFile(
      first,
      `
apiVersion: v1
kind: Config
clusters: [{ name: test, cluster: { server: "https://first.test/" } }]
users: null
contexts: []
`,
    )
    await writeFile(
      second,
      JSON.stringify(kubeconfigOf({ server: 'https://second.test', user: { tokenFile: 'token' } })),
    )
    await writeFile(join(directory, 'b', 'token'), 'x')
    const missing = join(directory, 'c')
    const connection = await open(context, { env: { KUBECONFIG: `${missing}:${first}:${second}` } })
    assert.equal(connection.server, 'https://first.test')
    assert.equal(connection.namespace, 'demo')
  },
)

const failureOf = async (context: TestContext, options: ClusterOptions): Promise<readonly [ApiFailure, string]> => {
  const connection = await open(context, options)
  const seen = await lastValueFrom(connection.request('GET', '/version').pipe(materialize(), toArray()))
  const last = seen.at(-1)
  assert.ok(last?.kind === 'E' && isApiFailure(last.error), JSON.stringify(seen))
  return [last.error, explain(last.error, connection.server)]
}

const certificates: readonly (readonly [string, LeafOptions, string])[] = [
  ['expired', { validFrom: -3, validTo: -1 }, 'has an expired certificate: renew it, or set the clock of this machine'],
  [
    'not yet valid',
    { validFrom: 1, validTo: 2 },
    'has a certificate that is not yet valid: set the clock of this machine, or wait',
  ],
  [
    'for another host',
    { names: [{ type: 'dns', value: 'elsewhere.test' }] },
    'has a certificate for another host name: correct `server`, or set `tls-server-name` in the kubeconfig',
  ],
]

for (const [title, options, remedy] of certificates)
  test(
    `a server certificate ${title} is refused before anything is sent, and the message says so`,
    limit,
    async context => {
      const ca = await authority('ca')
      const server = await serve(context, await leaf(ca, options), (_request, response) => json(response, {}))
      const cluster = { 'certificate-authority-data': base64(ca.pem) }
      const kubeconfig = await writeKubeconfig(await temporaryDirectory(context), { server: server.url, cluster })
      const [failure, text] = await failureOf(context, { kubeconfig })
      assert.ok(failure._tag === 'Connection' && !failure.sent)
      assert.equal(text, `${server.url} ${remedy}`)
    },
  )

test(
  'tls-server-name is what the certificate is held against, and insecure-skip-tls-verify takes any',
  limit,
  async context => {
    const ca = await authority('ca')
    const identity = await leaf(ca, { names: [{ type: 'dns', value: 'elsewhere.test' }] })
    const server = await serve(context, identity, (_request, response) => json(response, { ok: true }))
    const directory = await temporaryDirectory(context)
    for (const cluster of [
      { 'certificate-authority-data': base64(ca.pem), 'tls-server-name': 'elsewhere.test' },
      { 'insecure-skip-tls-verify': true },
    ]) {
      const kubeconfig = await writeKubeconfig(directory, { server: server.url, cluster })
      const connection = await open(context, { kubeconfig })
      assert.deepEqual(await lastValueFrom(connection.request('GET', '/')), { ok: true })
    }
  },
)

test('an unknown authority and a port without TLS are told apart', limit, async context => {
  const [ca, other] = await Promise.all([authority('ca'), authority('other')])
  const server = await serve(context, await leaf(ca), (_request, response) => json(response, {}))
  const plain = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  plain.listen(0, '127.0.0.1')
  await once(plain, 'listening')
  context.after(() => plain.close())
  const directory = await temporaryDirectory(context)
  const explained = async (url: string, authorityPem: string) => {
    const cluster = { 'certificate-authority-data': base64(authorityPem) }
    const [, text] = await failureOf(context, {
      kubeconfig: await writeKubeconfig(directory, { server: url, cluster }),
    })
    return text
  }
  assert.equal(
    await explained(server.url, other.pem),
    `${server.url} has a certificate of an unknown authority: set \`certificate-authority\` in the kubeconfig`,
  )
  const plainUrl = `https://127.0.0.1:${(plain.address() as AddressInfo).port}`
  assert.equal(
    await explained(plainUrl, ca.pem),
    `${plainUrl} does not speak TLS: check the port, and https:// in \`server\``,
  )
})

test('a server that is not there, or whose name is unknown, was sent nothing', limit, async context => {
  const free = createServer()
  free.listen(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address() as AddressInfo
  free.close()
  await once(free, 'close')
  const directory = await temporaryDirectory(context)
  for (const [url, remedy] of [
    [`https://127.0.0.1:${port}`, 'refuses connections: is the API server running, and is the port right?'],
    [`https://localhost:${port}`, 'refuses connections: is the API server running, and is the port right?'],
    [
      'https://nowhere.invalid:6443',
      'cannot be found: its host name does not resolve; check `server` in the kubeconfig, and DNS',
    ],
  ] as const) {
    const [failure, text] = await failureOf(context, { kubeconfig: await writeKubeconfig(directory, { server: url }) })
    assert.ok(failure._tag === 'Connection' && !failure.sent)
    assert.equal(text, `${url} ${remedy}`)
  }
})

test(
  'a server that never answers is given up after the time that was set, with the outcome unknown',
  limit,
  async context => {
    const ca = await authority('ca')
    const server = await serve(context, await leaf(ca), () => undefined)
    const cluster = { 'certificate-authority-data': base64(ca.pem) }
    const kubeconfig = await writeKubeconfig(await temporaryDirectory(context), { server: server.url, cluster })
    const [failure, text] = await failureOf(context, { kubeconfig, requestTimeoutMs: 50 })
    assert.ok(failure._tag === 'Connection' && failure.sent)
    assert.equal(text, `${server.url} took too long to answer: it is overloaded, or the connection was lost`)
  },
)

test('refusals are explained with their remedy', () => {
  const server = 'https://c.test'
  const of = (code: number, message: string, retryAfterMs?: number) =>
    explain({ _tag: 'Status', code, reason: '', message, ...(retryAfterMs !== undefined && { retryAfterMs }) }, server)
  assert.equal(
    of(401, 'Unauthorized'),
    `${server} rejected the credentials (401 Unauthorized): log in again, or renew the token`,
  )
  assert.equal(
    of(403, 'no pods for you'),
    `${server} forbids this (403): no pods for you: grant it by RBAC, or use another user`,
  )
  assert.equal(of(429, 'slow down', 1500), `${server} is overloaded (429): slow down: try again in 2 s`)
  assert.equal(of(503, 'x'), `${server} failed (503): x: try again later`)
  assert.equal(
    of(302, 'redirected to y'),
    `${server} answered 302 (redirected to y): is it the address of an API server?`,
  )
  assert.equal(of(422, 'bad'), `${server} refused (422): bad`)
  assert.equal(
    explain(
      { _tag: 'Connection', message: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: tlsv13 alert', sent: true },
      server,
    ),
    `${server} rejected the client certificate: renew \`client-certificate\` in the kubeconfig`,
  )
  assert.equal(
    explain({ _tag: 'Connection', message: 'exec plugin "x" is not installed', sent: false }, server),
    `${server}: exec plugin "x" is not installed`,
  )
})
