import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { right } from 'fp-ts/lib/Either.js'
import { of } from 'rxjs'
import { bodyBudget } from '../../../../../streams/drivers/serving/webhooks/bodyBudget.ts'
import { serveWebhooks, type WebhookServer } from '../../../../../streams/drivers/serving/webhooks/serveWebhooks.ts'
import { eventually } from '../../../../cluster/eventually.ts'
import { asking, dial, trust } from './client.ts'

/** Memory and connections of clients that nobody knows: bounded in sum, and the least active go first. */

test('the body that has been silent longest is dropped, until the sum is within the budget', () => {
  const dropped: string[] = []
  const budget = bodyBudget(100)
  const body = (name: string) => budget.begin(() => dropped.push(name))
  const [a, b, c] = [body('a'), body('b'), body('c')]
  a.received(40)
  b.received(40)
  a.received(10)
  c.received(20)
  assert.deepEqual(dropped, ['b'])
  b.received(1000)
  b.end()
  c.received(30)
  assert.deepEqual(dropped, ['b'], '100 are within it')
  a.end()
  c.received(50)
  assert.deepEqual(dropped, ['b'])
  c.received(1)
  assert.deepEqual(dropped, ['b', 'c'], 'even the only one')
})

const { ca, identity } = await trust()
let server: WebhookServer
const sockets: TLSSocket[] = []
before(async () => {
  server = await serveWebhooks({
    host: '127.0.0.1',
    port: 0,
    certificate$: of(await identity()),
    handlers: { '/echo': review => right({ review: { answer: review } }) },
    maxBodyBytes: 20_000,
    // No time limit closes what this spec leaves idle.
    requestTimeoutMs: 600_000,
    observe: () => undefined,
    tell: () => undefined,
  })
})
after(async () => {
  for (const socket of sockets) socket.destroy()
  await server.close()
})

/** A client that does nothing more. */
const idle = async (said = ''): Promise<TLSSocket> => {
  const socket = await dial(server.port, ca.pem)
  sockets.push(socket)
  socket.on('error', () => undefined).resume()
  if (said !== '') socket.write(said)
  return socket
}
const isOpen = (socket: TLSSocket): boolean => !socket.destroyed && !socket.closed

test('of many bodies that are not sent to their end only a few are kept, and others are answered', async () => {
  const unfinished = `POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 20000\r\n\r\n"${'x'.repeat(19_000)}`
  const many = await Promise.all(Array.from({ length: 60 }, () => idle(unfinished)))
  await eventually('most are dropped', () => many.filter(isOpen).length <= 4)
  const { text } = await asking(server.port, ca.pem)('/echo', { body: `"${'y'.repeat(15_000)}"` })
  assert.equal(text.length, 15_002 + '{"answer":}'.length)
})

test('the connection that is idle longest makes room for a new one', async () => {
  const many: TLSSocket[] = []
  for (let at = 0; at < 13; at += 1) many.push(...(await Promise.all(Array.from({ length: 40 }, () => idle()))))
  const { text } = await asking(server.port, ca.pem)('/echo', { body: '1' })
  assert.equal(text, '{"answer":1}')
  await eventually('the first are gone', () => many.filter(isOpen).length <= 512)
  assert.ok(many.slice(-40).every(isOpen), 'the latest are kept')
})
