import { type EmbeddedClusterOptions, startCluster } from '../../streams/drivers/apiserver/index.ts'
import { startFaultProxy } from './proxy/faultProxy.ts'
import type { FaultyCluster } from './proxy/faultyCluster.ts'
import { realCluster } from './realCluster.ts'

/** The cluster that a spec runs on, with an administrator's access and the faults that specs may cause. */
export interface ClusterUnderTest extends FaultyCluster {
  /** Other specs use the cluster too, so a spec deletes what it created. */
  readonly isShared: boolean
}

/**
 * A new embedded cluster or, with SLUICE_TEST_CLUSTER=real, the one of `realCluster`,
 * which ignores the options because its controllers run already.
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
