/**
 * An embedded cluster for tests and demonstrations: a model of the Kubernetes API server over HTTPS, on which
 * kubectl and any client work, with stand-ins for the controllers that make Deployments ready.
 *
 *     const cluster = await startCluster({ port: 0 })
 *     await writeFile('kubeconfig', JSON.stringify(cluster.kubeconfig()))
 *     …
 *     await cluster.stop()
 */
export {
  type Cluster,
  type ClusterOptions,
  type Interfere,
  type Interference,
  type Kubeconfig,
  type RequestCount,
  startCluster,
} from './serveCluster/index.ts'
