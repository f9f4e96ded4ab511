/** `sluice/testing`: a cluster for tests, over HTTPS or in memory on a virtual clock. */

export { emptyCluster, type ModelCluster, type ModelOptions, modelSources } from '../simulate/modelSources.ts'
export {
  type Cluster,
  type EmbeddedClusterOptions as ClusterOptions,
  type RequestCount,
  startCluster,
} from './apiserver/index.ts'
