import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { lastValueFrom, take, toArray } from 'rxjs'
import { Deployment } from '../../../../../lib/kube/kinds.ts'
import { explain } from '../../../../../streams/drivers/connection/explain.ts'
import { proxyOf } from '../../../../../streams/drivers/connection/http/proxyOf.ts'
import { base64, json, open, serve, temporaryDirectory, writeKubeconfig } from '../apiServer.ts'
import { authority, leaf } from '../certificates.ts'

const join = (one: Socket, other: Socket): void => {
  one.pipe(other).pipe(one)
  for (const [socket, peer] of [
    [one, other],
    [other, one],
  ] as const) {
    socket.on('error', () => peer.destroy())
    socket.on('close', () => peer.destroy())
  }
}

/** A CONNECT proxy that tunnels for whoever knows the password. */
const connectProxy = async (context: TestContext, authorization: string) => {
  const tunnels: string[] = []
  const sockets = new Set<Socket>()
  const proxy = createServer()
  proxy.on('connection', (socket: Socket) => sockets.add(socket))
  proxy.on('connect', (request, client: Socket) => {
    if (request.headers['proxy-authorization'] !== authorization) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    tunnels.push(request.url ?? '')
    const { hostname, port } = new URL(`http://${request.url}`)
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      join(client, upstream)
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  context.after(async () => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
    await once(proxy, 'close')
  })
  return { port: (proxy.address() as AddressInfo).port, tunnels }
}

const limit = { timeout: 20_000 }

test(
  'requests and watches go through an HTTP proxy by CONNECT, with its password and the cluster CA',
  limit,
  async context => {
    const ca = await authority('ca')
    const server = await serve(context, await leaf(ca), (request, response) => {
      if (request.url?.includes('watch=true')) response.writeHead(200).write('{"a":1}\n{"b":2}\n')
      else json(response, { authorization: request.headers.authorization })
    })
    const proxy = await connectProxy(context, `Basic ${base64('me:secret')}`)
    const directory = await temporaryDirectory(context)
    const throughProxy = async (proxyUrl: string) =>
      open(context, {
        kubeconfig: await writeKubeconfig(directory, {
          server: server.url,
          cluster: { 'certificate-authority-data': base64(ca.pem), 'proxy-url': proxyUrl },
          user: { token: 'secret' },
        }),
      })
    const connection = await throughProxy(`http://me:secret@127.0.0.1:${proxy.port}`)
    for (let round = 0; round < 20; round += 1)
      assert.deepEqual(await lastValueFrom(connection.request('GET', '/')), { authorization: 'Bearer secret' })
    assert.equal(proxy.tunnels[0], `127.0.0.1:${server.port}`)
    assert.ok(proxy.tunnels.length <= 2, 'tunnels are kept')
    const watch$ = connection.sources.watch(Deployment, { timeoutSeconds: 300 }).pipe(take(2), toArray())
    assert.deepEqual(await lastValueFrom(watch$), ['{"a":1}', '{"b":2}'])

    const refused = await throughProxy(`http://127.0.0.1:${proxy.port}`)
    await assert.rejects(lastValueFrom(refused.request('GET', '/')), failure => {
      const { _tag, sent, message } = failure as { _tag: 'Connection'; sent: boolean; message: string }
      assert.equal(sent, false)
      assert.equal(
        explain({ _tag, sent, message }, server.url),
        `${server.url}, through proxy http://127.0.0.1:${proxy.port}, cannot be reached: the proxy refused; check \`proxy-url\` or $HTTPS_PROXY`,
      )
      return true
    })
  },
)

/** A SOCKS5 proxy; `password` absent: open to all. Replies byte by byte, which a client must put up with. */
const socksProxy = async (context: TestContext, password?: string) => {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const reply = (client: Socket, ...message: number[]): void => {
    for (const byte of message) client.write(Buffer.of(byte))
  }
  const proxy = createTcpServer(async client => {
    sockets.add(client.setNoDelay().on('error', () => client.destroy()))
    const message = async (): Promise<Buffer> => (await once(client, 'data'))[0]
    await message()
    reply(client, 5, password === undefined ? 0 : 2)
    if (password !== undefined) {
      const right = (await message()).toString().endsWith(password)
      reply(client, 1, right ? 0 : 1)
      if (!right) return client.end()
    }
    const request = await message()
    const port = request.readUInt16BE(request.length - 2)
    asked.push(
      `${request[3] === 3 ? request.toString('utf8', 5, request.length - 2) : request.subarray(4, 8).join('.')}`,
    )
    const upstream = connect(port, '127.0.0.1', () => {
      reply(client, 5, 0, 0, 1, 127, 0, 0, 1, 0, 0)
      join(client, upstream)
    })
    upstream.on('error', () => {
      reply(client, 5, 5, 0, 1, 0, 0, 0, 0, 0, 0)
      client.end()
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  context.after(async () => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
    await once(proxy, 'close')
  })
  return { port: (proxy.address() as AddressInfo).port, asked }
}

test('requests go through a SOCKS5 proxy, which resolves the name of the server', limit, async context => {
  const ca = await authority('ca')
  const identity = await leaf(ca, {
    names: [
      { type: 'dns', value: 'api.cluster.invalid' },
      { type: 'ip', value: '127.0.0.1' },
    ],
  })
  const server = await serve(context, identity, (_request, response) => json(response, { ok: true }))
  const directory = await temporaryDirectory(context)
  const get = async (url: string, proxyUrl: string): Promise<unknown> => {
    const cluster = { 'certificate-authority-data': base64(ca.pem), 'proxy-url': proxyUrl }
    const connection = await open(context, { kubeconfig: await writeKubeconfig(directory, { server: url, cluster }) })
    return lastValueFrom(connection.request('GET', '/'))
  }
  const anonymous = await socksProxy(context)
  assert.deepEqual(await get(server.url, `socks5://127.0.0.1:${anonymous.port}`), { ok: true })
  const named = `https://api.cluster.invalid:${server.port}`
  assert.deepEqual(await get(named, `socks5h://127.0.0.1:${anonymous.port}`), { ok: true })
  assert.deepEqual(anonymous.asked, ['127.0.0.1', 'api.cluster.invalid'])

  const guarded = await socksProxy(context, 'secret')
  assert.deepEqual(await get(server.url, `socks5://me:secret@127.0.0.1:${guarded.port}`), { ok: true })
  const refused = (why: string, port: number) => ({
    _tag: 'Connection',
    message: `the SOCKS proxy ${why} (through proxy socks5://127.0.0.1:${port})`,
    sent: false,
  })
  await assert.rejects(
    get(server.url, `socks5://me:wrong@127.0.0.1:${guarded.port}`),
    refused('rejected the user name or password', guarded.port),
  )
  await assert.rejects(
    get(server.url, `socks5://127.0.0.1:${guarded.port}`),
    refused('wants credentials that it was not given', guarded.port),
  )
  await assert.rejects(
    get('https://127.0.0.1:1', `socks5://127.0.0.1:${anonymous.port}`),
    refused('refused: connection refused by the server', anonymous.port),
  )
})

test("the proxy is the kubeconfig's, else the environment's for the scheme, unless NO_PROXY excepts the host", () => {
  const env = {
    HTTPS_PROXY: 'http://p:1',
    http_proxy: 'q:2',
    NO_PROXY: 'a.test, .b.test,10.0.0.0/8,c.test:6443,fd00::/8',
  }
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['https://x.test', 'http://p:1'],
    ['http://x.test', 'http://q:2'],
    ['https://a.test', undefined],
    ['https://z.a.test', undefined],
    ['https://aa.test', 'http://p:1'],
    ['https://x.b.test', undefined],
    ['https://b.test', 'http://p:1'],
    ['https://c.test:6443', undefined],
    ['https://c.test', 'http://p:1'],
    ['https://10.1.2.3:6443', undefined],
    ['https://11.1.2.3:6443', 'http://p:1'],
    ['https://[fd00::1]:6443', undefined],
    ['https://[fe00::1]:6443', 'http://p:1'],
    ['https://127.0.0.1:6443', undefined],
    ['https://localhost:6443', undefined],
    ['https://[::1]:6443', undefined],
  ]
  for (const [server, proxy] of cases) assert.equal(proxyOf(server, undefined, env), proxy, server)
  assert.equal(proxyOf('https://a.test', 'socks5://s:3', env), 'socks5://s:3')
  assert.equal(proxyOf('https://a.test', undefined, { ...env, NO_PROXY: '*' }), undefined)
  assert.equal(proxyOf('https://a.test', undefined, {}), undefined)
})
