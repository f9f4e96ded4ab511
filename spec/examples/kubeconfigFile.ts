import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface KubeconfigFile {
  readonly path: string
  readonly remove: () => Promise<void>
}

/** A kubeconfig in a folder of its own. */
export const kubeconfigFile = async (kubeconfig: object): Promise<KubeconfigFile> => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-access-'))
  const path = join(folder, 'config.json')
  await writeFile(path, JSON.stringify(kubeconfig), { mode: 0o600 })
  return { path, remove: () => rm(folder, { recursive: true }) }
}
