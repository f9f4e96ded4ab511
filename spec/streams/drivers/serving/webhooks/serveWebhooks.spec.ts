import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent } from 'node:https'
import { connect as connectTcp, createServer } from 'node:net'
import { after, test } from 'node:test'
import tls from 'node:tls'
import fc from 'fast-check'
import { left, right } from 'fp-ts/lib/Either.js'
import { BehaviorSubject, EMPTY, of, Subject, throwError } from 'rxjs'
import type { ReviewHandler } from '../../../../../lib/reviews/webhooks.ts'
import type { Told } from '../../../../../streams/drivers/serving/webhooks/answering.ts'
import {
  type ServeWebhooksOptions,
  serveWebhooks,
  type WebhookServer,
} from '../../../../../streams/drivers/serving/webhooks/serveWebhooks.ts'
import { eventually } from '../../../../cluster/eventually.ts'
import { asking, dial, heard, trust } from './client.ts'

const { ca, identity } = await trust()
const first = await identity()

const handlers: Readonly<Record<string, ReviewHandler>> = {
  '/echo': review => right({ review: { answer: review } }),
  '/unreadable': () => left('the review has no request'),
  '/faulty': () => right({ review: { allowed: false }, fault: 'it threw: no such field' }),
  '/throwing': () => {
    throw new Error('out of order')
  },
}

/** The time limit of servers that cut a client off: short, but enough for a quick client on a busy machine. */
const requestTimeoutMs = 1000

const servers: WebhookServer[] = []
after(() => Promise.all(servers.map(server => server.close())))

const serving = async (options: Partial<ServeWebhooksOptions> = {}) => {
  const told: Told[] = []
  const problems: string[] = []
  const server = await serveWebhooks({
    host: '127.0.0.1',
    port: 0,
    certificate$: of(first),
    handlers,
    observe: each => told.push(each),
    tell: problem => problems.push(problem),
    ...options,
  })
  servers.push(server)
  return { ...server, told, problems, ask: asking(server.port, ca.pem) }
}

const { port, ask, told, problems, inFlight } = await serving({ maxBodyBytes: 2000 })

test('a posted review is answered, and observed by its path', async () => {
  told.length = 0
  const answer = await ask('/echo?timeout=5s', { body: '{"kind":"AdmissionReview","é":"ü"}' })
  assert.deepEqual([answer.code, answer.text], [200, '{"answer":{"kind":"AdmissionReview","é":"ü"}}'])
  assert.equal(answer.headers['content-type'], 'application/json')
  assert.deepEqual(
    told.map(({ path, code, durationMs }) => [path, code, durationMs >= 0 && durationMs < 10_000]),
    [['/echo', 200, true]],
  )
  assert.equal(inFlight(), 0)
})

const refusals: readonly (readonly [string, string, Parameters<typeof ask>[1], number, RegExp])[] = [
  ['a path without a handler', '/nothing', { body: '{}' }, 404, /^no webhook is served at \/nothing\n$/],
  ['a method other than POST', '/echo', { method: 'GET' }, 405, /^GET is not served: POST a review\n$/],
  ['JSON that breaks off', '/echo', { body: '{"kind":"Admiss' }, 400, /^the body is no JSON: .+\n$/],
  ['bytes that are not UTF-8', '/echo', { body: Buffer.from([0x22, 0xff, 0x22]) }, 400, /^the body is no JSON: .+\n$/],
  [
    'JSON nested very deep',
    '/echo',
    { body: `${'['.repeat(600)}${']'.repeat(600)}` },
    400,
    /^the body is nested deeper than 500 levels\n$/,
  ],
  ['an empty body', '/echo', { headers: { 'content-length': '0' } }, 400, /^the body is empty\n$/],
  ['a body of another type', '/echo', { body: 'a: 1', headers: { 'content-type': 'application/yaml' } }, 415, /json/],
  ['a compressed body', '/echo', { body: 'x', headers: { 'content-encoding': 'gzip' } }, 415, /not compressed/],
  [
    'a body over the limit',
    '/echo',
    { body: `"${'x'.repeat(1999)}"` },
    413,
    /^the body has 2001 bytes: the limit is 2000\n$/,
  ],
  ['a review without a request', '/unreadable', { body: '{}' }, 400, /^the review has no request\n$/],
  ['a handler that throws', '/throwing', { body: '{}' }, 500, /^the handler threw: out of order\n$/],
]
for (const [what, path, asked, code, text] of refusals) {
  test(`${what} is answered by ${code} and one line, and the server goes on`, async () => {
    told.length = 0
    const answer = await ask(path, asked)
    assert.equal(answer.code, code)
    assert.match(answer.text, text)
    assert.equal(answer.headers.allow, code === 405 ? 'POST' : undefined)
    assert.deepEqual(
      told.map(each => [each.path, each.code]),
      [[Object.hasOwn(handlers, path) ? path : '', code]],
    )
    assert.equal((await ask('/echo', { body: '1' })).text, '{"answer":1}')
  })
}

test('a body of exactly the limit is accepted, whole or in chunks', async () => {
  assert.equal((await ask('/echo', { body: `"${'x'.repeat(1998)}"` })).code, 200)
  const chunked = await ask('/echo', { body: '[1]', headers: { 'transfer-encoding': 'chunked' } })
  assert.deepEqual([chunked.code, chunked.text], [200, '{"answer":[1]}'])
})

test('a body far over the limit is answered while its sender still sends, and is not kept', async () => {
  const answer = await ask('/echo', { body: Buffer.alloc(20_000_000, 'x') })
  assert.deepEqual([answer.code, answer.text], [413, 'the body has 20000000 bytes: the limit is 2000\n'])
})

test('a handler that fails is reported in a line for the log, with its path', async () => {
  problems.length = 0
  assert.equal((await ask('/faulty', { body: '{}' })).text, '{"allowed":false}')
  await ask('/throwing', { body: '{}' })
  assert.deepEqual(problems, [
    'webhook /faulty: it threw: no such field',
    'webhook /throwing: the handler threw: out of order',
  ])
})

test('an observer that throws is reported, and each client still gets its answer', async () => {
  const server = await serving({
    observe: () => {
      throw new Error('no such counter')
    },
  })
  for (const body of ['1', '2']) assert.equal((await server.ask('/echo', { body })).text, `{"answer":${body}}`)
  assert.deepEqual(server.problems, Array(2).fill('webhook /echo: no such counter'))
})

test('random bytes and broken connections of one client leave others answered and nothing in flight', async () => {
  const head = 'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\n'
  const piece = fc.oneof(
    fc.constantFrom(head, '"ab"', '\r\n', 'POST ', 'GET /echo HTTP/1.1\r\nhost: a\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n'),
    fc.constantFrom(
      'transfer-encoding: chunked\r\n',
      'connection: upgrade\r\nupgrade: x\r\n',
      'expect: 100-continue\r\n',
    ),
    fc.constantFrom('CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n', 'ffffffffffffffff\r\n', '\0'),
    fc.uint8Array({ maxLength: 30 }).map(bytes => Buffer.from(bytes)),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), fc.constantFrom('end', 'destroy'), async (pieces, leave) => {
      const socket = await dial(port, ca.pem)
      socket.resume().on('error', () => undefined)
      for (const each of pieces) socket.write(each)
      socket[leave]()
      const answer = await ask('/echo', { body: '1' })
      assert.deepEqual([answer.code, answer.text], [200, '{"answer":1}'])
    }),
    { numRuns: 150 },
  )
  await eventually('nothing is under way', () => inFlight() === 0, 5000)
})

test('a request of HTTP/1.0 is answered, and its connection ended', async () => {
  const socket = await dial(port, ca.pem)
  socket.write('POST /echo HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}')
  const text = await heard(socket)
  assert.match(text, /^HTTP\/1\.1 200 OK\r\n/)
  assert.ok(text.endsWith('{"answer":{}}'))
})

test('bytes that are not HTTP get 400, bytes that are not TLS get no answer, and the server goes on', async () => {
  const socket = await dial(port, ca.pem)
  socket.write('how do you do\r\n\r\n')
  assert.match(await heard(socket), /^HTTP\/1\.1 400 /)
  const plain = connectTcp(port, '127.0.0.1').on('error', () => undefined)
  plain.write('POST /echo HTTP/1.1\r\n\r\n')
  await once(plain, 'close')
  assert.equal((await ask('/echo', { body: '1' })).code, 200)
})

test('TLS 1.2 and 1.3 are accepted, older versions refused, with a new certificate too', async () => {
  const certificate$ = new BehaviorSubject(first)
  // As if Node were started with --tls-min-v1.0 and weak ciphers.
  Object.assign(tls, { DEFAULT_MIN_VERSION: 'TLSv1', DEFAULT_CIPHERS: 'DEFAULT@SECLEVEL=0' })
  const server = await serving({ certificate$ })
  const old = { ca: ca.pem, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  const versions = async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await dial(server.port, ca.pem, { minVersion: version, maxVersion: version })
      assert.equal(socket.getProtocol(), version)
      socket.destroy()
    }
    await assert.rejects(dial(server.port, ca.pem, old), /protocol version/i)
  }
  await versions()
  certificate$.next(await identity())
  await versions()
})

test('a client that is slow with its head or body, or silent, is cut off; others are answered meanwhile', {
  timeout: 20_000,
}, async () => {
  const server = await serving({ requestTimeoutMs })
  const beginnings = [
    '',
    'POST /echo HTTP/1.1\r\ncontent-type: app',
    'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{',
  ]
  const slow = beginnings.map(async beginning => {
    const socket = await dial(server.port, ca.pem)
    socket.write(beginning)
    return heard(socket)
  })
  const silent = connectTcp(server.port, '127.0.0.1').on('error', () => undefined)
  const handshake = once(silent.resume(), 'close')
  assert.equal((await server.ask('/echo', { body: '1' })).code, 200)
  for (const text of await Promise.all(slow)) assert.match(text, /^(HTTP\/1\.1 408 |$)/)
  await handshake
  assert.equal(server.inFlight(), 0)
})

test('a request that arrives drop by drop is cut off: one time limit holds for the whole request', async () => {
  const server = await serving({ requestTimeoutMs })
  const socket = await dial(server.port, ca.pem)
  socket.write('POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n')
  const drops = setInterval(() => socket.write(' '), 20)
  const text = await heard(socket)
  clearInterval(drops)
  assert.match(text, /^HTTP\/1\.1 408 /)
  assert.deepEqual(server.told, [])
})

test('a client that does not read its answer is cut off', async () => {
  // More than the buffers between client and server hold.
  const large = { review: { answer: 'x'.repeat(20_000_000) } }
  const server = await serving({ requestTimeoutMs, handlers: { '/large': () => right(large) } })
  const socket = await dial(server.port, ca.pem)
  socket.pause().on('error', () => undefined)
  socket.write('POST /large HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}')
  await eventually('the review is answered', () => server.told.length === 1)
  assert.equal(server.inFlight(), 1)
  await eventually('nothing is under way', () => server.inFlight() === 0, 20_000)
  socket.destroy()
})

test('no review fails while certificates change under load, and open connections go on', async () => {
  const certificate$ = new BehaviorSubject(first)
  const server = await serving({ certificate$ })
  const kept = new Agent({ keepAlive: true, maxSockets: 1, ca: ca.pem })
  const serials = new Set<string>()
  const serialOf = async () => {
    const socket = await dial(server.port, ca.pem)
    serials.add(socket.getPeerCertificate().serialNumber)
    socket.destroy()
  }
  await server.ask('/echo', { body: '0', agent: kept })
  const openSocket = Object.values(kept.freeSockets).flat()[0]
  let rotating = true
  let answered = 0
  const askers = Array.from({ length: 8 }, async (_, at) => {
    // Half of them have connections of their own, each with a handshake.
    const agent = new Agent({ keepAlive: at % 2 === 0, maxSockets: 1, ca: ca.pem })
    while (rotating) {
      const answer = await server.ask('/echo', { body: `"${at}"`, agent })
      assert.deepEqual([answer.code, answer.text], [200, `{"answer":"${at}"}`])
      answered += 1
    }
    agent.destroy()
  })
  for (let turn = 0; turn < 10; turn += 1) {
    certificate$.next(await identity())
    await serialOf()
  }
  rotating = false
  await Promise.all(askers)
  await server.ask('/echo', { body: '0', agent: kept })
  assert.equal(Object.values(kept.freeSockets).flat()[0], openSocket, 'the first connection is still the same')
  kept.destroy()
  assert.equal(serials.size, 10)
  assert.ok(answered > 20, `${answered} reviews`)
})

test('a new certificate that cannot be used is reported, and the former one stays', async () => {
  const certificate$ = new Subject<typeof first>()
  const starting = serving({ certificate$ })
  certificate$.next(first)
  const server = await starting
  certificate$.next({ cert: first.cert, key: (await identity()).key })
  certificate$.next({ cert: '', key: '' })
  certificate$.error(new Error('the folder is gone'))
  assert.equal(server.problems.length, 3)
  assert.match(
    server.problems[0] ?? '',
    /^webhooks keep their former certificate: the certificate cannot be used: .*mismatch/,
  )
  assert.match(server.problems[1] ?? '', /it is empty$/)
  assert.equal(server.problems[2], 'webhooks keep their last certificate: the folder is gone')
  assert.equal((await server.ask('/echo', { body: '1' })).code, 200)
})

test('a missing, a failed and an unusable certificate are each rejected with one line', async () => {
  const refuse = (certificate$: ServeWebhooksOptions['certificate$'], why: RegExp) =>
    assert.rejects(
      serving({ certificate$ }),
      (error: Error) => why.test(error.message) && !error.message.includes('\n'),
    )
  await refuse(EMPTY, /^no certificate for the webhooks: /)
  await refuse(
    throwError(() => new Error('tls.crt is not there')),
    /^no certificate for the webhooks: tls\.crt is not there$/,
  )
  await refuse(of({ cert: 'x', key: 'y' }), /^the certificate cannot be used: /)
})

test('a port that is taken is rejected with one line', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  assert.ok(address !== null && typeof address === 'object')
  await assert.rejects(serving({ port: address.port }), {
    message: `port ${address.port} of 127.0.0.1 is taken by another program: choose another port, or 0 for any free one`,
  })
  other.close()
})

test('a closing server answers requests under way, refuses new ones, and ends idle connections', async () => {
  const server = await serving()
  const idle = new Agent({ keepAlive: true, ca: ca.pem })
  await server.ask('/echo', { body: '0', agent: idle })
  const socket = await dial(server.port, ca.pem)
  socket.write('POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n[')
  await eventually('the request is under way', () => server.inFlight() === 1)
  const closed = server.close()
  await assert.rejects(server.ask('/echo', { body: '0', agent: new Agent() }), { code: 'ECONNREFUSED' })
  const answer = heard(socket)
  socket.write(']')
  assert.match(await answer, /^HTTP\/1\.1 200 OK\r\n[\s\S]*connection: close\r\n[\s\S]*\{"answer":\[\]\}$/i)
  await closed
  assert.equal(server.inFlight(), 0)
  idle.destroy()
})

test('a closing server waits for a client no longer than a request may take', { timeout: 20_000 }, async () => {
  const server = await serving({ requestTimeoutMs })
  const socket = await dial(server.port, ca.pem)
  const answer = heard(socket)
  socket.write('POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n')
  await eventually('the request is under way', () => server.inFlight() === 1)
  const drops = setInterval(() => socket.write(' '), 100)
  await server.close()
  await answer
  clearInterval(drops)
})
