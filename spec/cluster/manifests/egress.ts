import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Routes the API server's calls to Services, on a machine without kube-proxy. */
export interface Egress {
  /** Flags of the API server. */
  readonly flags: readonly string[]
  /** Sets the port of this machine to which `10.96.0.20:443` leads; `undefined`: none. */
  readonly lead: (address: string, port: number | undefined) => void
  readonly stop: () => Promise<void>
}

export const startEgress = async (): Promise<Egress> => {
  const ports = new Map<string, number>()
  const sockets = new Set<Socket>()
  const server = createServer().on('connect', ({ url = '' }, socket: Socket, head) => {
    const port = ports.get(url)
    sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)))
    if (port === undefined) return socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    return upstream.on('error', () => socket.destroy())
  })
  const folder = await mkdtemp(join(tmpdir(), 'sluice-egress-'))
  const udsName = join(folder, 'socket')
  server.listen(udsName)
  await once(server, 'listening')
  const file = join(folder, 'egress.json')
  await writeFile(file, JSON.stringify(configuration(udsName)))
  return {
    flags: [`--egress-selector-config-file=${file}`],
    lead: (address, port) => {
      if (port === undefined) ports.delete(address)
      else ports.set(address, port)
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}

const configuration = (udsName: string) => ({
  apiVersion: 'apiserver.k8s.io/v1beta1',
  kind: 'EgressSelectorConfiguration',
  egressSelections: [
    { name: 'cluster', connection: { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName } } } },
  ],
})
