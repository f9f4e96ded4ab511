import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import {
  type ClusterConnection,
  type ClusterOptions,
  openCluster,
} from '../../../../streams/drivers/connection/openCluster.ts'
import { type Authority, authority, type Identity, leaf } from './certificates.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

export interface ApiServer {
  readonly url: string
  readonly port: number
  /** TLS handshakes completed. */
  readonly handshakes: () => number
  /** Cuts all TCP connections with a RST. */
  readonly reset: () => void
  /** Presents another certificate to connections that come from now on. */
  readonly present: (identity: Identity, ca?: string) => void
}

/** A real HTTPS server on 127.0.0.1 that the test closes by itself. */
export const serve = async (context: TestContext, options: ServerOptions, handler: Handler): Promise<ApiServer> => {
  let handshakes = 0
  const server = createServer({ keepAliveTimeout: 30_000, ...options }, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    handler(request, response, Buffer.concat(chunks).toString('utf8'))
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('secureConnection', () => {
    handshakes += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(async () => {
    server.close()
    // Also those that have not finished their handshake, of which the HTTP server knows nothing.
    for (const socket of sockets) socket.destroy()
    await once(server, 'close')
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    handshakes: () => handshakes,
    reset: () => {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    present: ({ cert, key }, ca) => server.setSecureContext({ ...options, cert, key, ...(ca !== undefined && { ca }) }),
  }
}

export const json = (
  response: ServerResponse,
  body: unknown,
  code = 200,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export const status = (code: number, reason: string, message: string) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  code,
})

export const temporaryDirectory = async (context: TestContext): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-cluster-'))
  context.after(() => rm(directory, { recursive: true, force: true }))
  return directory
}

export interface KubeconfigParts {
  readonly server: string
  readonly cluster?: Readonly<Record<string, unknown>>
  readonly user?: Readonly<Record<string, unknown>>
}

export const kubeconfigOf = ({ server, cluster = {}, user = {} }: KubeconfigParts) => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'test',
  clusters: [{ name: 'test', cluster: { server, ...cluster } }],
  users: [{ name: 'tester', user }],
  contexts: [{ name: 'test', context: { cluster: 'test', user: 'tester', namespace: 'demo' } }],
})

export const writeKubeconfig = async (directory: string, parts: KubeconfigParts): Promise<string> => {
  const path = join(directory, 'kubeconfig')
  await writeFile(path, JSON.stringify(kubeconfigOf(parts)))
  return path
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Opens what must open, and closes it after the test. */
export const open = async (context: TestContext, options: ClusterOptions): Promise<ClusterConnection> => {
  const opened = await openCluster({ env: {}, ...options })
  if (isLeft(opened)) throw new Error(opened.left)
  context.after(() => opened.right.close())
  return opened.right
}

export interface Fixture {
  readonly ca: Authority
  readonly server: ApiServer
  readonly connection: ClusterConnection
}

/** A test with a server, and a connection to it by token. */
export const withServer = (
  name: string,
  handler: Handler,
  body: (fixture: Fixture, context: TestContext) => Promise<void>,
  options: ClusterOptions = {},
) =>
  test(name, { timeout: 20_000 }, async context => {
    const ca = await authority('ca')
    const server = await serve(context, await leaf(ca), handler)
    const directory = await temporaryDirectory(context)
    const kubeconfig = await writeKubeconfig(directory, {
      server: server.url,
      cluster: { 'certificate-authority-data': base64(ca.pem) },
      user: { token: 'secret' },
    })
    await body({ ca, server, connection: await open(context, { ...options, kubeconfig }) }, context)
  })
