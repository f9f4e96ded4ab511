import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { crdManifest } from '../../../../crd/manifests.ts'
import { MyApp } from '../../../../crd/myapp.ts'
import { kind, pathOf } from '../../../../lib/kube/object.ts'
import { type Cluster, startCluster } from '../../../../streams/drivers/apiserver/index.ts'
import { type Ended, type Program, sluice } from '../../../program.ts'
import { type Client, clientOf } from '../apiserver/client.ts'
import { base64, kubeconfigOf, serve, status, temporaryDirectory } from '../connection/apiServer.ts'
import { authority, leaf } from '../connection/certificates.ts'

/** The program as people use it: what it says and how it ends when something is wrong. */

const timeout = 30_000

/** Exactly these lines on stderr, this exit code, and no stack trace. */
const endsWith = ({ code, stdout, stderr }: Ended, wantedCode: number | null, ...lines: readonly RegExp[]): void => {
  assert.doesNotMatch(stdout + stderr, /^\s+at /m)
  const said = stderr.trimEnd().split('\n')
  assert.equal(said.length, lines.length, stderr)
  lines.forEach((line, at) => {
    assert.match(said[at] ?? '', line)
  })
  assert.equal(code, wantedCode)
}

/** A file in a folder that goes with the test. */
const fileOf = async (context: TestContext, name: string, content: string | object): Promise<string> => {
  const path = join(await temporaryDirectory(context), name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const refused: readonly (readonly [
  what: string,
  file: { readonly name: string; readonly content: string | object } | undefined,
  args: (file: string) => readonly string[],
  code: number,
  line: RegExp,
])[] = [
  [
    'a malformed kubeconfig',
    { name: 'config', content: 'clusters: [' },
    file => ['run', '--kubeconfig', file],
    1,
    /^sluice: kubeconfig \S+\/config is not valid YAML: .+ at line 1/,
  ],
  [
    'a kubeconfig with a field of the wrong type',
    { name: 'config', content: { clusters: [{ name: 'c', cluster: { server: 7 } }], users: [], contexts: [] } },
    file => ['run', '--kubeconfig', file],
    1,
    /^sluice: kubeconfig \S+ is malformed: clusters\[0\]\.cluster\.server must be .*string/,
  ],
  [
    'a missing kubeconfig',
    undefined,
    () => ['run', '--kubeconfig', 'missing.yaml'],
    1,
    /^sluice: kubeconfig missing\.yaml does not exist: pass --kubeconfig FILE or set \$KUBECONFIG$/,
  ],
  [
    'a missing kubeconfig, in the demo',
    undefined,
    () => ['demo', '--kubeconfig', 'missing.yaml'],
    1,
    /^sluice: kubeconfig missing\.yaml does not exist: pass --kubeconfig FILE or set \$KUBECONFIG$/,
  ],
  [
    'an unknown context',
    { name: 'config', content: kubeconfigOf({ server: 'https://127.0.0.1:1' }) },
    file => ['run', '--kubeconfig', file, '--context', 'staging'],
    1,
    /^sluice: kubeconfig \S+ has no context "staging" \(contexts: test\)$/,
  ],
  [
    'an unknown verb',
    undefined,
    () => ['rum'],
    2,
    /^sluice: unknown command 'rum' \(Did you mean run\?\): see sluice --help$/,
  ],
  [
    'an unknown flag',
    undefined,
    () => ['run', '--kubeconfg', 'x'],
    2,
    /^sluice: unknown option '--kubeconfg' \(Did you mean --kubeconfig\?\): see sluice run --help$/,
  ],
  [
    'a service account outside of a pod',
    undefined,
    () => ['run', '--service-account', '/run/account'],
    1,
    /^sluice: KUBERNETES_SERVICE_HOST is not set: the service account in \/run\/account is for use in a pod$/,
  ],
  [
    'a service account beside a kubeconfig',
    undefined,
    () => ['run', '--service-account', '/run/account', '--kubeconfig', 'config'],
    2,
    /^sluice: option '--service-account <folder>' cannot be used with option '--kubeconfig <file>': see sluice run --help$/,
  ],
  [
    'no workers',
    undefined,
    () => ['run', '--workers', '0'],
    2,
    /^sluice: option '--workers <count>' argument '0' is invalid\. --workers must be a whole number of at least 1: see /,
  ],
  ['some workers', undefined, () => ['demo', '--workers', 'some'], 2, /--workers must be a whole number of at least 1/],
  [
    'an unknown log format',
    undefined,
    () => ['run', '--log-format', 'xml'],
    2,
    /argument 'xml' is invalid\. .*json, pretty/,
  ],
  [
    'a controller file that does not exist',
    undefined,
    () => ['run', 'no/such.ts'],
    2,
    /^sluice: no\/such\.ts does not exist: name a module whose default export is a controller$/,
  ],
  [
    'a file without a controller',
    { name: 'three.mjs', content: 'export default 3' },
    file => ['run', file],
    2,
    /^sluice: \S+three\.mjs: its default export is not a controller: export default controller\(\{ … \}\)$/,
  ],
  [
    'a controller file that throws',
    { name: 'throws.mjs', content: 'throw new Error("no tier\\nand more")' },
    file => ['run', file],
    2,
    /^sluice: \S+throws\.mjs cannot be loaded: no tier$/,
  ],
  [
    'a controller file that throws what is no error',
    { name: 'throws.mjs', content: 'throw undefined' },
    file => ['run', file],
    2,
    /^sluice: \S+throws\.mjs cannot be loaded: undefined$/,
  ],
  [
    'a controller file that throws later',
    {
      name: 'later.mjs',
      content: 'setImmediate(() => { throw new TypeError("much later") }); await new Promise(() => {})',
    },
    file => ['run', file],
    1,
    /^sluice: much later$/,
  ],
  ['a missing recording', undefined, () => ['replay', 'no.ndjson'], 2, /^sluice: no\.ndjson: cannot be read: ENOENT/],
  [
    'a place where no kubeconfig can be written',
    undefined,
    () => ['cluster', '--kubeconfig-out', 'no/such/file'],
    1,
    /^sluice: --kubeconfig-out no\/such\/file: ENOENT/,
  ],
]

for (const [what, file, args, code, line] of refused) {
  test(`${what} is one line and exit code ${code}`, { timeout }, async context => {
    const path = file === undefined ? '' : await fileOf(context, file.name, file.content)
    endsWith(await sluice(args(path), { cwd: await temporaryDirectory(context) }).ended, code, line)
  })
}

test('with SLUICE_DEBUG it also says where in the code', { timeout }, async context => {
  const file = await fileOf(
    context,
    'later.mjs',
    'setImmediate(() => { throw new Error("oh") }); await new Promise(() => {})',
  )
  const { stderr } = await sluice(['run', file], { env: { SLUICE_DEBUG: '1' } }).ended
  assert.match(stderr, /^sluice: oh\nError: oh\n +at .*later\.mjs/)
})

/** A port on which nobody listens. */
const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

const unreachable: readonly (readonly [
  what: string,
  kubeconfig: (context: TestContext) => Promise<object>,
  line: RegExp,
])[] = [
  [
    'a server that nobody runs',
    async () => kubeconfigOf({ server: `https://127.0.0.1:${await closedPort()}` }),
    /https:\/\/127\.0\.0\.1:\d+ refuses connections: is the API server running, and is the port right\?$/,
  ],
  [
    'an expired certificate of the server',
    async context => {
      const ca = await authority('ca')
      const identity = await leaf(ca, { validFrom: -10, validTo: -1 })
      const { url } = await serve(context, identity, (_, response) => response.end())
      return kubeconfigOf({ server: url, cluster: { 'certificate-authority-data': base64(ca.pem) } })
    },
    /https:\/\/127\.0\.0\.1:\d+ has an expired certificate: renew it, or set the clock of this machine$/,
  ],
  [
    'a certificate of an unknown authority',
    async context => {
      const { url } = await serve(context, await leaf(await authority('theirs')), (_, response) => response.end())
      const ours = base64((await authority('ours')).pem)
      return kubeconfigOf({ server: url, cluster: { 'certificate-authority-data': ours } })
    },
    /https:\/\/127\.0\.0\.1:\d+ has a certificate of an unknown authority: set `certificate-authority` in the kubeconfig$/,
  ],
]

for (const [what, kubeconfig, line] of unreachable) {
  test(`${what}: run says so once for all its watches, and goes on until SIGTERM`, { timeout }, async context => {
    const file = await fileOf(context, 'config', await kubeconfig(context))
    const running = sluice(['run', '--kubeconfig', file])
    await running.says(/^error: .*\n/m)
    endsWith(await stoppedAtOnce(running), 0, new RegExp(`^error: cannot reach the API server .*: ${line.source}`))
  })

  test(`${what}: the demo ends with 1`, { timeout }, async context => {
    const file = await fileOf(context, 'config', await kubeconfig(context))
    endsWith(await sluice(['demo', '--once', '--kubeconfig', file]).ended, 1, new RegExp(`^sluice: ${line.source}`))
  })
}

test('credentials that the server does not accept end the demo with what to do', { timeout }, async context => {
  const ca = await authority('ca')
  const { url } = await serve(context, await leaf(ca), (_, response) => {
    response.writeHead(401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(status(401, 'Unauthorized', 'Unauthorized')))
  })
  const cluster = { 'certificate-authority-data': base64(ca.pem) }
  const file = await fileOf(context, 'config', kubeconfigOf({ server: url, cluster, user: { token: 'old' } }))
  const ended = await sluice(['demo', '--once', '--kubeconfig', file]).ended
  endsWith(
    ended,
    1,
    /^sluice: https:\S+ rejected the credentials \(401 Unauthorized\): log in again, or renew the token$/,
  )
})

/** SIGTERM ends an idle program before anything that it could wait for: a connection without use (5 s), a write under way (30 s). */
const stoppedAtOnce = async (running: Program): Promise<Ended> => {
  const asked = performance.now()
  const ended = await running.stop()
  const took = performance.now() - asked
  assert.ok(took < 4000, `it took ${Math.round(took)} ms`)
  return ended
}

interface Fixture {
  readonly cluster: Cluster
  readonly client: Client
  readonly context: TestContext
  /** A kubeconfig of the administrator. */
  readonly kubeconfig: string
}

const withCluster = (name: string, body: (fixture: Fixture) => Promise<void>) =>
  test(name, { timeout }, async context => {
    const cluster = await startCluster({ podReadyAfterMs: 10 })
    const client = clientOf(cluster)
    context.after(async () => {
      await client.close()
      await cluster.stop()
    })
    await body({ cluster, client, context, kubeconfig: await fileOf(context, 'config', cluster.kubeconfig()) })
  })

const Crd = kind('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', 'customresourcedefinitions', 'Cluster')

const create = async (client: Client, path: string, body: object): Promise<void> => {
  const { code, text } = await client.send({ method: 'POST', path, body })
  assert.equal(code, 201, text)
}

withCluster(
  'without its CRD run names it, goes on, and is ready once it is installed',
  async ({ client, kubeconfig }) => {
    const running = sluice(['run', '--kubeconfig', kubeconfig])
    await running.says(/^error: .*\n/m)
    await create(client, pathOf(Crd), crdManifest())
    await running.says(/^ready$/m)
    endsWith(
      await stoppedAtOnce(running),
      0,
      /^error: CRD myapps\.example\.com is not installed or does not serve v1: kubectl apply its manifest$/,
    )
  },
)

withCluster(
  'without rights run says who may not do what and what to grant, and is ready once it is granted',
  async fixture => {
    const { cluster, client, context } = fixture
    await create(client, pathOf(Crd), crdManifest())
    const access = await cluster.kubeconfigFor({ name: 'jane', groups: [] })
    const running = sluice(['run', '--kubeconfig', await fileOf(context, 'config', access)])
    const denied = (plural: string, group: string) =>
      new RegExp(
        `^error: User jane cannot watch ${plural} at the cluster scope: grant verb watch on ${plural} in ${group}, by a ClusterRole$`.replaceAll(
          '.',
          '\\.',
        ),
      )
    const lines = [
      denied('configmaps', 'the core group'),
      denied('deployments', 'group apps'),
      denied('myapps', 'group example.com'),
      denied('services', 'the core group'),
    ]
    for (const line of lines) await running.says(new RegExp(line.source, 'm'))
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'sluice' } }
    const path = '/apis/rbac.authorization.k8s.io/v1'
    const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'sluice' }
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }]
    await create(client, `${path}/clusterroles`, { ...rbac, kind: 'ClusterRole', rules })
    await create(client, `${path}/clusterrolebindings`, { ...rbac, kind: 'ClusterRoleBinding', roleRef, subjects })
    await running.says(/^ready$/m)
    const { stderr, ...rest } = await stoppedAtOnce(running)
    const sorted = `${stderr.trimEnd().split('\n').toSorted().join('\n')}\n`
    endsWith({ ...rest, stderr: sorted }, 0, ...lines)
  },
)

/** The CRD of somebody who lets everything pass. */
const looseCrd = (): object => {
  const { spec, ...manifest } = JSON.parse(JSON.stringify(crdManifest()))
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const versions = spec.versions.map((version: object) => ({ ...version, schema: { openAPIV3Schema } }))
  return { ...manifest, spec: { ...spec, versions } }
}

const conditionOf = (object: { readonly [field: string]: unknown } | undefined, type: string) => {
  const { conditions = [] } = Object(Object(object).status)
  return conditions.find((each: { readonly type: string }) => each.type === type)
}

withCluster('a MyApp that the codec refuses is told what is wrong with it, once; the others go on', async fixture => {
  const { client, kubeconfig } = fixture
  await create(client, pathOf(Crd), looseCrd())
  const app = (name: string, spec: object) =>
    create(client, pathOf(MyApp, 'default'), { apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name }, spec })
  await app('wrong', { image: 'web:1', port: 'three' })
  const running = sluice(['run', '--kubeconfig', kubeconfig])
  await running.says(/^ready$/m)
  await app('right', { image: 'web:1', replicas: 1 })

  const seen = new Map<string, { readonly [field: string]: unknown }>()
  const lines = await client.watch(`${pathOf(MyApp, 'default')}?watch=true`)
  const done = () =>
    conditionOf(seen.get('wrong'), 'Stalled')?.status === 'True' &&
    conditionOf(seen.get('right'), 'Ready')?.status === 'True'
  while (!done()) {
    const event = await lines.next()
    assert.ok(event !== undefined, 'the watch ended')
    const object = Object(event.object)
    seen.set(object.metadata.name, object)
  }
  lines.close()
  assert.match(conditionOf(seen.get('wrong'), 'Stalled').message, /spec\.port must be .*"three"/)
  await running.says(/^warning: .*\n/m)
  endsWith(await stoppedAtOnce(running), 0, /^warning: default\/wrong: .*spec\.port must be .*"three"/)
})

withCluster('with --log-format json every line is an object, one of them ready', async ({ client, kubeconfig }) => {
  await create(client, pathOf(Crd), crdManifest())
  const running = sluice(['run', '--kubeconfig', kubeconfig, '--log-format', 'json', '--log-level', 'error'])
  await running.says(/"msg":"ready"/)
  const { code, stdout, stderr } = await stoppedAtOnce(running)
  assert.deepEqual([code, stderr], [0, ''])
  const messages = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).msg)
  assert.deepEqual(messages, ['ready'])
})

withCluster(
  'SIGINT waits for the write under way; a second one does not: 130',
  async ({ cluster, client, kubeconfig }) => {
    await create(client, pathOf(Crd), crdManifest())
    const writing = new Promise<void>(resolve => {
      cluster.interfere(({ method, userAgent }) => {
        if (method === 'GET' || userAgent?.startsWith('sluice') !== true) return undefined
        resolve()
        return { _tag: 'Delay', milliseconds: 5_000 }
      })
    })
    const running = sluice(['run', '--kubeconfig', kubeconfig])
    await running.says(/^ready$/m)
    const spec = { image: 'web:1', replicas: 1 }
    const body = { apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name: 'slow' }, spec }
    await create(client, pathOf(MyApp, 'default'), body)
    await writing
    running.send('SIGINT')
    await running.says(/^stopping: /m)
    endsWith(await running.stop('SIGINT'), 130, /^$/)
  },
)

withCluster('a server that comes up later is waited for', async ({ cluster, client, kubeconfig }) => {
  await create(client, pathOf(Crd), crdManifest())
  await cluster.pause()
  const running = sluice(['run', '--kubeconfig', kubeconfig])
  await running.says(/^error: .*\n/m)
  await cluster.resume()
  await running.says(/^ready$/m)
  endsWith(await stoppedAtOnce(running), 0, /^error: cannot reach the API server .* refuses connections: /)
})
