import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP proxy that can hold back all bytes. */
export interface HeldProxy {
  readonly port: number
  /** Holds all bytes of old and new connections, in both directions, without closing any. */
  readonly hold: () => void
  /** Closes the held connections and drops their bytes; new connections pass. */
  readonly release: () => void
  readonly stop: () => Promise<void>
}

export const startHeldProxy = async (port: number): Promise<HeldProxy> => {
  const sockets = new Set<Socket>()
  let held = false
  const kept = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    return socket
  }
  const server = createServer(client => {
    kept(client)
    if (held) {
      client.pause()
      return
    }
    const upstream = kept(connect(port, '127.0.0.1'))
    client.pipe(upstream)
    upstream.pipe(client)
    client.once('close', () => upstream.destroy())
    // A held connection must look alive, so its errors are ignored.
    upstream.once('close', () => held || client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    hold: () => {
      held = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    release: () => {
      held = false
      for (const socket of sockets) socket.destroy()
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
