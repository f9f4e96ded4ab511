import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { Observable } from 'rxjs'
import type { Sources } from '../../ports/sources.ts'
import { clock } from './clock.ts'
import type { ClusterConfig } from './credentials/clusterConfig.ts'
import { CredentialsError } from './credentials/clusterConfig.ts'
import { credentialsCache } from './credentials/credentialsCache.ts'
import { type LoadOptions, loadConfig } from './credentials/loadConfig.ts'
import { answerOf } from './http/jsonAnswer.ts'
import { proxyOf, withoutPassword } from './http/proxyOf.ts'
import { withQuery } from './http/query.ts'
import { type ObservedRequest, transport } from './http/transport.ts'
import { listPort } from './list.ts'
import { packing } from './packing.ts'
import { readPort } from './read.ts'
import { watchPort } from './watch.ts'
import { writePort } from './write.ts'

export interface ClusterOptions extends LoadOptions {
  /** Speak HTTP/2 where the server prefers it. Default: false. */
  readonly allowH2?: boolean
  /** Milliseconds until an answer must begin, and between two pieces of it. Default: 30,000. */
  readonly requestTimeoutMs?: number
  /** Connections for requests; watches have their own. Default: 32. */
  readonly connections?: number
  /** Default: `sluice`. */
  readonly userAgent?: string
  /** Milliseconds after which files of tokens and certificates are looked at again. Default: 60,000. */
  readonly credentialsMaxAgeMs?: number
  /** Called once for each request, when its answer begins or it has failed; watches too. Must not throw. */
  readonly observe?: (request: ObservedRequest) => void
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Default: `application/json`. */
  readonly contentType?: string
}

/** One cluster, ready to use. */
export interface ClusterConnection {
  /** The API server's address. */
  readonly server: string
  /** The namespace of the context. */
  readonly namespace: string
  readonly sources: Omit<Sources, 'leading$'>
  /** The port `write` for who may lose the right to: asked just before the first byte of each request, which else fails unsent. */
  readonly writeWhile: (mayWrite: () => boolean) => Sources['write']
  /** The ports for what must never wait behind other requests: on the connections of watches, which have no limit. */
  readonly unqueued: Pick<Sources, 'read' | 'write'>
  /** Any request: emits the answer once (JSON parsed, other text as a string); errors with an `ApiFailure`. */
  readonly request: (method: string, path: string, options?: RequestOptions) => Observable<unknown>
  /** Breaks what is under way and closes all connections. */
  readonly close: () => Promise<void>
}

/**
 * Opens a cluster by kubeconfig or by the pod's service account. Reads
 * configuration and credentials, and sends nothing yet. `left`: one line that
 * names what is wrong and what to do.
 */
export const openCluster = async (options: ClusterOptions = {}): Promise<Either<string, ClusterConnection>> => {
  const loaded = await loadConfig(options)
  if (isLeft(loaded)) return loaded
  const config = loaded.right
  const proxy = proxyOf(config.server, config.proxyUrl, options.env ?? process.env)
  const refusal = refusalOf(config, proxy)
  if (refusal !== undefined) return left(refusal)
  const cache = credentialsCache(config, {
    maxAgeMs: options.credentialsMaxAgeMs ?? 60_000,
    nowMs: () => performance.now(),
  })
  try {
    await cache.current()
  } catch (error) {
    if (error instanceof CredentialsError) return left(error.message)
    throw error
  }
  const http = transport(cache, {
    server: config.server,
    allowH2: options.allowH2 ?? false,
    connections: options.connections ?? 32,
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    userAgent: options.userAgent ?? 'sluice',
    insecureSkipTlsVerify: config.insecureSkipTlsVerify,
    ...(config.tlsServerName !== undefined && { tlsServerName: config.tlsServerName }),
    ...(proxy !== undefined && { proxy }),
    ...(options.observe !== undefined && { observe: options.observe }),
  })
  const beside = { ...http, send: http.sendWatch }
  return right({
    server: config.server,
    namespace: config.namespace,
    sources: {
      ...{ ...clock, packing },
      ...{ list: listPort(http), watch: watchPort(http), read: readPort(http), write: writePort(http) },
    },
    writeWhile: mayWrite => writePort(http, mayWrite),
    unqueued: { read: readPort(beside), write: writePort(beside) },
    request: (method, path, { query = {}, body, contentType = 'application/json' } = {}) => {
      const target = withQuery(path, query)
      const sent = body === undefined ? {} : { contentType, body: JSON.stringify(body) }
      return answerOf(http.send({ method, path: target, ...sent }), target)
    },
    close: http.close,
  })
}

/** The problem of a kubeconfig that is well formed but not supported. */
const refusalOf = (config: ClusterConfig, proxy: string | undefined): string | undefined => {
  const { server, origin, user } = config
  if (proxy !== undefined && !(/^(https?|socks|socks5h?):\/\//.test(proxy) && URL.canParse(proxy)))
    return `proxy ${withoutPassword(proxy)} of ${origin} cannot be used: it must be an http, https or socks5 URL`
  const secret = user.token ?? user.basic ?? user.plugin
  const host = new URL(server).hostname
  if (server.startsWith('http://') && secret !== undefined && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(host))
    return `${origin}: server ${server} is not encrypted, and the credentials of user "${user.name}" would be readable: use https`
  return undefined
}
