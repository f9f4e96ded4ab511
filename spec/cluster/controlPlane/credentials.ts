import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Authority } from '../../../streams/drivers/apiserver/certificates.ts'
import { kubeconfigOf } from '../../../streams/drivers/apiserver/kubeconfig.ts'

/** Writes the certificates, keys and kubeconfigs by which the programs of a control plane authenticate. */
export const writeCredentials = async (
  folder: string,
  { url, token, authority }: { readonly url: string; readonly token: string; readonly authority: Authority },
): Promise<void> => {
  await Promise.all([
    writeFile(join(folder, 'tokens.csv'), `${token},kubernetes-admin,admin,system:masters\n`, { mode: 0o600 }),
    writeFile(join(folder, 'ca.crt'), authority.ca),
    writeServingCertificate(folder, authority),
    writeServiceAccountKey(folder),
    writeKubeconfigs(folder, url, authority),
  ])
}

export const writeServingCertificate = async (folder: string, authority: Authority): Promise<void> => {
  const { certificate, key } = await authority.server()
  await writeFile(join(folder, 'apiserver.crt'), certificate)
  await writeFile(join(folder, 'apiserver.key'), key, { mode: 0o600 })
}

const writeServiceAccountKey = async (folder: string): Promise<void> => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await writeFile(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  await writeFile(join(folder, 'sa.key'), privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 })
}

/** The users and groups of the programs that call the API server. */
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
