import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Authority, createAuthority } from '../../streams/drivers/serveCluster/certificates.ts'
import { type Kubeconfig, kubeconfigOf } from '../../streams/drivers/serveCluster/kubeconfig.ts'
import { type AdminClient, adminClient } from './adminClient.ts'
import { binaries, type ProgramName } from './binaries.ts'
import { type Daemon, daemon } from './daemon.ts'
import { freePorts } from './freePorts.ts'
import { guard } from './guard.ts'
import { chosenMinor, type KubernetesMinor } from './versions.ts'

/** A Kubernetes control plane of one's own: to be broken in tests. */
export interface ControlPlane {
  readonly minor: KubernetesMinor
  /** `https://127.0.0.1:41234` */
  readonly url: string
  /** PEM. */
  readonly ca: string
  /** The bearer token of an administrator. */
  readonly token: string
  /** Of an administrator, by token; as JSON, at `kubeconfigFile` too. */
  readonly kubeconfig: Kubeconfig
  readonly kubeconfigFile: string
  readonly client: AdminClient
  /** `http://127.0.0.1:…`, without credentials. */
  readonly etcdUrl: string
  readonly pids: () => readonly number[]
  /** SIGSTOP lets it stand still, SIGCONT go on. */
  readonly signalEtcd: (signal: NodeJS.Signals) => void
  /** Ends the API server; its clients find nobody at its address. */
  readonly stopApiServer: (signal?: NodeJS.Signals) => Promise<void>
  /** Starts it again, at the same address, with a new certificate of the same authority where that is asked for. */
  readonly startApiServer: (options?: { readonly newCertificate?: boolean }) => Promise<void>
  /** Ends everything and removes all files. */
  readonly stop: () => Promise<void>
}

export interface ControlPlaneOptions {
  /** Deployment controller, garbage collector, scheduler, kubelet and all the others. Default true; without them only etcd and the API server. */
  readonly controllers?: boolean
  readonly minor?: KubernetesMinor
  /** Of the API server, after all others: `--request-timeout=5s`. */
  readonly apiServerFlags?: readonly string[]
  /** Done before the controllers start: the garbage collector learns of a new kind half a minute later. */
  readonly prepare?: (client: AdminClient) => Promise<void>
  readonly tell?: (line: string) => void
}

const startLimitMs = 120_000

/** Starts etcd, the API server, and the controllers; resolves when Deployments can become ready. */
export const startControlPlane = async ({
  controllers = true,
  minor = chosenMinor(),
  apiServerFlags = [],
  prepare,
  tell = toStderr,
}: ControlPlaneOptions = {}): Promise<ControlPlane> => {
  const pathOf = await binaries(minor, tell)
  const folder = await mkdtemp(join(tmpdir(), 'sluice-control-plane-'))
  const guarded = guard(folder)
  const running = new Map<ProgramName, Daemon>()
  const start = (name: ProgramName, args: readonly string[]): Daemon => {
    const started = daemon(name, pathOf(name), args, join(folder, `${name}.log`))
    if (started.pid !== undefined) guarded.watch(started.pid)
    running.set(name, started)
    return started
  }
  const stop = async (): Promise<void> => {
    // The data is thrown away, so nobody needs to end in good order.
    await Promise.all([...running.values()].reverse().map(each => each.stop('SIGKILL')))
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    guarded.release()
  }
  try {
    const authority = await createAuthority(Date.now())
    const [port = 0, etcdPort = 0, etcdPeerPort = 0] = await freePorts(3)
    const url = `https://127.0.0.1:${port}`
    const etcdUrl = `http://127.0.0.1:${etcdPort}`
    const token = randomBytes(24).toString('base64url')
    const kubeconfig = kubeconfigOf({ url, ca: authority.ca, user: 'kubernetes-admin', credentials: { token } })
    const kubeconfigFile = join(folder, 'kubeconfig.json')
    await Promise.all([
      writeFile(kubeconfigFile, JSON.stringify(kubeconfig), { mode: 0o600 }),
      writeFile(join(folder, 'tokens.csv'), `${token},kubernetes-admin,admin,system:masters\n`, { mode: 0o600 }),
      writeFile(join(folder, 'ca.crt'), authority.ca),
      writeServingCertificate(folder, authority),
      writeServiceAccountKey(folder),
      writeKubeconfigs(folder, url, authority),
    ])
    const client = adminClient({ url, ca: authority.ca, token })

    const startApiServer: ControlPlane['startApiServer'] = async ({ newCertificate = false } = {}) => {
      if (newCertificate) await writeServingCertificate(folder, authority)
      const server = start('kube-apiserver', [
        ...apiServerArguments({ folder, port, etcdUrl, minor }),
        ...apiServerFlags,
      ])
      await Promise.race([server.died, until(() => client.isReady())])
    }

    const etcd = start('etcd', etcdArguments(folder, etcdUrl, `http://127.0.0.1:${etcdPeerPort}`))
    await Promise.race([etcd.died, startApiServer()])
    await prepare?.(client)
    if (controllers) await startControllers({ folder, client, start })
    return {
      minor,
      url,
      ca: authority.ca,
      token,
      kubeconfig,
      kubeconfigFile,
      client,
      etcdUrl,
      pids: () => [...running.values()].flatMap(({ pid }) => pid ?? []),
      signalEtcd: signal => {
        if (etcd.pid !== undefined) process.kill(etcd.pid, signal)
      },
      stopApiServer: async signal => running.get('kube-apiserver')?.stop(signal),
      startApiServer,
      stop: async () => {
        await client.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const toStderr = (line: string): void => {
  process.stderr.write(`sluice: ${line}\n`)
}

const writeServingCertificate = async (folder: string, authority: Authority): Promise<void> => {
  const { certificate, key } = await authority.server()
  await writeFile(join(folder, 'apiserver.crt'), certificate)
  await writeFile(join(folder, 'apiserver.key'), key, { mode: 0o600 })
}

const writeServiceAccountKey = async (folder: string): Promise<void> => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await writeFile(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  await writeFile(join(folder, 'sa.key'), privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 })
}

/** Who the other programs are. */
const users: Readonly<Record<string, readonly [user: string, groups: readonly string[]]>> = {
  'kube-controller-manager': ['system:kube-controller-manager', []],
  'kube-scheduler': ['system:kube-scheduler', []],
  kwok: ['kwok', ['system:masters']],
}

const writeKubeconfigs = async (folder: string, url: string, { ca, client }: Authority): Promise<void> => {
  for (const [program, [user, groups]] of Object.entries(users)) {
    const kubeconfig = kubeconfigOf({ url, ca, user, credentials: await client(user, groups) })
    await writeFile(join(folder, `${program}.kubeconfig`), JSON.stringify(kubeconfig), { mode: 0o600 })
  }
}

/** Its files are gone after the tests, so it may forget to flush them. */
const etcdArguments = (folder: string, url: string, peerUrl: string): readonly string[] => [
  `--data-dir=${join(folder, 'etcd')}`,
  `--listen-client-urls=${url}`,
  `--advertise-client-urls=${url}`,
  `--listen-peer-urls=${peerUrl}`,
  `--initial-advertise-peer-urls=${peerUrl}`,
  `--initial-cluster=default=${peerUrl}`,
  '--unsafe-no-fsync',
  '--log-level=warn',
]

const apiServerArguments = ({
  folder,
  port,
  etcdUrl,
  minor,
}: {
  readonly folder: string
  readonly port: number
  readonly etcdUrl: string
  readonly minor: KubernetesMinor
}): readonly string[] => [
  `--etcd-servers=${etcdUrl}`,
  '--bind-address=127.0.0.1',
  `--secure-port=${port}`,
  // Endpoints of the Service `kubernetes` may not be loopback addresses, and nobody looks for them.
  '--endpoint-reconciler-type=none',
  '--service-cluster-ip-range=10.96.0.0/12',
  `--tls-cert-file=${join(folder, 'apiserver.crt')}`,
  `--tls-private-key-file=${join(folder, 'apiserver.key')}`,
  `--client-ca-file=${join(folder, 'ca.crt')}`,
  `--token-auth-file=${join(folder, 'tokens.csv')}`,
  '--authorization-mode=RBAC',
  // Strict, as some distributions are: who sets blockOwnerDeletion must be allowed to change the owner's finalizers.
  '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
  '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
  `--service-account-key-file=${join(folder, 'sa.pub')}`,
  `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
  // Otherwise a token is good for a year, whatever was asked for.
  '--service-account-extend-token-expiration=false',
  `--cert-dir=${folder}`,
  // Generally available since 1.36.
  ...(minor === '1.35'
    ? ['--feature-gates=MutatingAdmissionPolicy=true', '--runtime-config=admissionregistration.k8s.io/v1beta1=true']
    : []),
]

const startControllers = async ({
  folder,
  client,
  start,
}: {
  readonly folder: string
  readonly client: AdminClient
  readonly start: (name: ProgramName, args: readonly string[]) => Daemon
}): Promise<void> => {
  const access = (program: string) => {
    const file = join(folder, `${program}.kubeconfig`)
    return [`--kubeconfig=${file}`, `--authentication-kubeconfig=${file}`, `--authorization-kubeconfig=${file}`]
  }
  const started = [
    start('kube-controller-manager', [
      ...access('kube-controller-manager'),
      '--leader-elect=false',
      '--secure-port=0',
      '--use-service-account-credentials',
      `--root-ca-file=${join(folder, 'ca.crt')}`,
      `--service-account-private-key-file=${join(folder, 'sa.key')}`,
      // As fast as it can: the defaults are those of a large cluster.
      '--kube-api-qps=200',
      '--kube-api-burst=400',
      '--horizontal-pod-autoscaler-sync-period=1s',
    ]),
    start('kube-scheduler', [...access('kube-scheduler'), '--leader-elect=false', '--secure-port=0']),
    start('kwok', [
      `--kubeconfig=${join(folder, 'kwok.kubeconfig')}`,
      `--config=${fileURLToPath(new URL('stages.yaml', import.meta.url))}`,
      '--manage-all-nodes=false',
      '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
      '--node-lease-duration-seconds=40',
    ]),
  ]
  const ready = async (): Promise<void> => {
    await client.send('POST', '/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'sluice', annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    })
    await until(async () => (await client.send('GET', '/api/v1/nodes/sluice')).text.includes('"KubeletReady"'))
    // Made by the controller manager; without it no pod is admitted.
    await until(
      async () => (await client.send('GET', '/api/v1/namespaces/default/serviceaccounts/default')).code === 200,
    )
  }
  await Promise.race([...started.map(each => each.died), ready()])
}

/** Looks again and again: what is waited for tells nobody. */
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  const endMs = performance.now() + startLimitMs
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error('the control plane did not become ready within two minutes')
    await wait(50)
  }
}
