import { type EmbeddedClusterOptions, startCluster } from '../../streams/drivers/apiserver/index.ts'
import { startFaultProxy } from './proxy/faultProxy.ts'
import type { FaultyCluster } from './proxy/faultyCluster.ts'
import { realCluster } from './realCluster.ts'

/** The cluster that a spec runs on: an administrator's access to it, and all that specs may do to it. */
export interface ClusterUnderTest extends FaultyCluster {
  /** Others use it, or will: what a spec makes in it, it takes away. */
  readonly isShared: boolean
}

/**
 * An embedded cluster of one's own, or, with SLUICE_TEST_CLUSTER=real, the real
 * one of `realCluster`. There the options mean nothing: its controllers work.
 */
export const clusterUnderTest = (options: EmbeddedClusterOptions): Promise<ClusterUnderTest> => {
  const chosen = process.env.SLUICE_TEST_CLUSTER ?? 'embedded'
  if (chosen === 'real') return real()
  if (chosen === 'embedded') return embedded(options)
  throw new Error(`SLUICE_TEST_CLUSTER=${chosen} is not known: use embedded or real`)
}

const embedded = async (options: EmbeddedClusterOptions): Promise<ClusterUnderTest> => {
  const cluster = await startCluster({ seed: 1, ...options })
  return { ...cluster, compact: async () => cluster.compact(), isShared: false }
}

const real = async (): Promise<ClusterUnderTest> => {
  const { kubeconfigFile, stop } = await realCluster()
  const proxy = await startFaultProxy(kubeconfigFile)
  return {
    ...proxy,
    isShared: true,
    stop: async () => {
      await proxy.stop()
      await stop()
    },
  }
}
