import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crd, version } from '../crds/definitions.ts'
import { testCluster } from '../testCluster.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const apps = (of: string) => `/apis/demo.dev/${of}/namespaces/default/apps`
const knowing = (...fields: readonly string[]) => ({
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: { type: 'object', properties: Object.fromEntries(fields.map(field => [field, { type: 'string' }])) },
      },
    },
  },
})
const app = (of: string, spec: object) => ({ apiVersion: `demo.dev/${of}`, kind: 'App', metadata: { name: 'a' }, spec })

test('of an object is stored what the stored version knows, and shown what the version asked for knows', () => {
  const cluster = testCluster()
  const old = version({ name: 'v1beta1', storage: false, ...knowing('both', 'old') })
  cluster.send('POST', crds, crd([version(knowing('both', 'now')), old]))
  assert.deepEqual(cluster.send('POST', apps('v1beta1'), app('v1beta1', { both: 'x', old: 'y' })).body.spec, {
    both: 'x',
  })
  assert.deepEqual(cluster.patch(`${apps('v1')}/a`, { spec: { now: 'z' } }).body.spec, { both: 'x', now: 'z' })
  assert.deepEqual(cluster.send('GET', `${apps('v1beta1')}/a`).body.spec, { both: 'x' })
})

test('the defaults of a new schema show in old objects', () => {
  const cluster = testCluster()
  cluster.send('POST', crds, crd([version(knowing('both'))]))
  cluster.send('POST', apps('v1'), app('v1', { both: 'x' }))
  cluster.patch(`${crds}/apps.demo.dev`, { spec: { versions: [version()] } })
  assert.deepEqual(cluster.send('GET', `${apps('v1')}/a`).body.spec, { color: 'red' })
})
