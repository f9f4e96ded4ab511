import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { crdManifest } from '../../crd/manifests.ts'
import { type Cluster, type ClusterOptions, startCluster } from '../../streams/drivers/serveCluster/index.ts'
import { type Client, clientOf } from '../streams/drivers/serveCluster/client.ts'
import { type Result, type RunOptions, runKubectl } from './kubectl.ts'

/** A cluster, and kubectl as its administrator. */
export interface Session {
  readonly cluster: Cluster
  readonly client: Client
  readonly folder: string
  /** The path of the administrator's kubeconfig. */
  readonly kubeconfig: string
  readonly kubectl: (args: string | readonly string[], options?: RunOptions) => Promise<Result>
  /** Standard output of a call that must succeed and say nothing on standard error. */
  readonly out: (args: string | readonly string[], options?: RunOptions) => Promise<string>
}

export interface SessionOptions extends ClusterOptions {
  /** Whether the CRD of MyApp is there from the start. Default true. */
  readonly installed?: boolean
}

/** Starts a session, and what it should begin with, before the tests of a file; ends it after them. */
export const kubectlSession = (
  options: SessionOptions = {},
  begin: (session: Session) => Promise<unknown> = async () => undefined,
): Session => {
  let started: Session | undefined
  before(async () => {
    started = await startSession(options)
    await begin(started)
  })
  after(async () => {
    if (started === undefined) return
    await started.client.close()
    await started.cluster.stop()
    await rm(started.folder, { recursive: true })
  })
  const session = (): Session => {
    if (started === undefined) throw new Error('the session starts with the tests')
    return started
  }
  return {
    get cluster() {
      return session().cluster
    },
    get client() {
      return session().client
    },
    get folder() {
      return session().folder
    },
    get kubeconfig() {
      return session().kubeconfig
    },
    kubectl: (args, runOptions) => session().kubectl(args, runOptions),
    out: (args, runOptions) => session().out(args, runOptions),
  }
}

const startSession = async ({ installed = true, ...options }: SessionOptions): Promise<Session> => {
  const cluster = await startCluster({ seed: 1, podReadyAfterMs: 30, ...options })
  const client = clientOf(cluster)
  const folder = await mkdtemp(join(tmpdir(), 'sluice-kubectl-'))
  const kubeconfig = join(folder, 'config')
  await writeFile(kubeconfig, JSON.stringify(cluster.kubeconfig()))
  if (installed) await install(client)
  const kubectl: Session['kubectl'] = (args, runOptions) =>
    runKubectl(kubeconfig, typeof args === 'string' ? args.split(' ') : args, runOptions)
  const out: Session['out'] = async (args, runOptions) => {
    const { code, stdout, stderr } = await kubectl(args, runOptions)
    if (code !== 0 || stderr !== '') throw new Error(`kubectl ${args}: exit code ${code}\n${stderr}${stdout}`)
    return stdout
  }
  return { cluster, client, folder, kubeconfig, kubectl, out }
}

const install = async (client: Client): Promise<void> => {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  const { code, text } = await client.send({ method: 'POST', path, body: crdManifest() })
  if (code !== 201) throw new Error(`the CRD was refused: ${text}`)
}

/** Columns that tell an age or a time are different each time. */
export const withoutAges = (table: string): string => table.replace(/\b(\d+[smh])+( ago)?\b/g, 'AGE')
