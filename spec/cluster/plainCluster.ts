import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster } from '../../streams/drivers/apiserver/index.ts'
import { type RealCluster, realCluster } from './realCluster.ts'

/** The cluster under test without a proxy, for clients with tokens of the cluster itself: embedded, or real with SLUICE_TEST_CLUSTER=real. */
export const plainCluster = async (): Promise<RealCluster> => {
  if (process.env.SLUICE_TEST_CLUSTER === 'real') return realCluster()
  const cluster = await startCluster({ seed: 1, podReadyAfterMs: 5 })
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  const kubeconfigFile = join(folder, 'config')
  await writeFile(kubeconfigFile, JSON.stringify(cluster.kubeconfig()), { mode: 0o600 })
  return {
    kubeconfigFile,
    stop: async () => {
      await cluster.stop()
      await rm(folder, { recursive: true })
    },
  }
}
