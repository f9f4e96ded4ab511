import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import { createSecureContext } from 'node:tls'
import { firstValueFrom, type Observable, ReplaySubject } from 'rxjs'
import { messageOf } from '../../../lib/text/messageOf.ts'
import { keepLeastIdle } from './leastIdle.ts'
import { type ListenAddress, listenOn } from './listening.ts'
import type { ServerCertificate } from './serverCertificate.ts'

export interface HttpsOptions extends ListenAddress {
  /** The name of the service in messages: `webhooks`. */
  readonly what: string
  /**
   * The first certificate is waited for, and each later one replaces it: new connections get the latest,
   * open connections go on. When the stream ends or fails the last certificate stays.
   */
  readonly certificate$: Observable<ServerCertificate>
  /** Time for a handshake, again for the whole request, and for the open requests when the server closes. */
  readonly requestTimeoutMs: number
  /** Called with one line for the log: a certificate that cannot be used. */
  readonly tell: (problem: string) => void
}

export interface HttpsServer {
  readonly port: number
  /** Accepts no more connections. Resolves when the requests under way are answered or overdue. */
  readonly close: () => Promise<void>
}

/** Longer than the 90 s of Go's HTTP clients, so that the client ends an idle connection before the server does. */
const keepAliveMs = 120_000

/** More connections would need more memory than the pod has; an API server keeps a few open. */
const maxConnections = 512

/**
 * An HTTPS server for TLS 1.2 and above. Each step that it waits for has a time limit, so no client can block it.
 * It speaks HTTP/1.1, as API servers do to webhooks. Rejects with one line where it cannot listen, and where
 * `certificate$` has no certificate or one that cannot be used.
 */
export const listenHttps = async (options: HttpsOptions, handler: RequestListener): Promise<HttpsServer> => {
  const { what, requestTimeoutMs, tell } = options
  const certificates$ = new ReplaySubject<ServerCertificate>(1)
  const source = options.certificate$.subscribe(certificates$)
  try {
    const first = await firstValueFrom(certificates$).catch((error: unknown) => {
      throw new Error(`no certificate for the ${what}: ${messageOf(error)}`)
    })
    const why = unusable(first)
    if (why !== undefined) throw new Error(why)
    const server = createServer(
      {
        ...tls,
        ...first,
        handshakeTimeout: requestTimeoutMs,
        headersTimeout: requestTimeoutMs,
        requestTimeout: requestTimeoutMs,
        connectionsCheckingInterval: Math.min(1000, Math.ceil(requestTimeoutMs / 4)),
        keepAliveTimeout: keepAliveMs,
        noDelay: true,
      },
      handler,
    )
    keepLeastIdle(server, maxConnections)
    // A client may take twice as long to read the answer.
    server.setTimeout(2 * requestTimeoutMs)
    const { port, close } = await listenOn(server, options)
    let used = first
    certificates$.subscribe({
      next: next => {
        if (next === used) return
        used = next
        const problem = unusable(next)
        if (problem === undefined) server.setSecureContext({ ...tls, ...next })
        else tell(`${what} keep their former certificate: ${problem}`)
      },
      error: error => tell(`${what} keep their last certificate: ${messageOf(error)}`),
    })
    return {
      port,
      close: () => {
        source.unsubscribe()
        return close(requestTimeoutMs)
      },
    }
  } catch (error) {
    source.unsubscribe()
    throw error
  }
}

const tls = { minVersion: 'TLSv1.2' } as const

const unusable = ({ cert, key }: ServerCertificate): string | undefined => {
  // Node accepts an empty certificate or key, and then every handshake fails.
  if (cert === '' || key === '') return 'the certificate cannot be used: it is empty'
  try {
    createSecureContext({ cert, key })
    return undefined
  } catch (error) {
    return `the certificate cannot be used: ${messageOf(error)}`
  }
}
