import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { whyNotListening } from '../serving/whyNotListening.ts'
import type { Identity } from './certificates.ts'

/** Clients keep connections for reuse; closing them first makes requests fail that were just being sent. */
const keepAliveMs = 600_000

export interface ListenOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly ca: string
  readonly identity: Identity
}

/** One HTTPS server that can be taken down, connections and all, and brought up again at the same address. */
export interface Listener {
  readonly port: number
  readonly up: () => Promise<void>
  readonly down: () => Promise<void>
}

export const listen = async (
  options: ListenOptions,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> => {
  const sockets = new Set<Socket>()
  const start = async (port: number): Promise<Server> => {
    const server = createServer(
      {
        ca: options.ca,
        cert: options.identity.certificate,
        key: options.identity.key,
        // A client may show a certificate; whether it counts is decided with the request.
        requestCert: true,
        rejectUnauthorized: false,
        keepAliveTimeout: keepAliveMs,
        noDelay: true,
      },
      handler,
    )
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    // A client that breaks off, or does not trust this authority, concerns itself alone.
    server.on('clientError', (_error, socket) => socket.destroy())
    server.on('tlsClientError', (_error, socket) => socket.destroy())
    await new Promise<void>((resolve, reject) => {
      const refused = (error: NodeJS.ErrnoException): void =>
        reject(new Error(whyNotListening(error, options.host, port)))
      server.once('error', refused)
      server.listen({ port, host: options.host }, () => {
        server.off('error', refused)
        resolve()
      })
    })
    return server
  }

  let server: Server | undefined = await start(options.port)
  const { port } = addressOf(server)
  return {
    port,
    up: async () => {
      server ??= await start(port)
    },
    down: async () => {
      const closing = server
      server = undefined
      if (closing === undefined) return
      const closed = new Promise<void>(resolve => closing.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

const addressOf = (server: Server): AddressInfo => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a TCP port')
  return address
}
