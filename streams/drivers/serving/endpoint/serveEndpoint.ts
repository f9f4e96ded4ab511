import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { isLeft } from 'fp-ts/lib/Either.js'
import type { Observable } from 'rxjs'
import { messageOf } from '../../../../lib/text/messageOf.ts'
import { listenHttps } from '../httpsServer.ts'
import { type ListenAddress, listenOn } from '../listening.ts'
import type { ServerCertificate } from '../serverCertificate.ts'
import { parseAddress } from './address.ts'
import type { Answer, Routes } from './answer.ts'
import { answeringRoutes } from './answering.ts'

export interface EndpointOptions {
  /** `:8080`, `127.0.0.1:0`, `[::1]:8081`. */
  readonly address: string
  /** The flag that set the address, for messages: `--metrics-bind-address`. */
  readonly flag: string
  readonly routes: Routes
  /** Serves HTTPS. The first certificate is waited for, and each later one replaces it. Default: HTTP. */
  readonly certificate$?: Observable<ServerCertificate>
  /** Called with one line for the log: a certificate that cannot be used. */
  readonly tell?: (problem: string) => void
}

export interface Endpoint {
  readonly port: number
  /** Accepts no more connections. Resolves when the requests under way are answered or overdue. */
  readonly close: () => Promise<void>
}

/** Time for a whole request to arrive. Requests have no body here. */
const requestTimeoutMs = 10_000

/** Serves GET and HEAD. Rejects with one line that names the flag where it cannot listen. */
export const serveEndpoint = async (options: EndpointOptions): Promise<Endpoint> => {
  const { address, flag, routes, certificate$, tell = () => undefined } = options
  try {
    const parsed = parseAddress(address)
    if (isLeft(parsed)) throw new Error(parsed.left)
    const listener = listenerOf(routes)
    if (certificate$ === undefined) return await plain(parsed.right, listener)
    return await listenHttps({ ...parsed.right, what: 'metrics', certificate$, requestTimeoutMs, tell }, listener)
  } catch (error) {
    throw new Error(`${flag}: ${messageOf(error)}`)
  }
}

const plain = async (address: ListenAddress, listener: RequestListener): Promise<Endpoint> => {
  const server = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs / 2 }, listener)
  server.maxConnections = 128
  server.setTimeout(2 * requestTimeoutMs)
  const { port, close } = await listenOn(server, address)
  return { port, close: () => close(requestTimeoutMs) }
}

const listenerOf = (routes: Routes): RequestListener => {
  const answer = answeringRoutes(routes)
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = incoming
    // The body is not used, but the next request on the connection comes after it.
    incoming.resume()
    const [path = '/', search = ''] = url.split('?', 2)
    send(response, await answer(method, { path, query: new URLSearchParams(search), headers }), method === 'HEAD')
  }
  return (incoming, response) => void serve(incoming, response)
}

const send = (response: ServerResponse, { code, body, contentType, headers }: Answer, headOnly: boolean): void => {
  response.writeHead(code, {
    'content-type': contentType ?? 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(headOnly ? undefined : body)
}
