import type { RequestOptions } from 'node:https'
import { firstLine } from '../../../../lib/text/firstLine.ts'
import type { ClusterConfig, Plugin } from './clusterConfig.ts'
import { CredentialsError } from './clusterConfig.ts'

/** The answer of an exec plugin or an identity provider. */
export interface PluginCredentials {
  readonly authorization?: string
  readonly cert?: string
  readonly key?: string
}

/**
 * Credentials by client-node's authenticators (exec, oidc, gcp, azure), which
 * is imported here alone, when a kubeconfig asks for it: it
 * costs 80 MiB. A call is cheap while the credentials last, which client-node
 * judges by their `expirationTimestamp`.
 */
export const openPlugin = async (config: ClusterConfig, plugin: Plugin): Promise<() => Promise<PluginCredentials>> => {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js')
  const kubeConfig = new KubeConfig()
  // The cluster is only a name: CA, proxy and server are ours to apply.
  kubeConfig.loadFromClusterAndUser(
    { name: 'cluster', server: 'https://cluster', skipTLSVerify: false },
    {
      name: config.user.name,
      ...(plugin._tag === 'Exec' ? { exec: withExecInfo(config, plugin.exec) } : { authProvider: plugin.authProvider }),
    },
  )
  return async () => {
    const options: RequestOptions = {}
    try {
      await kubeConfig.applyToHTTPSOptions(options)
    } catch (error) {
      throw new CredentialsError(pluginComplaint(config, plugin, error))
    }
    const headers: Readonly<Record<string, unknown>> = { ...options.headers }
    const found: PluginCredentials = {
      ...(typeof headers.Authorization === 'string' && { authorization: headers.Authorization }),
      ...(options.cert && { cert: String(options.cert) }),
      ...(options.key && { key: String(options.key) }),
    }
    if (found.authorization === undefined && found.cert === undefined)
      throw new CredentialsError(`${nameOf(config, plugin)} supplied neither a token nor a client certificate`)
    return found
  }
}

/** `KUBERNETES_EXEC_INFO`, which plugins written with client-go insist on. */
const withExecInfo = (config: ClusterConfig, exec: Readonly<Record<string, unknown>>) => {
  const info = {
    apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo === true && {
        cluster: {
          server: config.server,
          'insecure-skip-tls-verify': config.insecureSkipTlsVerify,
          ...(config.tlsServerName !== undefined && { 'tls-server-name': config.tlsServerName }),
          ...(config.certificateAuthority?._tag === 'Data' && {
            'certificate-authority-data': config.certificateAuthority.data.toString('base64'),
          }),
        },
      }),
    },
  }
  const env: readonly unknown[] = Array.isArray(exec.env) ? exec.env : []
  return { ...exec, env: [...env, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] }
}

const nameOf = (config: ClusterConfig, plugin: Plugin): string =>
  plugin._tag === 'Exec'
    ? `exec plugin "${plugin.command}" of user "${config.user.name}"`
    : `auth-provider "${plugin.name}" of user "${config.user.name}"`

const pluginComplaint = (config: ClusterConfig, plugin: Plugin, error: unknown): string => {
  const name = nameOf(config, plugin)
  if (!(error instanceof Error)) return `${name} failed: ${String(error)}`
  if (plugin._tag === 'Exec') {
    if ('code' in error && error.code === 'ENOENT') return `${name} is not installed${hint(plugin)}`
    if ('code' in error && error.code === 'EACCES') return `${name} may not be executed: chmod +x it`
    if (error instanceof SyntaxError) return `${name} printed something that is not an ExecCredential in JSON`
    if (error instanceof TypeError) return `${name} printed an ExecCredential without a status`
  }
  return `${name} failed: ${firstLine(error.message) || 'it gave no reason'}`
}

const hint = (plugin: Extract<Plugin, { _tag: 'Exec' }>): string =>
  typeof plugin.exec.installHint === 'string'
    ? `: ${firstLine(plugin.exec.installHint)}`
    : ': install it or put it on the $PATH'
