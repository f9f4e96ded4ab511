import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metaOf } from '../../../../lib/apiserver/objects/meta.ts'
import type { ApiObject } from '../../../../lib/apiserver/objects/resourceType.ts'
import { isRecord } from '../../../../lib/json/fields.ts'
import { crd, version } from '../crds/definitions.ts'
import { testCluster } from '../testCluster.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const apps = '/apis/demo.dev/v1/namespaces/default/apps'

const reasons = (definition: ApiObject): readonly unknown[] => {
  const conditions = isRecord(definition.status) ? definition.status.conditions : undefined
  return Array.isArray(conditions) ? conditions.map(({ type, reason }) => [type, reason]) : []
}

test('a new CRD has its names accepted, then is established, and only then serves', () => {
  const cluster = testCluster()
  const cursor = cluster.watch(crds, { resourceVersion: String(cluster.state.resourceVersion) })
  const created = cluster.send('POST', crds, crd([version()]))
  assert.deepEqual(reasons(created.body), [])
  const seen = cluster.pull(cursor).lines.map(line => reasons(JSON.parse(line).object))
  assert.deepEqual(seen, [
    [],
    [
      ['NamesAccepted', 'NoConflicts'],
      ['Established', 'Installing'],
    ],
    [
      ['NamesAccepted', 'NoConflicts'],
      ['Established', 'InitialNamesAccepted'],
    ],
  ])
  assert.equal(cluster.send('GET', apps).code, 200)
})

test('a name that another CRD of the group has is refused, and free again when that one goes', () => {
  const cluster = testCluster()
  const second = crd([version()], { names: { plural: 'others', kind: 'App' } }, 'others.demo.dev')
  cluster.send('POST', crds, crd([version()]))
  cluster.send('POST', crds, second)
  const refused = cluster.send('GET', `${crds}/others.demo.dev`).body
  assert.deepEqual(reasons(refused), [
    ['NamesAccepted', 'ListKindConflict'],
    ['Established', 'NotAccepted'],
  ])
  assert.equal(cluster.raw('GET', '/apis/demo.dev/v1/namespaces/default/others')._tag, 'Body')
  cluster.send('DELETE', `${crds}/apps.demo.dev`)
  assert.equal(cluster.send('GET', '/apis/demo.dev/v1/namespaces/default/others').code, 200)
})

test('a deleted CRD goes with its objects, when the last of them has gone', () => {
  const cluster = testCluster()
  cluster.send('POST', crds, crd([version()]))
  const held = { apiVersion: 'demo.dev/v1', kind: 'App', metadata: { name: 'a', finalizers: ['demo.dev/hold'] } }
  cluster.send('POST', apps, held)
  cluster.send('POST', apps, { ...held, metadata: { name: 'b' } })
  const deleted = cluster.send('DELETE', `${crds}/apps.demo.dev`)
  assert.deepEqual(deleted.meta.finalizers, ['customresourcecleanup.apiextensions.k8s.io'])
  const waiting = cluster.send('GET', `${crds}/apps.demo.dev`).body
  assert.deepEqual(reasons(waiting).at(-1), ['Terminating', 'InstanceDeletionInProgress'])
  const left = cluster.send('GET', apps).body.items
  assert.deepEqual(Array.isArray(left) && left.map(item => metaOf(item).name), ['a'])
  cluster.patch(`${apps}/a`, { metadata: { finalizers: null } })
  assert.equal(cluster.send('GET', `${crds}/apps.demo.dev`).code, 404)
})

test('of a kind whose CRD is going nothing is created', () => {
  const cluster = testCluster()
  cluster.send('POST', crds, crd([version()]))
  const held = { apiVersion: 'demo.dev/v1', kind: 'App', metadata: { name: 'a', finalizers: ['demo.dev/hold'] } }
  cluster.send('POST', apps, held)
  cluster.send('DELETE', `${crds}/apps.demo.dev`)
  const refused = cluster.send('POST', apps, { ...held, metadata: { name: 'b' } })
  assert.deepEqual(
    [refused.code, refused.body.message],
    [403, 'apps.demo.dev "b" is forbidden: create not allowed while custom resource definition is terminating'],
  )
})
