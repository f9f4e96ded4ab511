import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { createServer as createPlainServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { isLeft } from 'fp-ts/lib/Either.js'
import { forkJoin, lastValueFrom } from 'rxjs'
import { Deployment } from '../../../../../lib/kube/kinds.ts'
import { openCluster } from '../../../../../streams/drivers/connection/openCluster.ts'
import { base64, json, open, serve, status, temporaryDirectory, writeKubeconfig } from '../apiServer.ts'
import { authority, leaf } from '../certificates.ts'

const limit = { timeout: 30_000 }

test(
  'a client certificate by file is presented, and a new one in the same files is used without a restart',
  limit,
  async context => {
    const ca = await authority('ca')
    const server = await serve(
      context,
      { ...(await leaf(ca)), ca: ca.pem, requestCert: true, rejectUnauthorized: true },
      (request, response) => json(response, { user: (request.socket as TLSSocket).getPeerCertificate().subject.CN }),
    )
    const directory = await temporaryDirectory(context)
    const put = async (commonName: string): Promise<void> => {
      const { cert, key } = await leaf(ca, { commonName })
      await Promise.all([writeFile(join(directory, 'my.crt'), cert), writeFile(join(directory, 'my.key'), key)])
    }
    await put('first')
    await writeFile(join(directory, 'ca.crt'), ca.pem)
    const kubeconfig = await writeKubeconfig(directory, {
      server: server.url,
      cluster: { 'certificate-authority': 'ca.crt' },
      user: { 'client-certificate': 'my.crt', 'client-key': 'my.key' },
    })
    const connection = await open(context, { kubeconfig, credentialsMaxAgeMs: 0 })
    assert.deepEqual(await lastValueFrom(connection.request('GET', '/')), { user: 'first' })
    assert.deepEqual(await lastValueFrom(connection.request('GET', '/')), { user: 'first' })
    assert.equal(server.handshakes(), 1, 'unchanged files keep the connection')
    await put('second')
    assert.deepEqual(await lastValueFrom(connection.request('GET', '/')), { user: 'second' })
    assert.equal(server.handshakes(), 2)
  },
)

test(
  'a CA that was replaced is read again when the handshake fails, and the request goes through',
  limit,
  async context => {
    const [old, next] = await Promise.all([authority('old'), authority('next')])
    const server = await serve(context, await leaf(old), (_request, response) => json(response, {}))
    const directory = await temporaryDirectory(context)
    await writeFile(join(directory, 'ca.crt'), old.pem)
    const kubeconfig = await writeKubeconfig(directory, {
      server: server.url,
      cluster: { 'certificate-authority': 'ca.crt' },
      user: { token: 'x' },
    })
    const connection = await open(context, { kubeconfig })
    await lastValueFrom(connection.request('GET', '/'))
    server.present(await leaf(next))
    server.reset()
    await writeFile(join(directory, 'ca.crt'), next.pem)
    // The first may meet the connection that was cut; nobody can tell whether it arrived.
    await lastValueFrom(connection.request('GET', '/')).catch(() => undefined)
    assert.deepEqual(await lastValueFrom(connection.request('GET', '/')), {})
  },
)

test('a token file that rotates under load fails no request', limit, async context => {
  const ca = await authority('ca')
  let valid = 'token-0'
  let refused = 0
  const server = await serve(context, await leaf(ca), (request, response) => {
    if (request.headers.authorization === `Bearer ${valid}`) json(response, {})
    else {
      refused += 1
      json(response, status(401, 'Unauthorized', 'Unauthorized'), 401)
    }
  })
  const directory = await temporaryDirectory(context)
  const tokenFile = join(directory, 'token')
  await writeFile(tokenFile, `${valid}\n`)
  const kubeconfig = await writeKubeconfig(directory, {
    server: server.url,
    cluster: { 'certificate-authority-data': base64(ca.pem) },
    user: { token: 'ignored: the file may be newer', tokenFile: 'token' },
  })
  const connection = await open(context, { kubeconfig })
  for (let rotation = 1; rotation <= 3; rotation += 1) {
    await lastValueFrom(forkJoin(Array.from({ length: 50 }, () => connection.request('POST', '/', { body: {} }))))
    await writeFile(tokenFile, `token-${rotation}\n`)
    valid = `token-${rotation}`
  }
  await lastValueFrom(forkJoin(Array.from({ length: 50 }, () => connection.request('POST', '/', { body: {} }))))
  assert.ok(refused >= 3, 'the old tokens were tried and refused')
})

test('a rejected token is a 401, tried once', limit, async context => {
  const ca = await authority('ca')
  let requests = 0
  const server = await serve(context, await leaf(ca), (_request, response) => {
    requests += 1
    json(response, status(401, 'Unauthorized', 'Unauthorized'), 401)
  })
  const kubeconfig = await writeKubeconfig(await temporaryDirectory(context), {
    server: server.url,
    cluster: { 'certificate-authority-data': base64(ca.pem) },
    user: { token: 'wrong' },
  })
  const connection = await open(context, { kubeconfig })
  await assert.rejects(lastValueFrom(connection.request('GET', '/')), { _tag: 'Status', code: 401 })
  assert.equal(requests, 1)
})

const plugin = `#!/bin/sh
echo run >> "$0.runs"
cat "$0.answer"
echo "$KUBERNETES_EXEC_INFO $GREETING" > "$0.seen"
`

const credential = (token: string, expirationTimestamp?: string): string =>
  JSON.stringify({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token, ...(expirationTimestamp !== undefined && { expirationTimestamp }) },
  })

test(
  'an exec plugin is run once while its token lasts, again when it expired, and again after a 401',
  limit,
  async context => {
    const ca = await authority('ca')
    let valid = 'one'
    const server = await serve(context, await leaf(ca), (request, response) => {
      if (request.headers.authorization === `Bearer ${valid}`) json(response, { ok: true })
      else json(response, status(401, 'Unauthorized', 'Unauthorized'), 401)
    })
    const directory = await temporaryDirectory(context)
    const path = join(directory, 'login')
    await writeFile(path, plugin)
    await chmod(path, 0o755)
    const runs = async () => (await readFile(`${path}.runs`, 'utf8')).trim().split('\n').length
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
    const longAgo = new Date(Date.now() - 3_600_000).toISOString()
    await writeFile(`${path}.answer`, credential('one', inAnHour))
    const kubeconfig = await writeKubeconfig(directory, {
      server: server.url,
      cluster: { 'certificate-authority-data': base64(ca.pem) },
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: './login',
          env: [{ name: 'GREETING', value: 'hello' }],
          interactiveMode: 'Never',
          provideClusterInfo: true,
        },
      },
    })
    const connection = await open(context, { kubeconfig })
    const get = () => lastValueFrom(connection.request('GET', '/'))
    await get()
    await get()
    assert.equal(await runs(), 1)
    const [, info, greeting] = /^(.*) (\w+)\n$/.exec(await readFile(`${path}.seen`, 'utf8')) ?? []
    assert.equal(greeting, 'hello')
    assert.equal(JSON.parse(info ?? '').spec.cluster.server, server.url)

    // The server stops taking the token before its time: the plugin is asked for another.
    valid = 'two'
    await writeFile(`${path}.answer`, credential('two', longAgo))
    assert.deepEqual(await get(), { ok: true })
    assert.equal(await runs(), 2)

    // `two` is past its time already, so the next request asks again.
    valid = 'three'
    await writeFile(`${path}.answer`, credential('three', inAnHour))
    assert.deepEqual(await get(), { ok: true })
    assert.equal(await runs(), 3)
    await get()
    assert.equal(await runs(), 3)
  },
)

const openWithExec = async (directory: string, exec: Readonly<Record<string, unknown>>): Promise<string> => {
  const kubeconfig = await writeKubeconfig(directory, { server: 'https://127.0.0.1:1', user: { exec } })
  const opened = await openCluster({ kubeconfig, env: {} })
  return isLeft(opened) ? opened.left : 'opened'
}

test(
  'an exec plugin that is missing, fails or talks nonsense is named, with its own first words',
  limit,
  async context => {
    const directory = await temporaryDirectory(context)
    const script = async (name: string, text: string, mode = 0o755) => {
      await writeFile(join(directory, name), `#!/bin/sh\n${text}\n`)
      await chmod(join(directory, name), mode)
      return { command: `./${name}` }
    }
    const named = (name: string) => `exec plugin "${join(directory, name)}" of user "tester"`
    assert.equal(
      await openWithExec(directory, { command: 'no-such-plugin-anywhere' }),
      'exec plugin "no-such-plugin-anywhere" of user "tester" is not installed: install it or put it on the $PATH',
    )
    assert.equal(
      await openWithExec(directory, {
        command: 'no-such-plugin-anywhere',
        installHint: 'run: brew install it\nor not',
      }),
      'exec plugin "no-such-plugin-anywhere" of user "tester" is not installed: run: brew install it',
    )
    assert.equal(
      await openWithExec(
        directory,
        await script('failing', 'echo >&2; echo "no session: log in" >&2; echo more >&2; exit 3'),
      ),
      `${named('failing')} failed: no session: log in`,
    )
    assert.equal(
      await openWithExec(directory, await script('silent', 'exit 1')),
      `${named('silent')} failed: it gave no reason`,
    )
    assert.equal(
      await openWithExec(directory, await script('talking', 'echo hello')),
      `${named('talking')} printed something that is not an ExecCredential in JSON`,
    )
    assert.equal(
      await openWithExec(directory, await script('hollow', 'echo "{}"')),
      `${named('hollow')} printed an ExecCredential without a status`,
    )
    assert.equal(
      await openWithExec(directory, await script('empty', `echo '{"status":{}}'`)),
      `${named('empty')} supplied neither a token nor a client certificate`,
    )
    assert.equal(
      await openWithExec(directory, await script('plain', 'exit 0', 0o644)),
      `${named('plain')} may not be executed: chmod +x it`,
    )
  },
)

test(
  'a pod finds its API server by the environment and its service account files, whose token is trimmed',
  limit,
  async context => {
    const ca = await authority('ca')
    let valid = 'first'
    const server = await serve(context, await leaf(ca), (request, response) => {
      if (request.headers.authorization === `Bearer ${valid}`) json(response, {})
      else json(response, status(401, 'Unauthorized', 'Unauthorized'), 401)
    })
    const serviceAccountDirectory = await temporaryDirectory(context)
    const put = (name: string, text: string) => writeFile(join(serviceAccountDirectory, name), text)
    await Promise.all([put('token', 'first\n'), put('ca.crt', ca.pem), put('namespace', 'shop\n')])
    const env = {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(server.port),
      HOME: '/nonexistent',
    }
    const connection = await open(context, { env, serviceAccountDirectory })
    assert.equal(connection.server, server.url)
    assert.equal(connection.namespace, 'shop')
    await lastValueFrom(connection.request('GET', '/'))
    await put('token', 'second\n')
    valid = 'second'
    await lastValueFrom(connection.request('GET', '/'))
  },
)

test('basic authentication and impersonation are sent as headers', limit, async context => {
  const ca = await authority('ca')
  const server = await serve(context, await leaf(ca), (request, response) => json(response, request.headers))
  const kubeconfig = await writeKubeconfig(await temporaryDirectory(context), {
    server: `${server.url}/prefix/`,
    cluster: { 'certificate-authority-data': base64(ca.pem) },
    user: { username: 'me', password: 'pä:ss', as: 'jane', 'as-groups': ['a', 'b'], 'as-user-extra': { 'x/y': ['1'] } },
  })
  const connection = await open(context, { kubeconfig, userAgent: 'sluice/9 test' })
  const headers = await lastValueFrom(connection.request('GET', '/'))
  assert.partialDeepStrictEqual(headers, {
    authorization: `Basic ${base64('me:pä:ss')}`,
    'user-agent': 'sluice/9 test',
    'impersonate-user': 'jane',
    'impersonate-group': 'a, b',
    'impersonate-extra-x%2fy': '1',
  })
})

for (const allowH2 of [true, false])
  test(`with allowH2 ${allowH2} requests are sent by HTTP/${allowH2 ? 2 : 1.1}`, limit, async context => {
    const ca = await authority('ca')
    const server = createSecureServer({ ...(await leaf(ca)), allowHTTP1: true }, (request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ version: request.httpVersion, path: request.url }))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const kubeconfig = await writeKubeconfig(await temporaryDirectory(context), {
      server: `https://127.0.0.1:${port}/k8s/`,
      cluster: { 'certificate-authority-data': base64(ca.pem) },
    })
    const connection = await open(context, { kubeconfig, allowH2 })
    const answer = await lastValueFrom(connection.request('GET', '/version'))
    await connection.close()
    server.close()
    assert.deepEqual(answer, { version: allowH2 ? '2.0' : '1.1', path: '/k8s/version' })
  })

test('a client certificate may come from an exec plugin, which concurrent requests run once', limit, async context => {
  const ca = await authority('ca')
  const server = await serve(
    context,
    { ...(await leaf(ca)), ca: ca.pem, requestCert: true, rejectUnauthorized: true },
    (request, response) => json(response, { user: (request.socket as TLSSocket).getPeerCertificate().subject.CN }),
  )
  const directory = await temporaryDirectory(context)
  const path = join(directory, 'login')
  await writeFile(path, plugin)
  await chmod(path, 0o755)
  const supply = async (commonName: string): Promise<void> => {
    const { cert, key } = await leaf(ca, { commonName })
    const expirationTimestamp = new Date(Date.now() - 1_000).toISOString()
    const status = { clientCertificateData: cert, clientKeyData: key, expirationTimestamp }
    await writeFile(`${path}.answer`, JSON.stringify({ status }))
  }
  await supply('first')
  const connection = await open(context, {
    kubeconfig: await writeKubeconfig(directory, {
      server: server.url,
      cluster: { 'certificate-authority-data': base64(ca.pem) },
      user: { exec: { command: './login' } },
    }),
  })
  await supply('second')
  const answers = await lastValueFrom(forkJoin(Array.from({ length: 20 }, () => connection.request('GET', '/'))))
  assert.deepEqual(new Set(answers.map(answer => JSON.stringify(answer))), new Set(['{"user":"second"}']))
  assert.equal(await readFile(`${path}.runs`, 'utf8'), 'run\nrun\n')
})

test(
  'an http server on a loopback address, as kubectl proxy is, gets requests and credentials',
  limit,
  async context => {
    const server = createPlainServer((request, response) => json(response, { sent: request.headers.authorization }))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}`
    const kubeconfig = await writeKubeconfig(await temporaryDirectory(context), { server: url, user: { token: 'x' } })
    const connection = await open(context, { kubeconfig })
    const answer = await lastValueFrom(connection.request('GET', '/'))
    await connection.close()
    server.close()
    assert.deepEqual(answer, { sent: 'Bearer x' })
  },
)

test(
  'a watch outlives the certificate that it was opened with, and closing the connection ends it',
  limit,
  async context => {
    const ca = await authority('ca')
    const server = await serve(
      context,
      { ...(await leaf(ca)), ca: ca.pem, requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        if (request.url?.includes('watch=true')) response.writeHead(200).write('{"a":1}\n')
        else json(response, { user: (request.socket as TLSSocket).getPeerCertificate().subject.CN })
      },
    )
    const directory = await temporaryDirectory(context)
    const user = async (commonName: string) => {
      const { cert, key } = await leaf(ca, { commonName })
      await Promise.all([writeFile(join(directory, 'my.crt'), cert), writeFile(join(directory, 'my.key'), key)])
    }
    await user('first')
    const kubeconfig = await writeKubeconfig(directory, {
      server: server.url,
      cluster: { 'certificate-authority-data': base64(ca.pem) },
      user: { 'client-certificate': 'my.crt', 'client-key': 'my.key' },
    })
    const connection = await open(context, { kubeconfig, credentialsMaxAgeMs: 0 })
    let failure: unknown
    const ended = Promise.withResolvers<void>()
    await new Promise<void>(resolve => {
      connection.sources.watch(Deployment, { timeoutSeconds: 300 }).subscribe({
        next: () => resolve(),
        error: error => {
          failure = error
          ended.resolve()
        },
      })
    })
    await user('second')
    for (let round = 0; round < 3; round += 1)
      assert.deepEqual(await lastValueFrom(connection.request('GET', '/')), { user: 'second' })
    assert.equal(failure, undefined)
    await connection.close()
    await ended.promise
    assert.partialDeepStrictEqual(failure, { _tag: 'Connection', sent: true })
  },
)
