import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { BehaviorSubject } from 'rxjs'
import { createMetrics } from '../../../../../streams/drivers/observability/metrics/metrics.ts'
import { type EndpointOptions, serveEndpoint } from '../../../../../streams/drivers/serving/endpoint/serveEndpoint.ts'
import { authority, leaf } from '../../connection/certificates.ts'

/** These tests use real sockets. */

const flag = '--metrics-bind-address'

const serving = async (context: TestContext, options: Partial<EndpointOptions> = {}): Promise<number> => {
  const routes = { '/metrics': () => ({ code: 200, body: 'a 1\n', contentType: 'text/plain; version=0.0.4' }) }
  const endpoint = await serveEndpoint({ address: '127.0.0.1:0', flag, routes, ...options })
  context.after(endpoint.close)
  return endpoint.port
}

test('GET and HEAD are served, with the length and the type of the text', async context => {
  const url = `http://127.0.0.1:${await serving(context)}`
  const answer = await fetch(`${url}/metrics?x=1`)
  assert.deepEqual([answer.status, await answer.text()], [200, 'a 1\n'])
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4')
  const head = await fetch(`${url}/metrics`, { method: 'HEAD' })
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '4', ''])
  const post = await fetch(`${url}/metrics`, { method: 'POST', body: 'x'.repeat(100_000) })
  assert.deepEqual([post.status, await post.text()], [405, 'POST is not served\n'])
  assert.equal((await fetch(`${url}/metrics`)).status, 200)
})

test('an endpoint that cannot listen rejects with one line that names the flag', async context => {
  const port = await serving(context)
  await assert.rejects(serveEndpoint({ address: `127.0.0.1:${port}`, flag, routes: {} }), {
    message: `${flag}: port ${port} of 127.0.0.1 is taken by another program: choose another port, or 0 for any free one`,
  })
  await assert.rejects(serveEndpoint({ address: '8080', flag, routes: {} }), {
    message: `${flag}: "8080" is not an address: write :8080, 127.0.0.1:8080 or [::1]:8080`,
  })
})

test('a closing endpoint answers the requests under way, and no others', async () => {
  let answer: (() => void) | undefined
  const asked = new Promise<void>(resolve => {
    answer = resolve
  })
  let begun: (() => void) | undefined
  const arrived = new Promise<void>(resolve => {
    begun = resolve
  })
  const slow = async () => {
    begun?.()
    await asked
    return { code: 200, body: 'late' }
  }
  const endpoint = await serveEndpoint({ address: '127.0.0.1:0', flag, routes: { '/slow': slow } })
  const url = `http://127.0.0.1:${endpoint.port}/slow`
  const late = fetch(url)
  await arrived
  const closed = endpoint.close()
  await assert.rejects(fetch(url))
  answer?.()
  assert.equal(await (await late).text(), 'late')
  await closed
})

test('an address without a host covers IPv4', async context => {
  const port = await serving(context, { address: ':0' })
  assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 200)
})

test('an endpoint over TLS shows a new certificate to new connections', { timeout: 20_000 }, async context => {
  const ca = await authority('ca')
  const [first, second, other] = [await leaf(ca), await leaf(ca), await leaf(await authority('other'))]
  const certificate$ = new BehaviorSubject({ cert: first.cert, key: first.key })
  const problems: string[] = []
  const port = await serving(context, { certificate$, tell: problem => problems.push(problem) })
  const shown = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connectTls({ host: '127.0.0.1', port, ca: ca.pem }, () => {
        resolve(socket.getPeerCertificate().fingerprint256)
        socket.end()
      })
      socket.once('error', reject)
    })
  const before = await shown()
  certificate$.next({ cert: second.cert, key: second.key })
  assert.notEqual(await shown(), before)
  certificate$.next({ cert: second.cert, key: other.key })
  assert.equal(problems.length, 1)
  assert.notEqual(await shown(), before)
})

test('a client that sends half a request does not delay another', {
  timeout: 20_000,
}, async context => {
  const port = await serving(context)
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n')
  assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 200)
  socket.destroy()
})

test('metrics are served over HTTP with their text and its type', async context => {
  const metrics = createMetrics({ process: false })
  metrics.request({ method: 'GET', host: '127.0.0.1:6443', code: 200 })
  const { contentType } = metrics
  const port = await serving(context, {
    routes: { '/metrics': async () => ({ code: 200, body: await metrics.text(), contentType }) },
  })
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  assert.match(
    await answer.text(),
    /^rest_client_requests_total\{code="200",method="GET",host="127\.0\.0\.1:6443"\} 1$/m,
  )
})
