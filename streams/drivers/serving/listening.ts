import type { AddressInfo, Server, Socket } from 'node:net'
import { whyNotListening } from './whyNotListening.ts'

export interface ListenAddress {
  /** The address to bind. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

/** A server that accepts connections. */
export interface Listening {
  readonly port: number
  /** Accepts no more; resolves when the open connections have ended, which are cut off after `graceMs`. */
  readonly close: (graceMs: number) => Promise<void>
}

/** Lets an HTTP or HTTPS server of Node listen. Rejects with one line where it cannot. */
export const listenOn = async (server: Server, { host, port }: ListenAddress): Promise<Listening> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => reject(new Error(whyNotListening(error, host, port)))
    server.once('error', refused)
    server.listen({ port, host }, () => {
      server.off('error', refused)
      resolve()
    })
  })
  const cutOff = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: portOf(server),
    close: async graceMs => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      if (graceMs === 0) cutOff()
      // A server that is closing no longer looks at its own timeouts.
      const overdue = setTimeout(cutOff, graceMs)
      await closed
      clearTimeout(overdue)
    },
  }
}

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a TCP port')
  return address.port
}
