import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deployment, mergePatch, virtualCluster } from './virtualCluster.ts'

const namespaces = '/api/v1/namespaces'
const demo = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } }

test('every namespace gets a default ServiceAccount and the cluster’s certificate, again when deleted', () => {
  const cluster = virtualCluster()
  cluster.send('POST', namespaces, demo)
  cluster.settle()
  cluster.send('DELETE', '/api/v1/namespaces/demo/serviceaccounts/default')
  cluster.send('DELETE', '/api/v1/namespaces/demo/configmaps/kube-root-ca.crt')
  cluster.settle()
  const within = (plural: string) =>
    cluster
      .all('', plural)
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      .sort()
  const names = ['default', 'demo', 'kube-public', 'kube-system']
  assert.deepEqual(
    within('serviceaccounts'),
    names.map(name => `${name}/default`),
  )
  assert.deepEqual(
    within('configmaps'),
    names.map(name => `${name}/kube-root-ca.crt`),
  )
  const [map] = cluster.all('', 'configmaps')
  assert.deepEqual(map?.data, { 'ca.crt': 'CA' })
})

test('a namespace goes when all in it is gone, and not before', () => {
  const cluster = virtualCluster()
  cluster.send('POST', namespaces, demo)
  cluster.send('POST', '/apis/apps/v1/namespaces/demo/deployments', deployment('web', 2))
  const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/hold'] } }
  cluster.send('POST', '/api/v1/namespaces/demo/configmaps', held)
  cluster.settle()
  cluster.send('DELETE', `${namespaces}/demo`)
  cluster.settle()
  const there = () => cluster.all('', 'namespaces').find(({ metadata }) => metadata.name === 'demo')
  assert.deepEqual(there()?.status, { phase: 'Terminating' })
  const inside = ['pods', 'configmaps', 'serviceaccounts'].flatMap(plural =>
    cluster.all('', plural).filter(({ metadata }) => metadata.namespace === 'demo'),
  )
  assert.deepEqual(
    inside.map(({ metadata }) => metadata.name),
    ['held'],
  )
  const path = '/api/v1/namespaces/demo/configmaps/held'
  cluster.send('PATCH', path, { metadata: { finalizers: null } }, mergePatch)
  cluster.settle()
  assert.equal(there(), undefined)
})
