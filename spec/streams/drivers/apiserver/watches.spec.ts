import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Cluster, startCluster } from '../../../../streams/drivers/apiserver/index.ts'
import { type Client, clientOf } from './client.ts'

let cluster: Cluster
let client: Client

before(async () => {
  cluster = await startCluster({ controllers: false, seed: 1 })
  client = clientOf(cluster)
})
after(async () => {
  await client.close()
  await cluster.stop()
})

const path = '/api/v1/namespaces/default/configmaps'
const create = (name: string) =>
  client.send({ method: 'POST', path, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } })
const nameOf = (line: { readonly [field: string]: unknown } | undefined) => {
  const { type, object } = line as { type: string; object: { metadata: { name: string } } }
  return `${type} ${object.metadata.name}`
}
const resourceVersion = () => cluster.state().resourceVersion

test('a watch sends each change as a line, while it is open', async () => {
  const lines = await client.watch(`${path}?watch=true&resourceVersion=${resourceVersion()}`)
  assert.equal(lines.code, 200)
  await create('first')
  assert.equal(nameOf(await lines.next()), 'ADDED first')
  await create('second')
  await client.send({ method: 'DELETE', path: `${path}/first` })
  assert.equal(nameOf(await lines.next()), 'ADDED second')
  assert.equal(nameOf(await lines.next()), 'DELETED first')
  lines.close()
})

test('a watch ends cleanly after timeoutSeconds', async () => {
  const lines = await client.watch(`${path}?watch=true&timeoutSeconds=1&resourceVersion=${resourceVersion()}`)
  assert.equal(await lines.next(), undefined)
})

test('a watch from a forgotten resourceVersion gets 410', async () => {
  const from = resourceVersion()
  await create('third')
  await create('fourth')
  cluster.compact()
  const lines = await client.watch(`${path}?watch=true&resourceVersion=${from}`)
  const line = await lines.next()
  const { type, object } = line as { type: string; object: { code: number; reason: string } }
  assert.deepEqual([type, object.code, object.reason], ['ERROR', 410, 'Expired'])
  assert.equal(await lines.next(), undefined)
})

test('dropped watches end cleanly, or break in the middle of a line', async () => {
  const from = resourceVersion()
  const clean = await client.watch(`${path}?watch=true&resourceVersion=${from}`)
  cluster.dropWatches()
  assert.equal(await clean.next(), undefined)
  const broken = await client.watch(`${path}?watch=true&resourceVersion=${from}`)
  cluster.dropWatches('{"type":"ADD')
  await assert.rejects(broken.next())
})

test('a watcher that does not read delays no other, and goes on where it was once it reads', async () => {
  const lines = await client.watch(`${path}?watch=true&resourceVersion=${resourceVersion()}`)
  const text = 'x'.repeat(200_000)
  const count = 60
  for (let i = 0; i < count; i++) {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `big-${i}` }, data: { text } }
    assert.equal((await client.send({ method: 'POST', path, body })).code, 201)
  }
  for (let i = 0; i < count; i++) assert.equal(nameOf(await lines.next()), `ADDED big-${i}`)
  lines.close()
})

test('a paused cluster refuses connections, and a resumed one has the same state at the same address', async () => {
  await create('kept')
  const lines = await client.watch(`${path}?watch=true&resourceVersion=${resourceVersion()}`)
  await cluster.pause()
  await assert.rejects(lines.next())
  await assert.rejects(client.send({ path }), { code: 'ECONNREFUSED' })
  await cluster.resume()
  assert.equal((await client.send({ path: `${path}/kept` })).code, 200)
})

test('interference answers in place of the model, delays, or breaks the connection around a write', async () => {
  const { length } = cluster.requests()
  cluster.interfere(({ method }) =>
    method === 'GET'
      ? {
          _tag: 'Answer',
          response: { _tag: 'Body', code: 429, body: 'slow down', headers: { 'Retry-After': '7' } },
        }
      : { _tag: 'Reset', when: 'before' },
  )
  const { code, headers, text } = await client.send({ path })
  assert.deepEqual([code, headers['retry-after'], text], [429, '7', 'slow down'])
  await assert.rejects(create('never-made'))
  cluster.interfere(() => ({ _tag: 'Reset', when: 'after' }))
  await assert.rejects(create('made'))
  cluster.interfere(() => ({ _tag: 'Delay', milliseconds: 50 }))
  const start = performance.now()
  assert.equal((await client.send({ path: `${path}/made` })).code, 200)
  assert.ok(performance.now() - start >= 45)
  cluster.interfere(undefined)
  assert.equal((await client.send({ path: `${path}/never-made` })).code, 404)
  assert.ok(cluster.requests().length > length)
})

test('watches are counted while they are open, and as requests when they end', async () => {
  const counted = () => cluster.requests().filter(({ verb, resource }) => verb === 'WATCH' && resource === 'secrets')
  const lines = await client.watch('/api/v1/secrets?watch=true')
  assert.equal(cluster.watches(), 1)
  assert.deepEqual(counted(), [])
  cluster.dropWatches()
  assert.equal(await lines.next(), undefined)
  assert.deepEqual(
    counted().map(({ count, code }) => [count, code]),
    [[1, 200]],
  )
  assert.equal(cluster.watches(), 0)
})
