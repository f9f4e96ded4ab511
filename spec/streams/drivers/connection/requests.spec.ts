import assert from 'node:assert/strict'
import { firstValueFrom, forkJoin, lastValueFrom, materialize, type Observable, toArray } from 'rxjs'
import { isApiFailure } from '../../../../lib/kube/failure.ts'
import { Deployment } from '../../../../lib/kube/kinds.ts'
import type { ObservedRequest } from '../../../../streams/drivers/connection/http/transport.ts'
import { json, status, withServer } from './apiServer.ts'

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'demo', uid: 'u1', resourceVersion: '7' },
}

withServer(
  'a list asks for one page and fills in what items lack',
  (request, response) => {
    const url = new URL(request.url ?? '', 'https://x')
    assert.equal(request.headers.authorization, 'Bearer secret')
    assert.equal(request.headers.accept, 'application/json')
    json(response, {
      kind: 'DeploymentList',
      apiVersion: 'apps/v1',
      metadata: { resourceVersion: '41', continue: url.searchParams.has('continue') ? '' : 'next' },
      items: [{ metadata: web.metadata, query: Object.fromEntries(url.searchParams), path: url.pathname }],
    })
  },
  async ({ connection }) => {
    const first = await lastValueFrom(
      connection.sources
        .list(Deployment, { namespace: 'demo', limit: 500, labelSelector: 'a=b,c', resourceVersion: '0' })
        .pipe(toArray()),
    )
    assert.deepEqual(first, [
      {
        part: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata: web.metadata,
            query: { limit: '500', labelSelector: 'a=b,c', resourceVersion: '0' },
            path: '/apis/apps/v1/namespaces/demo/deployments',
          },
        ],
      },
      { resourceVersion: '41', continue: 'next', items: [] },
    ])
    const second = await lastValueFrom(
      connection.sources
        .list(Deployment, { limit: 2, continue: 'next', resourceVersion: '41', fieldSelector: 'x=y' })
        .pipe(toArray()),
    )
    assert.deepEqual(second, [
      {
        part: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata: web.metadata,
            query: { limit: '2', continue: 'next', fieldSelector: 'x=y' },
            path: '/apis/apps/v1/deployments',
          },
        ],
      },
      { resourceVersion: '41', items: [] },
    ])
  },
)

withServer(
  'a read answers with the object, or with undefined where there is none',
  (request, response) => {
    if (request.url === '/apis/apps/v1/namespaces/demo/deployments/web') json(response, web)
    else json(response, status(404, 'NotFound', 'deployments.apps "gone" not found'), 404)
  },
  async ({ connection }) => {
    const read = (name: string) =>
      lastValueFrom(
        connection.sources
          .read(Deployment, { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'demo', name })
          .pipe(toArray()),
      )
    assert.deepEqual(await read('web'), [web])
    assert.deepEqual(await read('gone'), [undefined])
  },
)

/** The failure that ends a stream, and how many values came before. */
const failureIn = async (source$: Observable<unknown>) => {
  const seen = await lastValueFrom(source$.pipe(materialize(), toArray()))
  const last = seen.at(-1)
  assert.ok(last?.kind === 'E' && isApiFailure(last.error), JSON.stringify(seen))
  return { failure: last.error, values: seen.length - 1 }
}

const patch = {
  method: 'PATCH',
  path: '/apis/apps/v1/namespaces/demo/deployments/web?fieldManager=sluice%2Fmyapp&force=true',
  contentType: 'application/apply-patch+yaml',
  body: { metadata: { name: 'wéb' } },
} as const

const received: string[] = []
withServer(
  'a write is sent once for each subscription, and its answer emitted once',
  (request, response, body) => {
    received.push(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`)
    json(response, web, 201)
  },
  async ({ connection }) => {
    const write$ = connection.sources.write(patch)
    assert.deepEqual(received, [])
    assert.deepEqual(await lastValueFrom(write$.pipe(toArray())), [web])
    const line = `PATCH ${patch.path} application/apply-patch+yaml {"metadata":{"name":"wéb"}}`
    assert.deepEqual(received, [line])
    await lastValueFrom(write$)
    assert.deepEqual(received, [line, line])
  },
)

withServer(
  'a refusal is a Status failure, with the reason, the message and the wait that the server gave',
  (request, response) => {
    const answers: Record<string, () => void> = {
      '/conflict': () => json(response, status(409, 'Conflict', 'the object has been modified'), 409),
      '/busy': () => json(response, status(429, 'TooManyRequests', 'slow down'), 429, { 'retry-after': '3' }),
      '/details': () => json(response, { ...status(500, 'X', 'y'), details: { retryAfterSeconds: 2 } }, 500),
      '/html': () => response.writeHead(503, { 'content-type': 'text/html' }).end('\n<h1>no backend</h1>\n<p>'),
      '/login': () => response.writeHead(302, { location: 'https://login' }).end(),
      '/empty': () => response.writeHead(410).end(),
    }
    answers[request.url ?? '']?.()
  },
  async ({ connection }) => {
    const failing = async (path: string) => (await failureIn(connection.request('GET', path))).failure
    assert.deepEqual(await failing('/conflict'), {
      _tag: 'Status',
      code: 409,
      reason: 'Conflict',
      message: 'the object has been modified',
    })
    assert.deepEqual(await failing('/busy'), {
      _tag: 'Status',
      code: 429,
      reason: 'TooManyRequests',
      message: 'slow down',
      retryAfterMs: 3000,
    })
    assert.deepEqual(await failing('/details'), {
      _tag: 'Status',
      code: 500,
      reason: 'X',
      message: 'y',
      retryAfterMs: 2000,
    })
    assert.deepEqual(await failing('/html'), {
      _tag: 'Status',
      code: 503,
      reason: 'ServiceUnavailable',
      message: '<h1>no backend</h1>',
    })
    assert.deepEqual(await failing('/login'), {
      _tag: 'Status',
      code: 302,
      reason: 'Unknown',
      message: 'redirected to https://login',
    })
    assert.deepEqual(await failing('/empty'), {
      _tag: 'Status',
      code: 410,
      reason: 'Expired',
      message: 'HTTP status 410',
    })
  },
)

withServer(
  'a plain request gives JSON parsed, other text as it is, and nothing as undefined',
  (request, response, body) => {
    if (request.url === '/healthz?verbose=true') response.writeHead(200, { 'content-type': 'text/plain' }).end('ok')
    else if (request.url === '/nothing') response.writeHead(204).end()
    else json(response, { method: request.method, type: request.headers['content-type'], body })
  },
  async ({ connection }) => {
    const { request } = connection
    assert.equal(connection.namespace, 'demo')
    assert.equal(await lastValueFrom(request('GET', '/healthz', { query: { verbose: true, no: undefined } })), 'ok')
    assert.deepEqual(await lastValueFrom(request('GET', '/nothing').pipe(toArray())), [undefined])
    assert.deepEqual(await lastValueFrom(request('POST', '/x', { body: { a: 1 } })), {
      method: 'POST',
      type: 'application/json',
      body: '{"a":1}',
    })
  },
)

withServer(
  'an answer that is not a Kubernetes list, or cut JSON, leaves the outcome unknown',
  (request, response) => {
    if (request.method === 'GET') json(response, { hello: 'world' })
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"kind":"Dep')
  },
  async ({ connection }) => {
    assert.deepEqual((await failureIn(connection.sources.list(Deployment, { limit: 1 }))).failure, {
      _tag: 'Connection',
      message: 'the answer to /apis/apps/v1/deployments?limit=1 is not JSON of Kubernetes: "{\\"hello\\":\\"world\\"}"',
      sent: true,
    })
    const { failure } = await failureIn(connection.sources.write(patch))
    assert.ok(failure._tag === 'Connection' && failure.sent)
  },
)

withServer(
  'a write whose connection breaks before the answer may have happened, and is not sent again',
  (request, _response, body) => {
    received.push(`${request.method} ${body}`)
    request.socket.destroy()
  },
  async ({ connection }) => {
    received.length = 0
    const { failure } = await failureIn(connection.sources.write(patch))
    assert.ok(failure._tag === 'Connection' && failure.sent, JSON.stringify(failure))
    assert.deepEqual(received, ['PATCH {"metadata":{"name":"wéb"}}'])
  },
)

withServer(
  '200 reads one after the other need at most two connections, and 200 by eights at most sixteen',
  (_request, response) => json(response, web),
  async ({ connection, server }) => {
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'demo', name: 'web' }
    const read$ = connection.sources.read(Deployment, ref)
    for (let round = 0; round < 200; round += 1) await lastValueFrom(read$)
    assert.ok(server.handshakes() <= 2, `${server.handshakes()} handshakes`)
    // A connection is free again one turn after its answer, so the next eight may find the last eight still busy.
    for (let round = 0; round < 25; round += 1) await lastValueFrom(forkJoin(Array.from({ length: 8 }, () => read$)))
    assert.ok(server.handshakes() <= 16, `${server.handshakes()} handshakes`)
  },
)

withServer(
  '500 reads at once share 32 connections while 40 watches stay open on their own',
  (request, response) => {
    if (request.url?.includes('watch=true')) response.writeHead(200).write('{"type":"BOOKMARK"}\n')
    else json(response, web)
  },
  async ({ connection, server }) => {
    const subscriptions = await Promise.all(
      Array.from(
        { length: 40 },
        () =>
          new Promise<{ unsubscribe: () => void }>((resolve, reject) => {
            const subscription = connection.sources
              .watch(Deployment, { timeoutSeconds: 300 })
              .subscribe({ next: () => resolve(subscription), error: reject })
          }),
      ),
    )
    assert.equal(server.handshakes(), 40)
    await lastValueFrom(forkJoin(Array.from({ length: 500 }, () => connection.request('GET', '/x'))))
    assert.ok(server.handshakes() <= 72, `${server.handshakes()} handshakes`)
    for (const subscription of subscriptions) subscription.unsubscribe()
  },
)

const told: ObservedRequest[] = []
withServer(
  'each request is told of once: its method, the host, and the code where there was an answer',
  (request, response) => {
    if (request.url?.includes('/broken') === true) return void request.socket.destroy()
    if (request.url?.includes('watch=true') === true) {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{}\n', () => response.destroy())
      return
    }
    if (request.method === 'DELETE') return json(response, status(409, 'Conflict', 'no'), 409)
    json(response, web)
  },
  async ({ connection }) => {
    await firstValueFrom(connection.request('GET', '/one'))
    await lastValueFrom(connection.request('DELETE', '/two').pipe(materialize()))
    await lastValueFrom(connection.request('POST', '/broken').pipe(materialize()))
    await lastValueFrom(connection.sources.watch(Deployment, { timeoutSeconds: 5 }).pipe(materialize()))
    const { host } = new URL(connection.server)
    assert.deepEqual(told, [
      { method: 'GET', host, code: 200 },
      { method: 'DELETE', host, code: 409 },
      { method: 'POST', host },
      { method: 'GET', host, code: 200 },
    ])
  },
  { observe: request => told.push(request) },
)
