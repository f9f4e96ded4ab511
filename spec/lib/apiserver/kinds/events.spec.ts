import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventsOf, testCluster } from '../testCluster.ts'

const core = '/api/v1/namespaces/default/events'
const newer = '/apis/events.k8s.io/v1/namespaces/default/events'
const regarding = { kind: 'MyApp', name: 'web', namespace: 'default' }
const event = {
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name: 'web.1' },
  regarding,
  note: 'it was scaled',
  reason: 'Scaled',
  type: 'Normal',
  reportingController: 'example.com/myapp',
  reportingInstance: 'myapp-0',
  action: 'Scaling',
  eventTime: '2026-01-01T00:00:00.000000Z',
}

test('an Event written through one group is read through both, with the names of each', () => {
  const cluster = testCluster()
  const created = cluster.send('POST', newer, event)
  assert.deepEqual([created.code, created.body.apiVersion, created.body.note], [201, event.apiVersion, event.note])
  const { body } = cluster.send('GET', `${core}/web.1`)
  assert.deepEqual(
    [body.apiVersion, body.involvedObject, body.message, body.reportingComponent, body.source],
    ['v1', regarding, 'it was scaled', 'example.com/myapp', {}],
  )
  assert.equal(body.regarding, undefined)
  const back = cluster.patch(`${core}/web.1`, { message: 'twice' })
  assert.equal(back.code, 200)
  assert.equal(cluster.send('GET', `${newer}/web.1`).body.note, 'twice')
  const { items } = cluster.send('GET', newer).body
  assert(Array.isArray(items))
  assert.deepEqual([items.length, items[0].note, items[0].message], [1, 'twice', undefined])
})

test('both groups watch and select the same Events', () => {
  const cluster = testCluster()
  const watches = [
    cluster.watch(core, { fieldSelector: 'involvedObject.name=web' }),
    cluster.watch(newer, { fieldSelector: 'regarding.name=web' }),
    cluster.watch(newer, { fieldSelector: 'regarding.name=other' }),
  ].map(cursor => cluster.pull(cursor).cursor)
  cluster.send('POST', newer, event)
  const seen = watches.map(cursor =>
    eventsOf(cluster.pull(cursor)).map(({ object }) => [object.apiVersion, object.message, object.note]),
  )
  assert.deepEqual(seen, [[['v1', 'it was scaled', undefined]], [['events.k8s.io/v1', undefined, 'it was scaled']], []])
})

test('an Event of the new group says when, by whom and of what it is, and stays as it is', () => {
  const cluster = testCluster()
  const { eventTime: _eventTime, ...old } = event
  const refused = cluster.send('POST', newer, old)
  assert.equal(refused.body.message, 'Event "web.1" is invalid: eventTime: Required value')
  cluster.send('POST', newer, event)
  const changed = cluster.patch(`${newer}/web.1`, { note: 'it was not' })
  assert.equal(
    changed.body.message,
    'Event "web.1" is invalid: message: Invalid value: "it was not": field is immutable',
  )
  assert.equal(cluster.patch(`${newer}/web.1`, { series: { count: 2, lastObservedTime: event.eventTime } }).code, 200)
})

for (const [path, selector, message] of [
  [core, 'spec.x=1', 'field label not supported: spec.x'],
  [newer, 'involvedObject.name=web', 'field label not supported: involvedObject.name'],
  [
    '/api/v1/namespaces/default/configmaps',
    'data.x=1',
    '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
] as const) {
  test(`${path} refuses to select on ${selector}`, () => {
    const { code, body } = testCluster().send('GET', path, undefined, { query: { fieldSelector: selector } })
    assert.deepEqual([code, body.reason, body.message], [400, 'BadRequest', message])
  })
}
