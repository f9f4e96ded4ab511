import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isLeft } from 'fp-ts/lib/Either.js'
import { firstValueFrom, type Observable } from 'rxjs'
import { messageOf } from '../../../../lib/text/messageOf.ts'
import { listenHttps } from '../httpsServer.ts'
import type { ServerCertificate } from '../serverCertificate.ts'
import { whyNotListening } from '../whyNotListening.ts'
import { type Address, parseAddress } from './address.ts'
import type { Answer, Routes } from './answer.ts'
import { answeringRoutes } from './answering.ts'

export interface EndpointOptions {
  /** `:8080`, `127.0.0.1:0`, `[::1]:8081`. */
  readonly address: string
  /** Where the address was said, for messages: `--metrics-bind-address`. */
  readonly flag: string
  readonly routes: Routes
  /** Serve HTTPS. The first certificate is waited for, each later one replaces it. Default: HTTP. */
  readonly certificate$?: Observable<ServerCertificate>
  /** Called with one line for the log: a certificate that cannot be used. */
  readonly tell?: (problem: string) => void
}

export interface Endpoint {
  readonly port: number
  /** Accepts no more; resolves when the requests under way are answered, or are overdue. */
  readonly close: () => Promise<void>
}

/** For a whole request to arrive: they have no body. */
const requestTimeoutMs = 10_000

/** Serves GET and HEAD. Rejects with one line that names the flag where it cannot listen. */
export const serveEndpoint = async ({ address, flag, ...options }: EndpointOptions): Promise<Endpoint> => {
  try {
    const parsed = parseAddress(address)
    if (isLeft(parsed)) throw new Error(parsed.left)
    const listener = listenerOf(options.routes)
    if (options.certificate$ === undefined) return await plain(parsed.right, listener)
    return await secure(parsed.right, listener, options.certificate$, options.tell)
  } catch (error) {
    throw new Error(`${flag}: ${messageOf(error)}`)
  }
}

const plain = async ({ host, port }: Address, listener: RequestListener): Promise<Endpoint> => {
  const server = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs / 2 }, listener)
  server.maxConnections = 128
  server.setTimeout(2 * requestTimeoutMs)
  await new Promise<void>((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => reject(new Error(whyNotListening(error, host, port)))
    server.once('error', refused)
    server.listen({ host, port }, () => {
      server.off('error', refused)
      resolve()
    })
  })
  return {
    port: portOf(server.address()),
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      const overdue = setTimeout(() => server.closeAllConnections(), requestTimeoutMs)
      await closed
      clearTimeout(overdue)
    },
  }
}

const secure = async (
  { host, port }: Address,
  listener: RequestListener,
  certificate$: Observable<ServerCertificate>,
  tell: (problem: string) => void = () => undefined,
): Promise<Endpoint> => {
  const certificate = await firstValueFrom(certificate$)
  const server = await listenHttps({ host, port, certificate, requestTimeoutMs }, listener)
  let used = certificate
  const following = certificate$.subscribe({
    next: next => {
      if (next === used) return
      used = next
      const problem = server.use(next)
      if (problem !== undefined) tell(`metrics keep their former certificate: ${problem}`)
    },
    error: error => tell(`metrics keep their last certificate: ${messageOf(error)}`),
  })
  return {
    port: server.port,
    close: async () => {
      following.unsubscribe()
      await server.close()
    },
  }
}

const listenerOf = (routes: Routes): RequestListener => {
  const answer = answeringRoutes(routes)
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = incoming
    // A body is of no interest here, but has to be read for the next request to be found.
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

const portOf = (address: AddressInfo | string | null): number => {
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a TCP port')
  return address.port
}
