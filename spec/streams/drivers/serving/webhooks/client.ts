import type { IncomingHttpHeaders } from 'node:http'
import { type Agent, request } from 'node:https'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { type Authority, authority, type Identity, leaf } from '../../connection/certificates.ts'

/** An authority, and certificates for a server at 127.0.0.1. */
export interface Trust {
  readonly ca: Authority
  readonly identity: () => Promise<Identity>
}

export const trust = async (): Promise<Trust> => {
  const ca = await authority('webhooks')
  return { ca, identity: () => leaf(ca) }
}

export interface Answer {
  readonly code: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly agent?: Agent
}

/** A client like an API server: it POSTs JSON and trusts one authority. */
export const asking =
  (port: number, ca: string) =>
  (path: string, { method = 'POST', headers = {}, body, agent }: Asking = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port,
          path,
          method,
          ca,
          ...(agent !== undefined && { agent }),
          headers: { 'content-type': 'application/json', ...headers },
        },
        response => {
          let text = ''
          response.setEncoding('utf8').on('data', chunk => {
            text += chunk
          })
          response.once('end', () => resolve({ code: response.statusCode ?? 0, headers: response.headers, text }))
          response.once('error', reject)
        },
      )
      outgoing.once('error', reject)
      outgoing.end(body)
    })

/** A connection on which a test sends bytes that no HTTP library would. Resolves after the TLS handshake. */
export const dial = (port: number, ca: string, options: ConnectionOptions = {}): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, ...options }, () => resolve(socket))
    socket.once('error', reject)
  })

/** The text that arrives until the server ends or breaks the connection. */
export const heard = (socket: TLSSocket): Promise<string> =>
  new Promise(resolve => {
    let text = ''
    socket.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(text))
  })
