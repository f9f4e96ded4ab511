import { firstValueFrom, type Observable, ReplaySubject } from 'rxjs'
import type { ReviewHandler } from '../../../../lib/reviews/webhooks.ts'
import { messageOf } from '../../../../lib/text/messageOf.ts'
import { listenHttps } from '../httpsServer.ts'
import type { ServerCertificate } from '../serverCertificate.ts'
import { answeringReviews, type Told } from './answering.ts'

export interface ServeWebhooksOptions {
  /** The address to bind. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /**
   * The certificate to begin with, waited for, and each that is to replace it:
   * new connections get the latest, open ones go on. When it ends or fails the last one stays.
   */
  readonly certificate$: Observable<ServerCertificate>
  /** By path. */
  readonly handlers: Readonly<Record<string, ReviewHandler>>
  /** Default 7 MiB: two objects of 3 MiB, the most that an API server takes, and what is said about them. */
  readonly maxBodyBytes?: number
  /**
   * For a whole request to arrive, and for those under way to be answered when the server closes.
   * Default 30 s: longer no API server waits for a webhook.
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
  /** Accepts no more, answers the requests under way, and resolves. */
  readonly close: () => Promise<void>
}

/**
 * Serves reviews over HTTPS, TLS 1.2 and above. Rejects with one line when the port
 * cannot be had, and when `certificate$` has no certificate or one that cannot be used.
 */
export const serveWebhooks = async (options: ServeWebhooksOptions): Promise<WebhookServer> => {
  const { host, port, handlers, maxBodyBytes = 7 * 1024 * 1024, requestTimeoutMs = 30_000 } = options
  const { observe = () => undefined, tell = () => undefined } = options
  const certificates$ = new ReplaySubject<ServerCertificate>(1)
  const source = options.certificate$.subscribe(certificates$)
  const requests = answeringReviews({ handlers, maxBodyBytes, observe, tell })
  try {
    const certificate = await firstValueFrom(certificates$).catch((error: unknown) => {
      throw new Error(`no certificate for the webhooks: ${messageOf(error)}`)
    })
    const server = await listenHttps({ host, port, certificate, requestTimeoutMs }, requests.listener)
    let used = certificate
    certificates$.subscribe({
      next: next => {
        if (next === used) return
        used = next
        const problem = server.use(next)
        if (problem !== undefined) tell(`webhooks keep their former certificate: ${problem}`)
      },
      error: error => tell(`webhooks keep their last certificate: ${messageOf(error)}`),
    })
    return {
      port: server.port,
      inFlight: requests.inFlight,
      close: async () => {
        source.unsubscribe()
        requests.end()
        await server.close()
      },
    }
  } catch (error) {
    source.unsubscribe()
    throw error
  }
}
