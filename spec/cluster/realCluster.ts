import { startControlPlane } from './controlPlane/controlPlane.ts'

/** A real cluster that tests use without breaking it, and leave clean. */
export interface RealCluster {
  /** The path of an administrator's kubeconfig. */
  readonly kubeconfigFile: string
  readonly stop: () => Promise<void>
}

/**
 * The cluster that the user has (USE_EXISTING_CLUSTER=true and KUBECONFIG), else a
 * control plane of its own: see `binaries` for where that comes from.
 */
export const realCluster = async (): Promise<RealCluster> => {
  const existing = existingCluster()
  if (existing !== undefined) return { kubeconfigFile: existing, stop: async () => undefined }
  const { kubeconfigFile, stop } = await startControlPlane()
  return { kubeconfigFile, stop }
}

/** The kubeconfig of the cluster that the user wants tested; `undefined`: none. Throws where the settings are incomplete. */
export const existingCluster = (env = process.env): string | undefined => {
  if (env.USE_EXISTING_CLUSTER !== 'true') return undefined
  if (env.KUBECONFIG === undefined || env.KUBECONFIG === '')
    throw new Error('USE_EXISTING_CLUSTER=true names no cluster: set KUBECONFIG to a kubeconfig file')
  return env.KUBECONFIG
}
