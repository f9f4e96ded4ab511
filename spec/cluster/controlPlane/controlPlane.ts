import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthority } from '../../../streams/drivers/apiserver/certificates.ts'
import { type Kubeconfig, kubeconfigOf } from '../../../streams/drivers/apiserver/kubeconfig.ts'
import { eventually } from '../eventually.ts'
import { type AdminClient, adminClient } from './adminClient.ts'
import { binaries, type ProgramName } from './binaries.ts'
import { writeCredentials, writeServingCertificate } from './credentials.ts'
import { type Daemon, daemon } from './daemon.ts'
import { apiServerFlags, controllerManagerFlags, etcdFlags, kwokFlags, schedulerFlags } from './flags.ts'
import { freePorts } from './freePorts.ts'
import { guard } from './guard.ts'
import { chosenMinor, type KubernetesMinor } from './versions.ts'

/** A Kubernetes control plane that one spec starts, breaks and stops. */
export interface ControlPlane {
  readonly minor: KubernetesMinor
  /** `https://127.0.0.1:41234` */
  readonly url: string
  /** PEM. */
  readonly ca: string
  /** The bearer token of an administrator. */
  readonly token: string
  /** The administrator's kubeconfig with a token, as JSON. `kubeconfigFile` has the same. */
  readonly kubeconfig: Kubeconfig
  readonly kubeconfigFile: string
  readonly client: AdminClient
  /** `http://127.0.0.1:…`, without credentials. */
  readonly etcdUrl: string
  readonly pids: () => readonly number[]
  /** SIGSTOP pauses etcd, SIGCONT resumes it. */
  readonly signalEtcd: (signal: NodeJS.Signals) => void
  /** Stops the API server; its address refuses connections. */
  readonly stopApiServer: (signal?: NodeJS.Signals) => Promise<void>
  /** Starts the API server again at the same address, on demand with a new certificate of the same authority. */
  readonly startApiServer: (options?: { readonly newCertificate?: boolean }) => Promise<void>
  /** Stops all programs and removes all files. */
  readonly stop: () => Promise<void>
}

export interface ControlPlaneOptions {
  /** Starts controller manager, scheduler and KWOK as well. Default true; false leaves etcd and the API server. */
  readonly controllers?: boolean
  readonly minor?: KubernetesMinor
  /** More flags of the API server, after its usual ones: `--request-timeout=5s`. */
  readonly apiServerFlags?: readonly string[]
  /** Runs before the controllers start. A kind that comes later is unknown to the garbage collector for 30 s. */
  readonly prepare?: (client: AdminClient) => Promise<void>
  readonly tell?: (line: string) => void
}

/** Starts etcd, the API server, and the controllers; resolves when Deployments can become ready. */
export const startControlPlane = async ({
  controllers = true,
  minor = chosenMinor(),
  apiServerFlags: ownFlags = [],
  prepare,
  tell = toStderr,
}: ControlPlaneOptions = {}): Promise<ControlPlane> => {
  const pathOf = await binaries(minor, tell)
  const folder = await mkdtemp(join(tmpdir(), 'sluice-control-plane-'))
  const guarded = guard(folder)
  const running = new Map<ProgramName, Daemon>()
  const start = (name: ProgramName, flags: readonly string[]): Daemon => {
    const started = daemon(name, pathOf(name), flags, join(folder, `${name}.log`))
    if (started.pid !== undefined) guarded.watch(started.pid)
    running.set(name, started)
    return started
  }
  const stop = async (): Promise<void> => {
    // SIGKILL is enough: the data is thrown away.
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
    await writeFile(kubeconfigFile, JSON.stringify(kubeconfig), { mode: 0o600 })
    await writeCredentials(folder, { url, token, authority })
    const client = adminClient({ url, ca: authority.ca, token })

    const startApiServer: ControlPlane['startApiServer'] = async ({ newCertificate = false } = {}) => {
      if (newCertificate) await writeServingCertificate(folder, authority)
      const flags = apiServerFlags({ folder, port, etcdUrl, minor })
      const server = start('kube-apiserver', [...flags, ...ownFlags])
      await Promise.race([server.died, eventually('the API server is ready', client.isReady)])
    }

    const etcd = start('etcd', etcdFlags(folder, etcdUrl, `http://127.0.0.1:${etcdPeerPort}`))
    await Promise.race([etcd.died, startApiServer()])
    await prepare?.(client)
    if (controllers) await startControllers(folder, client, start)
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

/** Creates what a pod needs before KWOK makes it ready: a Node and the default ServiceAccount. */
const startControllers = async (
  folder: string,
  client: AdminClient,
  start: (name: ProgramName, flags: readonly string[]) => Daemon,
): Promise<void> => {
  const started = [
    start('kube-controller-manager', controllerManagerFlags(folder)),
    start('kube-scheduler', schedulerFlags(folder)),
    start('kwok', kwokFlags(folder)),
  ]
  const ready = async (): Promise<void> => {
    await client.send('POST', '/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'sluice', annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    })
    const says = async (path: string, text: string) => (await client.send('GET', path)).text.includes(text)
    await eventually('the node is ready', () => says('/api/v1/nodes/sluice', '"KubeletReady"'))
    const account = '/api/v1/namespaces/default/serviceaccounts/default'
    await eventually('pods have an account', () => says(account, '"ServiceAccount"'))
  }
  await Promise.race([...started.map(each => each.died), ready()])
}
