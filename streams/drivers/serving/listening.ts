import type { AddressInfo, Server, Socket } from 'node:net'

export interface ListenAddress {
  /** The address to bind. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

/** A server that accepts connections. */
export interface Listening {
  readonly port: number
  /** Accepts no more connections. Resolves when the open ones have ended; they are cut off after `graceMs`. */
  readonly close: (graceMs: number) => Promise<void>
}

/** Makes an HTTP or HTTPS server of Node listen. Rejects with one line where the address cannot be bound. */
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
      // Node's server no longer checks its own timeouts while it closes.
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

/** One line: why the server cannot listen, and what to do about it. */
const whyNotListening = ({ code, message }: NodeJS.ErrnoException, host: string, port: number): string => {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is taken by another program: choose another port, or 0 for any free one`
    case 'EACCES':
      return `port ${port} of ${host} may not be opened by this user: choose one above 1023`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine: choose 127.0.0.1 or 0.0.0.0`
    default:
      return `cannot listen on ${host}:${port}: ${message}`
  }
}
