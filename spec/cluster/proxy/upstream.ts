import { isLeft } from 'fp-ts/lib/Either.js'
import { type Dispatcher, request } from 'undici'
import { credentialsCache } from '../../../streams/drivers/connection/credentials/credentialsCache.ts'
import { loadConfig } from '../../../streams/drivers/connection/credentials/loadConfig.ts'
import { type Agents, destroyAgents, openAgents } from '../../../streams/drivers/connection/http/agents.ts'
import { proxyOf } from '../../../streams/drivers/connection/http/proxyOf.ts'

export interface RawRequest {
  readonly method: string
  /** Path and query below the server's address. */
  readonly path: string
  /** Header names in lower case, each with all its values. */
  readonly headers: Readonly<Record<string, string[] | undefined>>
  readonly body: Buffer
  /** A request whose answer may stay open: a watch. */
  readonly isWatch: boolean
  readonly signal?: AbortSignal
}

/** The API server of a kubeconfig, for requests that are passed on as they came. */
export interface Upstream {
  /** Rejects where there is no answer. */
  readonly send: (request: RawRequest) => Promise<Dispatcher.ResponseData>
  readonly close: () => Promise<void>
}

/** Headers of one connection, and those with credentials, which are not passed on. */
const notPassedOn = [
  'authorization',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
]

/** Opens the cluster of any kubeconfig that the drivers can read, plugins and proxies included. */
export const openUpstream = async (kubeconfig: string): Promise<Upstream> => {
  const loaded = await loadConfig({ kubeconfig })
  if (isLeft(loaded)) throw new Error(loaded.left)
  const config = loaded.right
  const cache = credentialsCache(config, { maxAgeMs: 60_000, nowMs: () => performance.now() })
  const proxy = proxyOf(config.server, config.proxyUrl, process.env)
  const { origin, pathname } = new URL(config.server)
  const opened = new Map<string, Promise<Agents>>()
  return {
    send: async ({ method, path, headers, body, isWatch, signal }) => {
      const credentials = await cache.current()
      const agents =
        opened.get(credentials.identity) ??
        openAgents(credentials, {
          allowH2: false,
          connections: 64,
          insecureSkipTlsVerify: config.insecureSkipTlsVerify,
          ...(config.tlsServerName !== undefined && { tlsServerName: config.tlsServerName }),
          ...(proxy !== undefined && { proxy }),
        })
      opened.set(credentials.identity, agents)
      const { requests, watches } = await agents
      return request(`${origin}${pathname.replace(/\/+$/, '')}${path}`, {
        method,
        dispatcher: isWatch ? watches : requests,
        headers: {
          ...Object.fromEntries(Object.entries(headers).filter(([name]) => !notPassedOn.includes(name))),
          ...credentials.headers,
        },
        body: body.length === 0 ? null : body,
        ...(isWatch && { bodyTimeout: 0 }),
        ...(signal !== undefined && { signal }),
      })
    },
    close: async () => {
      await Promise.all([...opened.values()].map(async agents => destroyAgents(await agents)))
    },
  }
}
