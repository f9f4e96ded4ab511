import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crdManifest } from '../../crd/manifests.ts'
import { MyApp } from '../../crd/myapp.ts'
import { pathOf } from '../../lib/kube/object.ts'
import type { EmbeddedClusterOptions } from '../../streams/drivers/apiserver/index.ts'
import { kubeconfigOf } from '../../streams/drivers/apiserver/kubeconfig.ts'
import { type Client, clientOf } from '../streams/drivers/apiserver/client.ts'
import { ofSpecs } from './cleanedUp.ts'
import { type ClusterUnderTest, clusterUnderTest } from './clusterUnderTest.ts'
import { eventually } from './eventually.ts'

/** A namespace of the cluster under test that one spec has to itself. */
export interface Tenancy {
  readonly cluster: ClusterUnderTest
  readonly client: Client
  /** A folder for files, removed by `end`. */
  readonly folder: string
  /** The path of an administrator's kubeconfig, whose namespace is the one below. */
  readonly kubeconfig: string
  /** The unique name of the namespace. */
  readonly namespace: string
  /** Whether the CRD of MyApp was installed before. */
  readonly hadCrd: boolean
  /** Deletes the namespace without waiting for its end, and the CRD if it was not installed before. */
  readonly stop: () => Promise<void>
}

export interface TenancyOptions extends EmbeddedClusterOptions {
  /** Installs the CRD of MyApp. Default true. */
  readonly installed?: boolean
}

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const crd = `${crds}/${crdManifest().metadata.name}`

export const startTenancy = async ({ installed = true, ...options }: TenancyOptions = {}): Promise<Tenancy> => {
  const cluster = await clusterUnderTest(options)
  const client = clientOf(cluster)
  const namespace = `sluice-${randomBytes(4).toString('hex')}`
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  const kubeconfig = join(folder, 'config')
  const { url, ca, token } = cluster
  const access = kubeconfigOf({ url, ca, user: 'kubernetes-admin', credentials: { token } })
  const contexts = access.contexts.map(({ name, context }) => ({ name, context: { ...context, namespace } }))
  await writeFile(kubeconfig, JSON.stringify({ ...access, contexts }), { mode: 0o600 })

  const hadCrd = await exists(client, crd)
  if (installed && !hadCrd) await create(client, crds, crdManifest('nobody'))
  // The server serves a CRD a moment after it accepted it.
  if (installed) await eventually('MyApps are served', () => exists(client, pathOf(MyApp)))
  await create(client, '/api/v1/namespaces', { metadata: { name: namespace, labels: ofSpecs } })
  // The controller manager creates the ServiceAccount; no pod is admitted before.
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/default`
  if (options.controllers !== false) await eventually(`${account} exists`, () => exists(client, account))

  return {
    cluster,
    client,
    folder,
    kubeconfig,
    namespace,
    hadCrd,
    stop: async () => {
      if (cluster.isShared) {
        await freed(client, namespace)
        await client.send({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}` })
        if (!hadCrd) await remove(client, crd)
      }
      await client.close()
      await cluster.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** Removes finalizers: the controller has stopped, so MyApps would stay for ever. */
const freed = async (client: Client, namespace: string): Promise<void> => {
  const { code, json } = await client.send({ path: pathOf(MyApp, namespace) })
  if (code !== 200 || !Array.isArray(json.items)) return
  for (const { metadata } of json.items)
    await client.send({
      method: 'PATCH',
      path: pathOf(MyApp, namespace, metadata.name),
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { metadata: { finalizers: null } },
    })
}

const exists = async (client: Client, path: string): Promise<boolean> => (await client.send({ path })).code === 200

const create = async (client: Client, path: string, body: object): Promise<void> => {
  const { code, text } = await client.send({ method: 'POST', path, body })
  if (code !== 201) throw new Error(`POST ${path}: ${text}`)
}

/** Resolves once the CRD is gone. */
const remove = async (client: Client, path: string): Promise<void> => {
  await client.send({ method: 'DELETE', path })
  await eventually(`${path} is gone`, async () => (await client.send({ path })).code === 404)
}
