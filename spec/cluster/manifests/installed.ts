import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../../.ci/bundle.mjs'
import { installation } from '../../../crd/installation/installation.ts'
import { crdManifest } from '../../../crd/manifests.ts'
import { certificateFolder } from '../../../lib/manifests/certManager.ts'
import type { Installation, InstallationChoice } from '../../../lib/manifests/installation.ts'
import { manifestsFor } from '../../../lib/manifests/manifestsFor.ts'
import { manifestText } from '../../../lib/manifests/manifestText.ts'
import { webhookService } from '../../../lib/manifests/webhooks.ts'
import { runKubectl } from '../../kubectl/kubectl.ts'
import { type Program, program } from '../../program.ts'
import { type Pod, startPod } from '../access/pod.ts'
import { type Administrator, administratorOf } from '../administrator.ts'
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from '../controlPlane/controlPlane.ts'
import { installCrd } from '../faults/world.ts'
import { startEgress } from './egress.ts'

/**
 * A control plane after `kubectl apply -k crd`. KWOK marks the pods of the Deployment as
 * running; the built program runs beside them with their ServiceAccount and arguments, on
 * ports of its own.
 */
export interface Installed {
  readonly plane: ControlPlane
  readonly administrator: Administrator
  readonly installation: Installation
  readonly start: () => Replica
  /** The kubeconfig of the replicas' ServiceAccount. */
  readonly token: () => string
  /** The folder that a pod mounts where the program does not make its certificates. */
  readonly certificates: string
  /** Runs kubectl and resolves with its standard output; rejects if it fails. */
  readonly kubectl: (...args: readonly string[]) => Promise<string>
  /** Points the webhook Service to this replica, or to none. */
  readonly serve: (replica: Replica | undefined) => Promise<void>
  readonly stop: () => Promise<void>
}

export interface Replica extends Program {
  /** The port of its webhooks, metrics or probes, once it listens. */
  readonly port: (what: 'webhooks' | 'metrics' | 'probes') => Promise<number>
}

const crd = fileURLToPath(new URL('../../../crd', import.meta.url))

/** The flags of `sluice manifests`. Default: what is checked in. */
export interface InstalledOptions
  extends Pick<ControlPlaneOptions, 'apiServerFlags'>,
    Partial<Pick<Installation, InstallationChoice>> {
  /** Before anything is installed. */
  readonly prepare?: (administrator: Administrator) => Promise<void>
}

export const startInstalled = async ({
  apiServerFlags = [],
  prepare = async () => undefined,
  ...chosen
}: InstalledOptions = {}): Promise<Installed> => {
  const undo: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const each of undo.reverse()) await each()
  }
  try {
    const egress = await startEgress()
    undo.push(egress.stop)
    const plane = await startControlPlane({
      apiServerFlags: [...apiServerFlags, ...egress.flags],
      prepare: client => installCrd(client, crdManifest()),
    })
    undo.push(plane.stop)
    const administrator = await administratorOf(plane.kubeconfigFile)
    undo.push(administrator.close)
    const folder = await mkdtemp(join(tmpdir(), 'sluice-program-'))
    undo.push(() => rm(folder, { recursive: true }))
    await bundle(folder)
    const installed = installation(chosen)
    const kubectl: Installed['kubectl'] = async (...args) => {
      const { code, stdout, stderr } = await runKubectl(plane.kubeconfigFile, args)
      if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
      return stdout
    }
    await prepare(administrator)
    if (Object.keys(chosen).length === 0) await kubectl('apply', '--server-side', '-k', crd)
    else {
      const printed = join(folder, 'printed.yaml')
      await writeFile(printed, manifestText(manifestsFor(installed)))
      await kubectl('apply', '--server-side', '--warnings-as-errors', '--validate=strict', '-f', printed)
    }
    const pod = await startPod(administrator, installed)
    undo.push(pod.remove)
    const certificates = join(folder, 'certificates')
    await mkdir(certificates)
    const args = (await argumentsIn(administrator, installed)).map(word =>
      word.replace(certificateFolder, certificates),
    )
    const start = (): Replica => {
      const running = program(process.execPath, [join(folder, 'sluice.js'), ...args, ...mounted(pod)], { env: pod.env })
      undo.push(() => running.stop('SIGKILL'))
      return {
        ...running,
        port: async what => Number((await running.says(new RegExp(`"msg":"${what} on port (\\d+)"`)))[1]),
      }
    }
    const address = await addressIn(administrator, installed)
    return {
      plane,
      administrator,
      installation: installed,
      start,
      token: pod.token,
      certificates,
      kubectl,
      serve: async replica => egress.lead(address, await replica?.port('webhooks')),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const mounted = (pod: Pod): readonly string[] => ['--service-account', pod.folder]

/** The arguments of the Deployment, with free ports of this machine. */
const argumentsIn = async ({ ask }: Administrator, { name, namespace }: Installation): Promise<readonly string[]> => {
  const { spec } = await ask('GET', `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`)
  const [container] = Object(spec).template.spec.containers
  return container.args.map((word: string) => word.replace(/=:\d+$/, '=127.0.0.1:0'))
}

const addressIn = async ({ ask }: Administrator, installed: Installation): Promise<string> => {
  const { name, namespace, port } = webhookService(installed)
  const { spec } = await ask('GET', `/api/v1/namespaces/${namespace}/services/${name}`)
  return `${Object(spec).clusterIP}:${port}`
}
