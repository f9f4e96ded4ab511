import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MyApp } from '../../../crd/myapp.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import { ConfigMap } from '../../../lib/kube/kinds.ts'
import { pathOf, type Resource } from '../../../lib/kube/object.ts'
import type { Interference } from '../../../streams/drivers/apiserver/index.ts'
import { clientOf } from '../../streams/drivers/apiserver/client.ts'
import { startTenancy, type Tenancy } from '../tenancy.ts'

let tenancy: Tenancy
before(async () => {
  tenancy = await startTenancy()
})
after(() => tenancy.stop())

const configMaps = () => pathOf(ConfigMap, tenancy.namespace)
const create = (name: string) =>
  tenancy.client.send({ method: 'POST', path: configMaps(), body: { metadata: { name }, data: { key: 'value' } } })

const present = async (): Promise<string> => {
  const { json } = await tenancy.client.send({ path: configMaps() })
  return isRecord(json.metadata) ? String(json.metadata.resourceVersion) : ''
}

/** Makes the next write fail in this way. */
const befall = (interference: Interference): void => {
  tenancy.cluster.interfere(({ method }) => {
    if (method === 'GET') return undefined
    tenancy.cluster.interfere(undefined)
    return interference
  })
}

test('a dropped version is answered as the API server answers one that it compacted', async () => {
  const firstLine = async (resource: Resource, version: string) => {
    const path = `${pathOf(resource, tenancy.namespace)}?watch=true&resourceVersion=${version}`
    const lines = await tenancy.client.watch(path)
    const line = JSON.stringify(await lines.next())
    lines.close()
    return [lines.code, line.replace(/version: \d+ \(\d+\)/, 'version: M (N)')]
  }
  // The API server has itself forgotten what was before the first list of a kind.
  const own = await firstLine(MyApp, '1')
  const version = await present()
  await create('since')
  assert.match(String(await firstLine(ConfigMap, version)), /"ADDED"/)
  await tenancy.cluster.compact()
  assert.deepEqual(await firstLine(ConfigMap, version), own)
  assert.match(String(own), /"code":410/)
})

test('a write is lost, or only its answer', async () => {
  befall({ _tag: 'Reset', when: 'before' })
  await assert.rejects(create('lost'))
  assert.equal((await tenancy.client.send({ path: `${configMaps()}/lost` })).code, 404)
  befall({ _tag: 'Reset', when: 'after' })
  await assert.rejects(create('unheard'))
  assert.equal((await tenancy.client.send({ path: `${configMaps()}/unheard` })).code, 200)
})

test('a watch passes each event on at once, ends in its midst, and is counted then', async () => {
  const { client, cluster } = tenancy
  const lines = await client.watch(`${configMaps()}?watch=true&resourceVersion=${await present()}`)
  await create('seen')
  assert.equal((await lines.next())?.type, 'ADDED')
  const ended = () =>
    cluster
      .requests()
      .filter(({ verb, resource }) => verb === 'WATCH' && resource === 'configmaps')
      .reduce((sum, { count }) => sum + count, 0)
  const before = ended()
  cluster.dropWatches('{"type":"MODI')
  await assert.rejects(lines.next())
  assert.equal(ended(), before + 1)
})

test('a paused proxy does not answer; resumed, the same address does', async () => {
  await tenancy.cluster.pause()
  await assert.rejects(create('refused'))
  await tenancy.cluster.resume()
  assert.equal((await create('refused')).code, 201)
})

test('the proxy accepts its own token and no other', async () => {
  const stranger = clientOf(tenancy.cluster, 'none')
  assert.equal((await stranger.send({ path: configMaps() })).code, 401)
  await stranger.close()
})
