import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connect } from 'node:tls'
import { isLeft } from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom, of, Subject } from 'rxjs'
import { type CertificateRules, certificateRules } from '../../../../lib/certificates/rules.ts'
import { type CertificateTarget, placesIn, targetResources } from '../../../../lib/certificates/targets.ts'
import type { PolicyRule } from '../../../../lib/controller/rbac.ts'
import { KubeObject, pathOf } from '../../../../lib/kube/object.ts'
import { createAuthority, type Identity } from '../../../../streams/drivers/apiserver/certificates.ts'
import { type Cluster, startCluster } from '../../../../streams/drivers/apiserver/index.ts'
import { certificateFiles } from '../../../../streams/drivers/certificates/certificateFiles.ts'
import { selfManagedCertificates } from '../../../../streams/drivers/certificates/selfManagedCertificates.ts'
import { openCluster } from '../../../../streams/drivers/connection/openCluster.ts'
import { serveWebhooks } from '../../../../streams/drivers/serving/webhooks/serveWebhooks.ts'
import { authoritiesOf, type Replica, startReplica } from '../../../cluster/certificates/replica.ts'
import { eventually } from '../../../cluster/eventually.ts'
import { type KubeconfigFile, kubeconfigFile } from '../../../examples/kubeconfigFile.ts'
import { type Client, clientOf } from '../apiserver/client.ts'
import { certificatesOf, manifestOf } from './world.ts'

/** Two servers on real sockets, on an embedded cluster where they may do what the rules say and nothing else. */

const secret = { namespace: 'demo', name: 'webhook-tls' }
const targets: readonly CertificateTarget[] = [
  { kind: 'CustomResourceDefinition', name: 'widgets.example.com' },
  { kind: 'ValidatingWebhookConfiguration', name: 'widgets' },
]
/** As short as a machine can keep that has much else to do. */
const lives = { authorityMs: 24_000, servingMs: 12_000, settleMs: 3_000 }

let cluster: Cluster
let client: Client
let replicas: readonly Replica[] = []
const files: KubeconfigFile[] = []

before(async () => {
  cluster = await startCluster({ controllers: false })
  client = clientOf(cluster)
  await post('/api/v1/namespaces', { metadata: { name: secret.namespace } })
  for (const target of targets) await post(pathOf(targetResources[target.kind]), manifestOf(target))
  const { path: kubeconfig } = await userWith('server', certificateRules({ secret, targets }))
  const start = (leads: boolean, handshakes: boolean) =>
    startReplica({ access: { kubeconfig }, secret, targets, lives, leads, handshakes })
  replicas = await Promise.all([start(false, true), start(true, false)])
})

after(async () => {
  await Promise.all(replicas.map(each => each.stop()))
  await Promise.all(files.map(each => each.remove()))
  await client.close()
  await cluster.stop()
})

const post = async (path: string, body: object): Promise<void> => {
  const { code, text } = await client.send({ method: 'POST', path, body })
  assert.equal(code, 201, text)
}

/** A user who may do this and nothing else. */
const userWith = async (
  name: string,
  { namespaced, cluster: ofCluster }: CertificateRules,
): Promise<KubeconfigFile> => {
  const root = '/apis/rbac.authorization.k8s.io/v1'
  const within = `${root}/namespaces/${secret.namespace}`
  const apiGroup = 'rbac.authorization.k8s.io'
  const metadata = { name }
  const subjects = [{ apiGroup, kind: 'User', name }]
  await post(`${within}/roles`, { metadata, rules: namespaced })
  await post(`${within}/rolebindings`, { metadata, subjects, roleRef: { apiGroup, kind: 'Role', name } })
  await post(`${root}/clusterroles`, { metadata, rules: ofCluster })
  await post(`${root}/clusterrolebindings`, { metadata, subjects, roleRef: { apiGroup, kind: 'ClusterRole', name } })
  const file = await kubeconfigFile(await cluster.kubeconfigFor({ name, groups: ['system:authenticated'] }))
  files.push(file)
  return file
}

/** The bundle of a target, PEM. */
const bundleOf = async ({ kind, name }: CertificateTarget): Promise<string> => {
  const { json } = await client.send({ path: pathOf(targetResources[kind], undefined, name) })
  if (!KubeObject.is(json)) throw new Error(`${kind} ${name} is gone`)
  const [place] = placesIn(json)
  return certificatesOf(place?.caBundle ?? '')
    .map(certificate => certificate.toString())
    .join('')
}

/** The fingerprint of what the server shows to a client that trusts these; rejects as that client does. */
const handshake = (port: number, ca: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })

test('clients that trust a bundle shake hands with each server, while both change to the next authority', async () => {
  const seen = new Set<string>()
  const refusals: unknown[] = []
  await eventually('both have changed', async () => {
    for (const target of targets) {
      const ca = await bundleOf(target)
      if (ca === '') return false
      for (const { port } of replicas) {
        await handshake(port, ca).then(
          shown => seen.add(shown),
          error => refusals.push(error),
        )
      }
    }
    return replicas.every(each => authoritiesOf(each) >= 2)
  })
  assert.deepEqual(refusals, [])
  assert.ok(seen.size >= 3, `${seen.size} certificates were shown`)
  assert.deepEqual(
    replicas.flatMap(({ events }) => events.filter(({ _tag }) => _tag === 'Failed' || _tag === 'Unreadable')),
    [],
  )
})

test('a client that does not trust the authority is refused nothing by us, and refuses', async () => {
  const [replica] = replicas
  await assert.rejects(handshake(replica?.port ?? 0, cluster.ca), /unable to verify|self.signed|issuer/)
})

test('a server with files shows the new certificate to the next client, once both halves are there', async () => {
  const authority = await createAuthority(Date.now())
  const [one, two] = [await authority.server(), await authority.server()]
  const folder = await mkdtemp(join(tmpdir(), 'sluice-certificates-'))
  const write = async (identity: Identity) => {
    await writeFile(join(folder, 'tls.crt'), identity.certificate)
    await writeFile(join(folder, 'tls.key'), identity.key)
  }
  await write(one)
  const opened = await certificateFiles(folder, { pollMs: 50 })
  assert.ok(!isLeft(opened))
  const server = await serveWebhooks({
    host: '127.0.0.1',
    port: 0,
    certificate$: opened.right.certificate$,
    handlers: {},
  })
  const shows = async ({ certificate }: Identity) =>
    (await handshake(server.port, authority.ca)) === new X509Certificate(certificate).fingerprint256
  assert.ok(await shows(one))
  await write(two)
  await eventually('the new one is shown', () => shows(two), 10_000)
  await server.close()
  await rm(folder, { recursive: true })
})

/** Without each of these, what is said; `list` is for servers that do not stream lists. */
const rights: readonly (readonly [verb: string, resource: string, says: RegExp])[] = [
  ['create', 'secrets', /^cannot write Secret demo\/create-secrets: .*grant verb create on secrets /],
  ['update', 'secrets', /^cannot write Secret demo\/update-secrets: .*grant verb update on secrets /],
  ['watch', 'secrets', /grant verb watch on secrets /],
  ...['customresourcedefinitions', 'validatingwebhookconfigurations'].flatMap(
    (plural): readonly (readonly [string, string, RegExp])[] => [
      ['patch', plural, new RegExp(`^cannot write .*grant verb patch on ${plural} `)],
      ['watch', plural, new RegExp(`grant verb watch on ${plural} `)],
    ],
  ),
]
for (const [verb, resource, says] of rights) {
  test(`without the right to ${verb} ${resource}, that is told`, { timeout: 30_000 }, async () => {
    const name = `${verb}-${resource}`
    const own = { namespace: secret.namespace, name }
    const rules = certificateRules({ secret: own, targets })
    const without = (all: readonly PolicyRule[]) =>
      all
        .map(rule =>
          rule.resources.includes(resource) ? { ...rule, verbs: rule.verbs.filter(each => each !== verb) } : rule,
        )
        .filter(({ verbs }) => verbs.length > 0)
    const { path } = await userWith(name, { namespaced: without(rules.namespaced), cluster: without(rules.cluster) })
    const opened = await openCluster({ kubeconfig: path })
    if (isLeft(opened)) throw new Error(opened.left)
    const problems = new Subject<string>()
    const told = firstValueFrom(problems.pipe(filter(problem => says.test(problem))))
    const following = selfManagedCertificates(opened.right.sources, {
      secret: own,
      hosts: ['127.0.0.1'],
      targets,
      leading$: of(true),
      lives: { settleMs: 100 },
      observe: event => 'problem' in event && problems.next(event.problem),
    }).certificate$.subscribe()
    try {
      await told
    } finally {
      following.unsubscribe()
      await opened.right.close()
    }
  })
}
