import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { firstValueFrom, of, race, Subject, timer } from 'rxjs'
import { webhooks } from '../../crd/admission/webhooks.ts'
import { seededRandom } from '../../lib/recording/seededRandom.ts'
import { handlersOf } from '../../lib/reviews/webhooks.ts'
import { startCluster } from '../../streams/drivers/apiserver/index.ts'
import { serveWebhooks } from '../../streams/drivers/serving/webhooks/serveWebhooks.ts'
import { trust } from '../streams/drivers/serving/webhooks/client.ts'
import { type Hostile, hostile } from './hostile.ts'

export interface SocketsFuzzed {
  /** What went wrong, one line each: the server no longer answers, or answers with an error of its own. */
  readonly broken: readonly string[]
}

/** Bytes that no client would send, to the webhooks and to the embedded cluster, over TLS and not. Both servers have to answer the last request as the first. */
export const fuzzSockets = async (seed: number, requests: number): Promise<SocketsFuzzed> => {
  const { identity } = await trust()
  const problems: string[] = []
  const server = await serveWebhooks({
    ...{ host: '127.0.0.1', port: 0, certificate$: of(await identity()), handlers: handlersOf(webhooks) },
    ...{ requestTimeoutMs: 2_000, observe: () => undefined, tell: problem => problems.push(problem) },
  })
  const cluster = await startCluster({})
  const broken: string[] = []
  try {
    const ports = [server.port, Number(new URL(cluster.url).port)]
    for (let at = 0; at < requests; at += 1) {
      const given = hostile(seededRandom(seed + at))
      const port = given.pick(ports)
      const answer = await exchange(port, given.pick([true, true, true, false]), requestOf(given))
      if (/^HTTP\/1\.1 5(?!03)/.test(answer))
        broken.push(`seed ${seed + at}, port ${ports.indexOf(port)}: ${answer.slice(0, 200)}`)
    }
    for (const [at, path] of ['/validate-example-com-v1-myapp', '/healthz'].entries()) {
      const answer = await exchange(
        ports[at] ?? 0,
        true,
        `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
      )
      if (!answer.startsWith('HTTP/1.1 ')) broken.push(`${path} is answered by ${JSON.stringify(answer.slice(0, 80))}`)
    }
  } finally {
    await server.close()
    await cluster.stop()
  }
  return { broken: [...broken, ...problems] }
}

const requestOf = ({ garbled, json, mutated, pick }: Hostile): string => {
  const body = pick([
    () => JSON.stringify(json()),
    () => garbled(JSON.stringify(mutated({ kind: 'AdmissionReview', request: {} }))),
    () => garbled('a: &a [*a]\nb: {c: d}'),
  ])()
  const head = [
    `${pick(['GET', 'POST', 'PATCH', 'DELETE', 'BREW'])} ${pick(['/healthz', '/convert', '/api/v1/namespaces/default/configmaps', '/apis/apps/v1/deployments?watch=1&timeoutSeconds=1'])} HTTP/1.1`,
    'host: x',
    `content-type: ${pick(['application/json', 'application/yaml', 'text/plain', 'application/apply-patch+yaml'])}`,
    `content-length: ${pick([Buffer.byteLength(body), Buffer.byteLength(body), 7, 1e12, -1])}`,
    pick(['connection: close', 'authorization: Bearer x', 'transfer-encoding: chunked', 'expect: 100-continue']),
  ].join('\r\n')
  return pick([() => `${head}\r\n\r\n${body}`, () => garbled(`${head}\r\n\r\n${body}`)])()
}

/** Sends the bytes and reads what comes within 300 ms. */
const exchange = async (port: number, secure: boolean, bytes: string): Promise<string> => {
  const said = new Subject<string>()
  let heard = ''
  const options = { host: '127.0.0.1', port }
  const socket = secure ? connectTls({ ...options, rejectUnauthorized: false }) : connectTcp(options)
  const end = (): void => said.next(heard)
  socket.on('error', end).on('close', end)
  socket.on('data', chunk => {
    heard += chunk
    end()
  })
  const ended = firstValueFrom(race(said, timer(300)))
  socket.write(bytes)
  await ended
  socket.destroy()
  return heard
}
