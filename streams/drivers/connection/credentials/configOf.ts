import { isAbsolute, join } from 'node:path'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { withoutEnd } from '../../../../lib/text/withoutEnd.ts'
import type { ClusterConfig, Material, Plugin, UserConfig } from './clusterConfig.ts'
import type { ContextEntry, MergedFiles, Placed, UserEntry, UserFields } from './kubeConfigFile.ts'

/** Picks a context with its cluster and user. `left`: what is missing and what there is instead. */
export const configOf = (
  files: MergedFiles,
  contextName: string | undefined,
  origin: string,
): Either<string, ClusterConfig> => {
  const name = contextName ?? files.currentContext
  const known = `contexts: ${names(files.contexts)}`
  if (name === undefined) return left(`${origin} has no current-context: pass --context NAME (${known})`)
  const context = files.contexts.get(name)?.entry.context
  if (context === undefined) return left(`${origin} has no context "${name}" (${known})`)
  const cluster = files.clusters.get(context.cluster)
  if (cluster === undefined)
    return left(
      `${origin}: context "${name}" names cluster "${context.cluster}", which it lacks (clusters: ${names(files.clusters)})`,
    )
  const user = userOf(files, context)
  if (user === undefined)
    return left(
      `${origin}: context "${name}" names user "${context.user}", which it lacks (users: ${names(files.users)})`,
    )
  const { entry, folder } = cluster
  const fields = entry.cluster
  if (!/^https?:\/\//.test(fields.server) || !URL.canParse(fields.server))
    return left(`${origin}: server "${fields.server}" of cluster "${entry.name}" is not an http(s) URL`)
  const of = `of cluster "${entry.name}"`
  const certificateAuthority = materialOf('certificate-authority', fields, folder, of)
  return right({
    origin,
    server: withoutEnd(fields.server, character => character === '/'),
    namespace: context.namespace || 'default',
    insecureSkipTlsVerify: fields['insecure-skip-tls-verify'] === true,
    ...(certificateAuthority !== undefined && { certificateAuthority }),
    ...(fields['tls-server-name'] && { tlsServerName: fields['tls-server-name'] }),
    ...(fields['proxy-url'] && { proxyUrl: fields['proxy-url'] }),
    user: userConfigOf(user),
  })
}

const names = (entries: ReadonlyMap<string, unknown>): string =>
  entries.size === 0 ? 'none' : [...entries.keys()].sort().join(', ')

/** A context without a user is anonymous. */
const userOf = (files: MergedFiles, context: ContextEntry['context']): Placed<UserEntry> | undefined =>
  context.user === undefined || context.user === ''
    ? { entry: { name: 'anonymous' }, folder: '' }
    : files.users.get(context.user)

const userConfigOf = ({ entry, folder }: Placed<UserEntry>): UserConfig => {
  const fields: UserFields = entry.user ?? {}
  const of = `of user "${entry.name}"`
  const certificate = materialOf('client-certificate', fields, folder, of)
  const key = materialOf('client-key', fields, folder, of)
  const token = tokenOf(fields, folder, of)
  const plugin = pluginOf(fields, folder)
  return {
    name: entry.name,
    ...(token !== undefined && { token }),
    ...(fields.username && { basic: { username: fields.username, password: fields.password ?? '' } }),
    ...(certificate !== undefined && { certificate }),
    ...(key !== undefined && { key }),
    ...(plugin !== undefined && { plugin }),
    impersonation: impersonationOf(fields),
  }
}

/** `<name>-data` is base64 and wins over the file `<name>`. */
const materialOf = <Name extends 'certificate-authority' | 'client-certificate' | 'client-key'>(
  name: Name,
  fields: { readonly [field in Name | `${Name}-data`]?: string },
  folder: string,
  of: string,
): Material | undefined => {
  const data = fields[`${name}-data`]
  if (data) return { _tag: 'Data', field: `${name}-data ${of}`, data: Buffer.from(data, 'base64') }
  const file = fields[name]
  return file ? { _tag: 'File', field: `${name} ${of}`, path: within(folder, file) } : undefined
}

const within = (folder: string, path: string): string => (isAbsolute(path) ? path : join(folder, path))

/** A `tokenFile` wins over a `token`: it may be newer. */
const tokenOf = (fields: UserFields, folder: string, of: string): Material | undefined => {
  if (fields.tokenFile) return { _tag: 'File', field: `tokenFile ${of}`, path: within(folder, fields.tokenFile) }
  return fields.token ? { _tag: 'Data', field: `token ${of}`, data: Buffer.from(fields.token) } : undefined
}

const pluginOf = (fields: UserFields, folder: string): Plugin | undefined => {
  if (fields.exec !== undefined) {
    const command = typeof fields.exec.command === 'string' ? fields.exec.command : ''
    // A bare name is looked up in $PATH; anything with a slash is relative to the kubeconfig.
    const path = command.includes('/') ? within(folder, command) : command
    return { _tag: 'Exec', command: path, exec: { ...fields.exec, command: path } }
  }
  const provider = fields['auth-provider']
  if (provider === undefined) return undefined
  return { _tag: 'AuthProvider', name: String(provider.name ?? ''), authProvider: provider }
}

const impersonationOf = (fields: UserFields): UserConfig['impersonation'] => ({
  ...(fields.as && { 'impersonate-user': fields.as }),
  ...(fields['as-uid'] && { 'impersonate-uid': fields['as-uid'] }),
  ...(fields['as-groups'] && fields['as-groups'].length > 0 && { 'impersonate-group': fields['as-groups'] }),
  ...Object.fromEntries(
    Object.entries(fields['as-user-extra'] ?? {}).map(([key, values]) => [
      `impersonate-extra-${encodeURIComponent(key).toLowerCase()}`,
      values,
    ]),
  ),
})
