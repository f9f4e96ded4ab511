import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configMaps, mergePatch, type VirtualCluster, virtualCluster } from './virtualCluster.ts'

interface Owner {
  readonly name: string
  readonly uid: string
}

const create = (
  cluster: VirtualCluster,
  name: string,
  owners: readonly Owner[] = [],
  blockOwnerDeletion = true,
): Owner => {
  const ownerReferences = owners.map(owner => ({ apiVersion: 'v1', kind: 'ConfigMap', ...owner, blockOwnerDeletion }))
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ownerReferences } }
  const { metadata } = cluster.send('POST', configMaps, body) as { metadata: Owner }
  return { name, uid: metadata.uid }
}
const remove = (cluster: VirtualCluster, name: string, propagationPolicy: string) =>
  cluster.send('DELETE', `${configMaps}/${name}`, { propagationPolicy })
const hold = (cluster: VirtualCluster, name: string, finalizers: readonly string[]) =>
  cluster.send('PATCH', `${configMaps}/${name}`, { metadata: { finalizers } }, mergePatch)
const left = (cluster: VirtualCluster) =>
  cluster
    .all('', 'configmaps')
    .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
    .map(({ metadata }) => metadata.name)
    .sort()
const deletions = (cluster: VirtualCluster) =>
  cluster
    .events('', 'configmaps')
    .filter(({ type }) => type === 'DELETED')
    .map(({ key }) => key.split('/')[1])

test('in the background the owner goes first, and all that depend on it follow, however deep', () => {
  const cluster = virtualCluster()
  const root = create(cluster, 'root')
  const middle = create(cluster, 'middle', [root])
  create(cluster, 'leaf', [middle])
  create(cluster, 'other')
  cluster.settle()
  remove(cluster, 'root', 'Background')
  cluster.settle()
  assert.deepEqual(left(cluster), ['other'])
  assert.deepEqual(deletions(cluster), ['root', 'middle', 'leaf'])
})

test('in the foreground the dependents go first', () => {
  const cluster = virtualCluster()
  const root = create(cluster, 'root')
  const middle = create(cluster, 'middle', [root])
  create(cluster, 'leaf', [middle])
  cluster.settle()
  remove(cluster, 'root', 'Foreground')
  cluster.settle()
  assert.deepEqual(left(cluster), [])
  assert.deepEqual(deletions(cluster), ['leaf', 'middle', 'root'])
})

test('a dependent that is held by a finalizer keeps an owner that waits for it, until it is let go', () => {
  const cluster = virtualCluster()
  const root = create(cluster, 'root')
  create(cluster, 'leaf', [root])
  hold(cluster, 'leaf', ['example.com/hold'])
  cluster.settle()
  remove(cluster, 'root', 'Foreground')
  cluster.settle()
  assert.deepEqual(left(cluster), ['leaf', 'root'])
  hold(cluster, 'leaf', [])
  cluster.settle()
  assert.deepEqual(left(cluster), [])
})

test('an owner does not wait for a dependent that does not block its deletion', () => {
  const cluster = virtualCluster()
  const root = create(cluster, 'root')
  create(cluster, 'leaf', [root], false)
  hold(cluster, 'leaf', ['example.com/hold'])
  cluster.settle()
  remove(cluster, 'root', 'Foreground')
  cluster.settle()
  assert.deepEqual(left(cluster), ['leaf'])
})

test('orphans stay, without the reference', () => {
  const cluster = virtualCluster()
  const root = create(cluster, 'root')
  create(cluster, 'leaf', [root])
  cluster.settle()
  remove(cluster, 'root', 'Orphan')
  cluster.settle()
  assert.deepEqual(left(cluster), ['leaf'])
  const [leaf] = cluster.all('', 'configmaps').filter(({ metadata }) => metadata.name === 'leaf')
  assert.equal(leaf?.metadata.ownerReferences?.length ?? 0, 0)
})

test('an object with several owners goes with the last of them, and loses references to the others', () => {
  const cluster = virtualCluster()
  const owners = [create(cluster, 'one'), create(cluster, 'two')]
  create(cluster, 'leaf', owners)
  cluster.settle()
  remove(cluster, 'one', 'Background')
  cluster.settle()
  const [leaf] = cluster.all('', 'configmaps').filter(({ metadata }) => metadata.name === 'leaf')
  assert.deepEqual(
    leaf?.metadata.ownerReferences?.map(({ name }) => name),
    ['two'],
  )
  remove(cluster, 'two', 'Background')
  cluster.settle()
  assert.deepEqual(left(cluster), [])
})

test('an object whose owner never was, or was another of the same name, is deleted', () => {
  const cluster = virtualCluster()
  const root = create(cluster, 'root')
  create(cluster, 'dangling', [{ name: 'absent', uid: 'none' }])
  create(cluster, 'mistaken', [{ name: 'root', uid: 'of an earlier one' }])
  create(cluster, 'leaf', [root])
  cluster.settle()
  assert.deepEqual(left(cluster), ['leaf', 'root'])
})

test('an owner of a kind that is not served deletes nothing', () => {
  const cluster = virtualCluster()
  const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Unknown', name: 'x', uid: 'x' }]
  cluster.send('POST', configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'leaf', ownerReferences } })
  cluster.settle()
  assert.deepEqual(left(cluster), ['leaf'])
})
