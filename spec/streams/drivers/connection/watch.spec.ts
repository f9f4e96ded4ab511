import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { lastValueFrom, materialize, tap, toArray } from 'rxjs'
import { isApiFailure } from '../../../../lib/kube/failure.ts'
import { Deployment } from '../../../../lib/kube/kinds.ts'
import { json, status, withServer } from './apiServer.ts'

/** Sends pieces one by one, each in a TLS record of its own. */
const write = (response: ServerResponse, piece: Buffer | string): Promise<void> =>
  new Promise(resolve => response.write(piece, () => setImmediate(resolve)))

let asked = ''
withServer(
  'a watch gives each line exactly as sent, once, also where a character is cut in two, and completes with the server',
  async (request, response) => {
    asked = request.url ?? ''
    response.writeHead(200, { 'content-type': 'application/json' })
    for (const byte of Buffer.from('{"type": "ADDED","é":"日本"}\n\n{"a":"😀"}\n'))
      await write(response, Buffer.of(byte))
    response.end('{"b":1}\n{"c":2}\n')
  },
  async ({ connection }) => {
    const seen = await lastValueFrom(
      connection.sources
        .watch(Deployment, { namespace: 'demo', resourceVersion: '5', timeoutSeconds: 301, labelSelector: 'a in (b)' })
        .pipe(materialize(), toArray()),
    )
    assert.deepEqual(
      seen.map(event => (event.kind === 'N' ? event.value : event.kind)),
      ['{"type": "ADDED","é":"日本"}', '{"a":"😀"}', '{"b":1}', '{"c":2}', 'C'],
    )
    const { pathname, searchParams } = new URL(asked, 'https://x')
    assert.equal(pathname, '/apis/apps/v1/namespaces/demo/deployments')
    assert.deepEqual(Object.fromEntries(searchParams), {
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '301',
      resourceVersion: '5',
      labelSelector: 'a in (b)',
    })
    await lastValueFrom(
      connection.sources.watch(Deployment, { sendInitialEvents: true, timeoutSeconds: 400 }).pipe(toArray()),
    )
    assert.deepEqual(Object.fromEntries(new URL(asked, 'https://x').searchParams), {
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '400',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
    })
  },
)

withServer(
  'a connection reset in the middle of a line gives the whole lines, drops the cut one, and fails',
  async (_request, response) => {
    response.writeHead(200)
    await write(response, '{"a":1}\n{"b":2}\n{"c":')
  },
  async ({ connection, server }) => {
    const seen = await lastValueFrom(
      connection.sources.watch(Deployment, { timeoutSeconds: 300 }).pipe(
        tap(line => line === '{"b":2}' && server.reset()),
        materialize(),
        toArray(),
      ),
    )
    const last = seen.pop()
    assert.deepEqual(
      seen.map(event => (event.kind === 'N' ? event.value : event.kind)),
      ['{"a":1}', '{"b":2}'],
    )
    assert.ok(last?.kind === 'E' && isApiFailure(last.error))
    assert.ok(last.error._tag === 'Connection' && last.error.sent)
  },
)

withServer(
  'a refused watch fails with the Status before any line',
  (_request, response) => json(response, status(410, 'Expired', 'too old resource version: 5 (9)'), 410),
  async ({ connection }) => {
    const seen = await lastValueFrom(
      connection.sources
        .watch(Deployment, { timeoutSeconds: 300, resourceVersion: '5' })
        .pipe(materialize(), toArray()),
    )
    assert.equal(seen.length, 1)
    assert.ok(seen[0]?.kind === 'E')
    assert.deepEqual(seen[0].error, {
      _tag: 'Status',
      code: 410,
      reason: 'Expired',
      message: 'too old resource version: 5 (9)',
    })
  },
)

let closed: Promise<unknown> = Promise.resolve()
withServer(
  'unsubscribing ends the request: the server sees the connection close',
  async (request, response) => {
    closed = once(request.socket, 'close')
    response.writeHead(200)
    await write(response, '{"a":1}\n')
  },
  async ({ connection }) => {
    await new Promise<void>((resolve, reject) => {
      const subscription = connection.sources.watch(Deployment, { timeoutSeconds: 300 }).subscribe({
        next: () => {
          subscription.unsubscribe()
          resolve()
        },
        error: reject,
      })
    })
    await closed
  },
)

withServer(
  'closing the connection fails what is under way, and what comes after',
  async (_request, response) => {
    response.writeHead(200)
    await write(response, '{"a":1}\n')
  },
  async ({ connection }) => {
    const failed = new Promise(resolve => {
      connection.sources.watch(Deployment, { timeoutSeconds: 300 }).subscribe({
        next: () => void connection.close(),
        error: resolve,
      })
    })
    assert.ok(isApiFailure(await failed))
    await assert.rejects(lastValueFrom(connection.request('GET', '/x')), {
      _tag: 'Connection',
      message: 'the connection to the cluster was closed',
      sent: false,
    })
  },
)
