import { after, before, test } from 'node:test'
import { controller } from '../../lib/controller/controller.ts'
import { isRecord, recordAt } from '../../lib/json/fields.ts'
import { ConfigMap, type ConfigMapObject } from '../../lib/kube/kinds.ts'
import { pathOf } from '../../lib/kube/object.ts'
import { eventually } from '../cluster/eventually.ts'
import { type ProcessWorld, type Running, startProcessWorld } from './world.ts'

/** A controller of ConfigMaps, which have no generation, whose children are ConfigMaps, too, and are planned like any. */

const asking = 'example.com/copy'
const copies = controller<ConfigMapObject>({
  name: 'copies',
  watches: ConfigMap,
  owns: [ConfigMap],
  reports: false,
  desired: ({ metadata: { name, labels }, data = {} }) => {
    if (labels?.[asking] === undefined) return { children: [] }
    const metadata = { name: `${name}-copy`, labels: { kind: 'copy' } }
    return { children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }] }
  },
})

let world: ProcessWorld
let running: Running
before(async () => {
  world = await startProcessWorld()
  running = await world.run(copies)
})
after(() => world.stop())

const path = (name?: string) => pathOf(ConfigMap, world.namespace, name)
const send = async (method: string, at: string, body?: object) => {
  const headers = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {}
  const { code, json } = await world.client.send({ method, path: at, body, headers })
  return code < 300 ? json : undefined
}
const dataOf = async (name: string) => {
  const found = await send('GET', path(name))
  return isRecord(found) ? recordAt(found, 'data') : undefined
}
const says = (name: string, value: string | undefined) =>
  eventually(`${name} is ${value}`, async () => (await dataOf(name))?.a === value)
const ranFor = (name: string) => () =>
  running.events.some(event => event._tag === 'Ran' && event.key === `${world.namespace}/${name}`)

test('a child of the watched kind is made, repaired, and planned as an object of its own', async () => {
  await send('POST', path(), { metadata: { name: 'one', labels: { [asking]: 'yes' } }, data: { a: '1' } })
  await says('one-copy', '1')
  await eventually('the copy is planned', ranFor('one-copy'))
  await send('PATCH', path('one-copy'), { data: { a: 'by hand' } })
  await says('one-copy', '1')
  await send('PATCH', path('one'), { data: { a: '2' } })
  await says('one-copy', '2')
})

test('a child of a child is made', async () => {
  await send('PATCH', path('one-copy'), { metadata: { labels: { [asking]: 'yes' } } })
  await says('one-copy-copy', '2')
})

test('a child that is desired no longer goes, though its owner has no generation', async () => {
  await send('PATCH', path('one'), { metadata: { labels: { [asking]: null } } })
  await eventually('it is gone', async () => (await dataOf('one-copy')) === undefined)
})
