import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { createSecureContext } from 'node:tls'
import { messageOf } from '../../../lib/text/messageOf.ts'
import type { ServerCertificate } from './serverCertificate.ts'
import { whyNotListening } from './whyNotListening.ts'

export interface HttpsOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly certificate: ServerCertificate
  /** For a handshake, and again for the whole request to arrive. An answer may lie unread for twice as long. */
  readonly requestTimeoutMs: number
}

/** An HTTPS server that nobody can hold up: whatever a client leaves undone has an end. HTTP/1.1, as API servers speak to webhooks. */
export interface HttpsServer {
  readonly port: number
  /** For connections from now on; open ones go on. Answers why not, in one line, and keeps the former certificate. */
  readonly use: (certificate: ServerCertificate) => string | undefined
  /** Accepts no more; resolves when the requests under way are answered, or are overdue. */
  readonly close: () => Promise<void>
}

/** Longer than the 90 s of clients written in Go: a connection that the server ends may just be given a request. */
const keepAliveMs = 120_000

/** More would cost more memory than there is; API servers keep a few each. */
const maxConnections = 512

/** Rejects with one line where it cannot listen, or the certificate is of no use. */
export const listenHttps = async (options: HttpsOptions, handler: RequestListener): Promise<HttpsServer> => {
  const { host, port, requestTimeoutMs } = options
  const why = unusable(options.certificate)
  if (why !== undefined) throw new Error(why)
  const server = createServer(
    {
      ...tls,
      ...options.certificate,
      handshakeTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, Math.ceil(requestTimeoutMs / 4)),
      keepAliveTimeout: keepAliveMs,
      noDelay: true,
    },
    handler,
  )
  server.maxConnections = maxConnections
  // For who does not read the answer.
  server.setTimeout(2 * requestTimeoutMs)
  const sockets = openSockets(server)
  await listening(server, host, port)
  return {
    port: portOf(server),
    use: certificate => {
      const problem = unusable(certificate)
      if (problem === undefined) server.setSecureContext({ ...tls, ...certificate })
      return problem
    },
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      // A server that is closing no longer looks at its own timeouts.
      const overdue = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, requestTimeoutMs)
      await closed
      clearTimeout(overdue)
    },
  }
}

const tls = { minVersion: 'TLSv1.2' } as const

const unusable = ({ cert, key }: ServerCertificate): string | undefined => {
  // Empty ones would be taken, and every handshake fail.
  if (cert === '' || key === '') return 'the certificate cannot be used: it is empty'
  try {
    createSecureContext({ cert, key })
    return undefined
  } catch (error) {
    return `the certificate cannot be used: ${messageOf(error)}`
  }
}

const openSockets = (server: Server): ReadonlySet<Socket> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

const listening = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => reject(new Error(whyNotListening(error, host, port)))
    server.once('error', refused)
    server.listen({ port, host }, () => {
      server.off('error', refused)
      resolve()
    })
  })

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a TCP port')
  return address.port
}
