import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Administrator } from '../administrator.ts'
import { adminClient } from '../controlPlane/adminClient.ts'
import { eventually } from '../eventually.ts'

/** A ServiceAccount. */
export interface Account {
  readonly namespace: string
  readonly name: string
}

/** What a kubelet gives to a process in a pod: a folder and two environment variables. */
export interface Pod {
  /** Of `token`, `ca.crt` and `namespace`. */
  readonly folder: string
  /** All that the process may know of the cluster. */
  readonly env: Readonly<Record<string, string>>
  /** The present one. */
  readonly token: () => string
  /** Puts a new token into the folder and has the old one refused from now on. `refused` false: does not wait for that. */
  readonly rotate: (options?: { readonly refused?: boolean }) => Promise<void>
  readonly remove: () => Promise<void>
}

/** The least that the API server allows. */
const expirationSeconds = 600

/** Makes the ServiceAccount, unless it is there, in a namespace that exists, and the folder. The token is bound to a Secret, and dies with it. */
export const startPod = async (administrator: Administrator, account: Account): Promise<Pod> => {
  const { server, ca, ask, send } = administrator
  const home = `/api/v1/namespaces/${account.namespace}`
  const made = await send('POST', `${home}/serviceaccounts`, { metadata: { name: account.name } })
  if (made.code >= 300 && made.code !== 409) throw new Error(made.text)
  const folder = await mkdtemp(join(tmpdir(), 'sluice-pod-'))
  let issued = 0
  let current = { secret: '', token: '' }

  const issue = async (): Promise<void> => {
    issued += 1
    const secret = `${account.name}-token-${issued}`
    await ask('POST', `${home}/secrets`, { metadata: { name: secret } })
    const boundObjectRef = { apiVersion: 'v1', kind: 'Secret', name: secret }
    const answer = await ask('POST', `${home}/serviceaccounts/${account.name}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds, boundObjectRef },
    })
    current = { secret, token: String(Object(answer.status).token) }
    await mount(folder, String(issued), { token: current.token, 'ca.crt': ca, namespace: account.namespace })
  }

  await issue()
  return {
    folder,
    env: {
      KUBERNETES_SERVICE_HOST: server.hostname.replace(/^\[|\]$/g, ''),
      KUBERNETES_SERVICE_PORT: server.port || '443',
      HOME: folder,
    },
    token: () => current.token,
    rotate: async ({ refused = true } = {}) => {
      const { secret, token } = current
      await issue()
      await ask('DELETE', `${home}/secrets/${secret}`)
      if (!refused) return
      const former = adminClient({ url: server.origin, ca, token })
      // The API server remembers for ten seconds that a token was good.
      await eventually('the former token is refused', async () => (await former.send('GET', '/version')).code === 401)
      await former.close()
    },
    remove: () => rm(folder, { recursive: true }),
  }
}

/** As a kubelet does it: each file is a link by way of `..data`, and one rename replaces all of them at once. */
const mount = async (folder: string, version: string, files: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(join(folder, `..${version}`))
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, `..${version}`, name), text, { mode: 0o600 })
    if (version === '1') await symlink(join('..data', name), join(folder, name))
  }
  await symlink(`..${version}`, join(folder, '..data_tmp'))
  await rename(join(folder, '..data_tmp'), join(folder, '..data'))
}
