import { readFile } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { ClusterConfig, Environment } from './clusterConfig.ts'

export const defaultServiceAccountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount'

/**
 * The configuration that every pod is given. The kubelet replaces the token and CA files as they age.
 * `left`: one line, where the environment is not that of a pod.
 */
export const inClusterConfig = async (env: Environment, directory: string): Promise<Either<string, ClusterConfig>> => {
  const host = env.KUBERNETES_SERVICE_HOST ?? ''
  if (host === '')
    return left(`KUBERNETES_SERVICE_HOST is not set: the service account in ${directory} is for use in a pod`)
  const port = env.KUBERNETES_SERVICE_PORT ?? '443'
  // Absent where only token and CA are projected: then the default namespace, as everywhere.
  const namespace = await readFile(join(directory, 'namespace'), 'utf8').catch(() => '')
  return right({
    origin: "the pod's service account",
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    namespace: namespace.trim() || 'default',
    insecureSkipTlsVerify: false,
    certificateAuthority: { _tag: 'File', field: 'ca.crt of the service account', path: join(directory, 'ca.crt') },
    user: {
      name: 'service account',
      token: { _tag: 'File', field: 'token of the service account', path: join(directory, 'token') },
      impersonation: {},
    },
  })
}
