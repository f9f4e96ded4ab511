import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import { type ListenAddress, type Listening, listenOn } from '../serving/listening.ts'
import type { Identity } from './certificates.ts'

/** Clients keep connections for reuse; closing them first makes requests fail that were just being sent. */
const keepAliveMs = 600_000

export interface ListenOptions extends ListenAddress {
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
  { host, port: asked, ca, identity }: ListenOptions,
  handler: RequestListener,
): Promise<Listener> => {
  const start = (port: number): Promise<Listening> => {
    const server = createServer(
      {
        ca,
        cert: identity.certificate,
        key: identity.key,
        // A client may show a certificate; whether it counts is decided with the request.
        requestCert: true,
        rejectUnauthorized: false,
        keepAliveTimeout: keepAliveMs,
        noDelay: true,
      },
      handler,
    )
    // A client that breaks off, or does not trust this authority, concerns itself alone.
    server.on('clientError', (_error, socket) => socket.destroy())
    server.on('tlsClientError', (_error, socket) => socket.destroy())
    return listenOn(server, { host, port })
  }

  let running: Listening | undefined = await start(asked)
  const { port } = running
  return {
    port,
    up: async () => {
      running ??= await start(port)
    },
    down: async () => {
      const closing = running
      running = undefined
      await closing?.close(0)
    },
  }
}
