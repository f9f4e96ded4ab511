import { readFile } from 'node:fs/promises'
import { createSecureContext, type SecureContext } from 'node:tls'
import { messageOf } from '../../../../lib/text/messageOf.ts'
import type { ClusterConfig, Material } from './clusterConfig.ts'
import { CredentialsError } from './clusterConfig.ts'
import type { PluginCredentials } from './pluginCredentials.ts'

/** The credentials of one request. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | string[]>>
  /** Everything that a TLS connection is made with: connections of another identity are not ours any more. */
  readonly identity: string
  readonly secureContext: SecureContext
}

export const sameCredentials = (one: Credentials, other: Credentials): boolean =>
  one.identity === other.identity && one.headers.authorization === other.headers.authorization

/**
 * Reads every file anew and adds what a plugin supplied. Rejects with a `CredentialsError`.
 * `previous` is used again where nothing changed: a TLS context costs a parse of every certificate.
 */
export const readCredentials = async (
  config: ClusterConfig,
  supplied: PluginCredentials | undefined,
  previous?: Credentials,
): Promise<Credentials> => {
  const { user } = config
  const [ca, cert, key, token] = await Promise.all([
    bytesOf(config.certificateAuthority),
    bytesOf(user.certificate),
    bytesOf(user.key),
    bytesOf(user.token),
  ])
  const authorization = authorizationOf(config, token?.toString('utf8').trim(), supplied?.authorization)
  const material = {
    ca: pem(ca, config.certificateAuthority),
    cert: pem(cert, user.certificate) ?? supplied?.cert,
    key: pem(key, user.key) ?? supplied?.key,
  }
  const identity = [material.ca, material.cert, material.key].map(part => part ?? '').join('\0')
  return {
    headers: { ...user.impersonation, ...(authorization !== undefined && { authorization }) },
    identity,
    secureContext: previous?.identity === identity ? previous.secureContext : secureContextOf(config, material),
  }
}

const bytesOf = async (material: Material | undefined): Promise<Buffer | undefined> => {
  if (material?._tag !== 'File') return material?.data
  return readFile(material.path).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'ENOENT' ? 'does not exist' : error.code === 'EACCES' ? 'may not be read' : `: ${error.message}`
    throw new CredentialsError(`${material.field}: file ${material.path} ${why}`)
  })
}

const pem = (bytes: Buffer | undefined, material: Material | undefined): string | undefined => {
  if (bytes === undefined || material === undefined) return undefined
  const text = bytes.toString('utf8')
  if (text.includes('-----BEGIN ')) return text
  const where = material._tag === 'File' ? `file ${material.path} is not PEM` : 'it is not base64 of PEM'
  throw new CredentialsError(`${material.field}: ${where} (-----BEGIN …)`)
}

const authorizationOf = (
  config: ClusterConfig,
  token: string | undefined,
  supplied: string | undefined,
): string | undefined => {
  const { basic, name } = config.user
  if (token === '') throw new CredentialsError(`the token of user "${name}" is empty: log in again`)
  if (token !== undefined && /[^\x21-\x7e]/.test(token))
    throw new CredentialsError(`the token of user "${name}" holds spaces or control characters: log in again`)
  if (token !== undefined) return `Bearer ${token}`
  if (supplied !== undefined) return supplied
  if (basic === undefined) return undefined
  return `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`
}

const secureContextOf = (
  config: ClusterConfig,
  { ca, cert, key }: { ca: string | undefined; cert: string | undefined; key: string | undefined },
): SecureContext => {
  if ((cert === undefined) !== (key === undefined)) {
    const [has, lacks] = cert === undefined ? ['key', 'certificate'] : ['certificate', 'key']
    throw new CredentialsError(`user "${config.user.name}" has a client ${has} but no client ${lacks}`)
  }
  try {
    return createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) })
  } catch (error) {
    const why = messageOf(error)
    throw new CredentialsError(
      `the certificates of ${config.origin} cannot be used: ${why}: check certificate-authority, client-certificate and client-key`,
    )
  }
}
