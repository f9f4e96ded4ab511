import type { Server } from 'node:https'
import type { Socket } from 'node:net'

/** Beyond this even those that have a request under way are refused. */
const spare = 64

/**
 * Keeps at most so many connections: a new one takes the place of the one that has been idle longest, so that idle
 * ones keep nobody out.
 */
export const keepLeastIdle = (server: Server, most: number): void => {
  /** By the client's address and port, the longest idle first. */
  const connections = new Map<string, { readonly socket: Socket; requests: number }>()
  const used = (socket: Socket, change: number): void => {
    const key = keyOf(socket)
    const connection = connections.get(key)
    if (connection === undefined) return
    connections.delete(key)
    connections.set(key, { ...connection, requests: connection.requests + change })
  }
  server.maxConnections = most + spare
  server.on('connection', socket => {
    const key = keyOf(socket)
    connections.set(key, { socket, requests: 0 })
    socket.once('close', () => connections.delete(key))
    if (connections.size > most) idlest(connections.values())?.socket.destroy()
  })
  server.on('request', ({ socket }, response) => {
    used(socket, 1)
    response.once('close', () => used(socket, -1))
  })
}

const idlest = <C extends { readonly requests: number }>(connections: Iterable<C>): C | undefined => {
  for (const connection of connections) if (connection.requests === 0) return connection
  return undefined
}

const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`
