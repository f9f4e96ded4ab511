import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Administrator } from '../administrator.ts'
import { adminClient } from '../controlPlane/adminClient.ts'
import { eventually } from '../eventually.ts'

/** The ServiceAccount that the process runs as. */
export interface Account {
  readonly namespace: string
  readonly name: string
}

/** What a kubelet gives a process in a pod: a folder of credentials and two environment variables. */
export interface Pod {
  /** The folder with `token`, `ca.crt` and `namespace`. */
  readonly folder: string
  /** The environment variables by which the process finds the API server. */
  readonly env: Readonly<Record<string, string>>
  /** The current token. */
  readonly token: () => string
  /** Writes a new token and revokes the old one. `refused` false: does not wait until the API server refuses the old one. */
  readonly rotate: (options?: { readonly refused?: boolean }) => Promise<void>
  readonly remove: () => Promise<void>
}

/** The shortest token life that the API server allows. */
const expirationSeconds = 600

/** Creates the folder, and the ServiceAccount if it does not exist. The token is bound to a Secret and is revoked with it. */
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

/** Writes files as a kubelet does: each is a link through `..data`, and one rename replaces all of them. */
const mount = async (folder: string, version: string, files: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(join(folder, `..${version}`))
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, `..${version}`, name), text, { mode: 0o600 })
    if (version === '1') await symlink(join('..data', name), join(folder, name))
  }
  await symlink(`..${version}`, join(folder, '..data_tmp'))
  await rename(join(folder, '..data_tmp'), join(folder, '..data'))
}
