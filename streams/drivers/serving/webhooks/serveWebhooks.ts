import type { Observable } from 'rxjs'
import type { ReviewHandler } from '../../../../lib/reviews/webhooks.ts'
import { listenHttps } from '../httpsServer.ts'
import type { ListenAddress } from '../listening.ts'
import type { ServerCertificate } from '../serverCertificate.ts'
import { answeringReviews, type Told } from './answering.ts'

export interface ServeWebhooksOptions extends ListenAddress {
  /**
   * The first certificate is waited for, and each later one replaces it: new connections get the
   * latest, open connections go on. When the stream ends or fails the last certificate stays.
   */
  readonly certificate$: Observable<ServerCertificate>
  /** Handlers by path. */
  readonly handlers: Readonly<Record<string, ReviewHandler>>
  /** Default 7 MiB: two objects of 3 MiB, the most that an API server takes, and the review around them. */
  readonly maxBodyBytes?: number
  /**
   * Time for a whole request to arrive, and for the requests under way when the server closes.
   * Default 30 s: an API server waits no longer for a webhook.
   */
  readonly requestTimeoutMs?: number
  /** Called for each request that was answered. */
  readonly observe?: (told: Told) => void
  /** Called with one line for the log: a handler that threw, a certificate that cannot be used. */
  readonly tell?: (problem: string) => void
}

export interface WebhookServer {
  readonly port: number
  readonly inFlight: () => number
  /** Accepts no more connections, answers the requests under way, and resolves. */
  readonly close: () => Promise<void>
}

/**
 * Serves reviews over HTTPS, TLS 1.2 and above. Rejects with one line when the port cannot be
 * bound, and when `certificate$` has no certificate or one that cannot be used.
 */
export const serveWebhooks = async (options: ServeWebhooksOptions): Promise<WebhookServer> => {
  const { host, port, handlers, maxBodyBytes = 7 * 1024 * 1024, requestTimeoutMs = 30_000 } = options
  const { certificate$, observe = () => undefined, tell = () => undefined } = options
  const requests = answeringReviews({ handlers, maxBodyBytes, observe, tell })
  const server = await listenHttps(
    { host, port, what: 'webhooks', certificate$, requestTimeoutMs, tell },
    requests.listener,
  )
  return {
    port: server.port,
    inFlight: requests.inFlight,
    close: () => {
      requests.end()
      return server.close()
    },
  }
}
