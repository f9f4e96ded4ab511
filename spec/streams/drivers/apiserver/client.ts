import { Agent, request } from 'undici'
import type { Cluster } from '../../../../streams/drivers/apiserver/index.ts'

export interface Answer {
  readonly code: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  readonly json: { readonly [field: string]: unknown }
}

export interface Send {
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Client {
  readonly send: (options: Send) => Promise<Answer>
  /** Opens a watch; `next` resolves with its next line as JSON, or `undefined` at its end. */
  readonly watch: (path: string) => Promise<Lines>
  readonly close: () => Promise<void>
}

export interface Lines {
  readonly code: number
  readonly next: () => Promise<{ readonly [field: string]: unknown } | undefined>
  readonly close: () => void
}

type Credentials = { readonly token: string } | { readonly cert: string; readonly key: string } | 'none'

/** A plain HTTPS client of one user of a cluster, who by default is the administrator. */
export const clientOf = (
  cluster: Pick<Cluster, 'url' | 'ca' | 'token'>,
  as: Credentials = { token: cluster.token },
): Client => {
  const certificate = as !== 'none' && 'cert' in as ? as : {}
  const agent = new Agent({ connect: { ca: cluster.ca, ...certificate }, bodyTimeout: 0 })
  const authorization = as !== 'none' && 'token' in as ? { authorization: `Bearer ${as.token}` } : {}
  const open = ({ method = 'GET', path, body, headers }: Send) =>
    request(cluster.url + path, {
      method,
      dispatcher: agent,
      headers: { ...authorization, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body:
        body === undefined ? null : typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body),
    })
  return {
    send: async options => {
      const { statusCode, headers, body } = await open(options)
      const text = await body.text()
      return { code: statusCode, headers, text, json: text.startsWith('{') ? JSON.parse(text) : {} }
    },
    watch: async path => {
      const { statusCode, body } = await open({ path })
      const lines = linesOf(body)
      return {
        code: statusCode,
        next: async () => {
          const { value, done } = await lines.next()
          return done === true ? undefined : JSON.parse(value)
        },
        close: () => body.destroy(),
      }
    },
    close: () => agent.destroy(),
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter(line => line !== '')
  }
  if (rest !== '') yield rest
  return undefined
}
