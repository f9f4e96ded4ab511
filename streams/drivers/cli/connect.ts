import { isLeft } from 'fp-ts/lib/Either.js'
import { type ClusterConnection, openCluster } from '../cluster/cluster.ts'
import { ExitError } from './exit.ts'

export interface ConnectOptions {
  readonly kubeconfig?: string
  readonly context?: string
}

/** Opens the cluster that the flags name, or ends with the line that says what is wrong. */
export const connect = async ({ kubeconfig, context }: ConnectOptions): Promise<ClusterConnection> => {
  const opened = await openCluster({
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(context !== undefined && { context }),
  })
  if (isLeft(opened)) throw new ExitError(opened.left)
  return opened.right
}
