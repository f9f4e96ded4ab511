import type { Dispatcher } from 'undici'
import Agent from 'undici/lib/dispatcher/agent.js'
import type { Credentials } from '../credentials/readCredentials.ts'
import { socks5Connector } from './socks5.ts'

export interface AgentOptions {
  /** Speak HTTP/2 where the server prefers it. */
  readonly allowH2: boolean
  /** Connections for requests; the next one waits. Watches have their own, without a limit. */
  readonly connections: number
  readonly insecureSkipTlsVerify: boolean
  readonly tlsServerName?: string
  readonly proxy?: string
}

/** The pools of one TLS identity. */
export interface Agents {
  readonly requests: Dispatcher
  readonly watches: Dispatcher
}

// Below the shortest idle timeout of load balancers (60 s); the server's own keep-alive hint, if any, goes before.
const keepAliveTimeout = 50_000

/** client-go probes at 30 s: an idle watch must not look dead to a NAT. */
const tcpKeepAlive = { keepAlive: true, keepAliveInitialDelay: 30_000 }

/** Watches have a pool of their own, or enough of them would leave no connection to a write. */
export const openAgents = async (credentials: Credentials, options: AgentOptions): Promise<Agents> => {
  const tls = {
    secureContext: credentials.secureContext,
    rejectUnauthorized: !options.insecureSkipTlsVerify,
    ...(options.tlsServerName !== undefined && { servername: options.tlsServerName }),
    allowH2: options.allowH2,
  }
  const { allowH2, proxy } = options
  const requests = { allowH2, keepAliveTimeout, connections: options.connections }
  const watches = { allowH2, keepAliveTimeout }
  if (proxy === undefined) {
    const connect = { ...tls, ...tcpKeepAlive }
    return { requests: new Agent({ ...requests, connect }), watches: new Agent({ ...watches, connect }) }
  }
  const { ProxyAgent, buildConnector } = await import('undici')
  if (proxy.startsWith('socks')) {
    const connect = socks5Connector(new URL(proxy), buildConnector(tls))
    return { requests: new Agent({ ...requests, connect }), watches: new Agent({ ...watches, connect }) }
  }
  const through = { uri: proxy, requestTls: tls, proxyTls: tcpKeepAlive }
  return { requests: new ProxyAgent({ ...requests, ...through }), watches: new ProxyAgent({ ...watches, ...through }) }
}

/** Takes nothing new, and resolves when what is under way has ended. */
export const retireAgents = async (agents: Agents): Promise<void> => {
  await Promise.all([agents.requests.close(), agents.watches.close()])
}

export const destroyAgents = async (agents: Agents): Promise<void> => {
  await Promise.all([agents.requests.destroy(), agents.watches.destroy()])
}
