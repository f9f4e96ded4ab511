import type { RequestOptions } from 'node:https'
import { isRecord } from '../../../../lib/json/fields.ts'
import { firstLine } from '../../../../lib/text/firstLine.ts'
import type { ClusterConfig, Plugin } from './clusterConfig.ts'
import { CredentialsError } from './clusterConfig.ts'
import { type ExecCredential, type ExecPlugin, runExecPlugin } from './execPlugin.ts'

/** The answer of an exec plugin or an identity provider. */
export interface PluginCredentials {
  readonly authorization?: string
  readonly cert?: string
  readonly key?: string
}

/** Credentials by the plugin that a kubeconfig names. A call is cheap while they last, by their `expirationTimestamp`. */
export const openPlugin = async (config: ClusterConfig, plugin: Plugin): Promise<() => Promise<PluginCredentials>> => {
  const ask =
    plugin._tag === 'Exec' ? askingExec(config, plugin.exec) : await askingProvider(config, plugin.authProvider)
  return async () => {
    const found = await ask().catch(error => {
      throw new CredentialsError(pluginComplaint(config, plugin, error))
    })
    if (found.authorization === undefined && found.cert === undefined)
      throw new CredentialsError(`${nameOf(config, plugin)} supplied neither a token nor a client certificate`)
    return found
  }
}

type Ask = () => Promise<PluginCredentials>

const askingExec = (config: ClusterConfig, exec: Readonly<Record<string, unknown>>): Ask => {
  const plugin = withExecInfo(config, exec)
  let last: ExecCredential | undefined
  return async () => {
    if (last === undefined || isOver(last)) last = await runExecPlugin(plugin)
    const { token, clientCertificateData: cert, clientKeyData: key } = last
    return {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(cert && { cert }),
      ...(key && { key }),
    }
  }
}

/** One without a time lasts as long as the process. */
const isOver = ({ expirationTimestamp }: ExecCredential): boolean =>
  expirationTimestamp !== undefined && !(Date.parse(expirationTimestamp) > Date.now())

/** By client-node (oidc, gcp, azure), which is imported here alone, when a kubeconfig asks for it: it costs 80 MiB. */
const askingProvider = async (config: ClusterConfig, authProvider: Readonly<Record<string, unknown>>): Promise<Ask> => {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js')
  const kubeConfig = new KubeConfig()
  // The cluster is only a name: CA, proxy and server are ours to apply.
  kubeConfig.loadFromClusterAndUser(
    { name: 'cluster', server: 'https://cluster', skipTLSVerify: false },
    { name: config.user.name, authProvider },
  )
  return async () => {
    const options: RequestOptions = {}
    await kubeConfig.applyToHTTPSOptions(options)
    const headers: Readonly<Record<string, unknown>> = { ...options.headers }
    return {
      ...(typeof headers.Authorization === 'string' && { authorization: headers.Authorization }),
      ...(options.cert && { cert: String(options.cert) }),
      ...(options.key && { key: String(options.key) }),
    }
  }
}

/** `KUBERNETES_EXEC_INFO`, which plugins written with client-go insist on. */
const withExecInfo = (config: ClusterConfig, exec: Readonly<Record<string, unknown>>): ExecPlugin => {
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
  const env = (Array.isArray(exec.env) ? exec.env : []).filter(isRecord).map(({ name, value }) => [name, value])
  return {
    command: String(exec.command),
    args: (Array.isArray(exec.args) ? exec.args : []).map(String),
    env: { ...Object.fromEntries(env), KUBERNETES_EXEC_INFO: JSON.stringify(info) },
  }
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
