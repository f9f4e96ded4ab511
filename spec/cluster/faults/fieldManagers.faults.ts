import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import { apiVersionOf, type KubeObject, pathOf, type Resource } from '../../../lib/kube/object.ts'
import type { Everything } from './everything.ts'
import type { Running } from './running.ts'
import { type FaultWorld, names, startFaultWorld } from './world.ts'

/** Another field manager applies to the children of a MyApp, with force. */

let world: FaultWorld
let running: Running
const apps = names(30)

before(async () => {
  world = await startFaultWorld()
  running = await world.run()
  const spec = { image: 'web:1', port: 80, replicas: 1, config: { motd: 'hello' } }
  await Promise.all(apps.map(name => world.create(name, spec)))
  await world.converged(30)
})
after(() => world.stop())

const apply = async (resource: Resource, name: string, fields: object): Promise<void> => {
  const query = '?fieldManager=somebody&force=true'
  const manifest = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { name }, ...fields }
  await world.send('PATCH', pathOf(resource, 'default', name) + query, manifest, 'application/apply-patch+yaml')
}

const textsOf = (found: Everything, resource: Resource): readonly string[] =>
  found
    .of(resource)
    .filter(isOwned)
    .map(each => JSON.stringify({ ...each, metadata: { ...each.metadata, managedFields: 0 } }))

const isOwned = ({ metadata }: KubeObject): boolean => metadata.ownerReferences !== undefined

const container = (fields: object) => ({ template: { spec: { containers: [{ name: 'app', ...fields }] } } })

test('other values of what sluice asks for are taken back, and then nothing is sent', async () => {
  await Promise.all(
    apps.map(async name => {
      await apply(Deployment, name, { spec: { replicas: 3, ...container({ image: 'theirs:1' }) } })
      await apply(Service, name, { spec: { ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }] } })
      await apply(ConfigMap, name, { data: { motd: 'theirs' } })
    }),
  )
  const found = await world.settles(running, 30)
  for (const deployment of textsOf(found, Deployment)) {
    assert.match(deployment, /"replicas":1,/)
    assert.match(deployment, /"image":"web:1"/)
  }
  for (const service of textsOf(found, Service)) assert.match(service, /"targetPort":"http"/)
  for (const configMap of textsOf(found, ConfigMap)) assert.match(configMap, /"data":\{"motd":"hello"\}/)
})

test('fields that sluice does not apply stay as another manager sets them, and cause no write', async () => {
  const before = (await world.audit.requests()).length
  await Promise.all(
    apps.map(async name => {
      const metadata = { name, labels: { team: 'theirs' }, annotations: { note: 'theirs' } }
      const env = [{ name: 'THEIRS', value: 'yes' }]
      await apply(Deployment, name, { metadata, spec: { revisionHistoryLimit: 3, ...container({ env }) } })
      await apply(Service, name, { metadata, spec: { sessionAffinity: 'ClientIP' } })
      await apply(ConfigMap, name, { metadata, data: { theirs: 'yes' } })
    }),
  )
  const found = await world.settles(running, 30)
  for (const kind of [Deployment, Service, ConfigMap]) {
    assert.equal(textsOf(found, kind).length, 30)
    for (const text of textsOf(found, kind)) assert.match(text, /"team":"theirs".*"note":"theirs"/)
  }
  for (const deployment of textsOf(found, Deployment)) {
    assert.match(deployment, /"name":"THEIRS".*"revisionHistoryLimit":3/)
  }
  for (const service of textsOf(found, Service)) assert.match(service, /"sessionAffinity":"ClientIP"/)
  for (const configMap of textsOf(found, ConfigMap)) assert.match(configMap, /"motd":"hello","theirs":"yes"/)
  const children = (await world.audit.requests()).slice(before).filter(each => !each.includes('/myapps/'))
  assert.deepEqual(children, [])

  // And they stay where what sluice asks for changes.
  await Promise.all(apps.map(name => world.edit(name, { image: 'web:2', config: { motd: null, more: 'hello' } })))
  const changed = await world.settles(running, 30)
  for (const configMap of textsOf(changed, ConfigMap)) assert.match(configMap, /"more":"hello","theirs":"yes"/)
})
