import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { DeploymentShape, PodShape, ReplicaSetShape } from '../../../../lib/apiserver/standins/shapes.ts'
import {
  deployment,
  deployments,
  mergePatch,
  podReadyAfterMs,
  type VirtualCluster,
  virtualCluster,
} from './virtualCluster.ts'

const statusOf = (cluster: VirtualCluster, name: string) =>
  (cluster.all('apps', 'deployments').find(({ metadata }) => metadata.name === name) as DeploymentShape | undefined)
    ?.status

test('a Deployment is ready when its pods are, and its status is written just twice', () => {
  const cluster = virtualCluster()
  cluster.settle()
  const start = cluster.now()
  cluster.send('POST', deployments, deployment('web', 3))
  cluster.settle(start)
  const { conditions: _waiting, ...waiting } = statusOf(cluster, 'web') ?? {}
  assert.deepEqual(waiting, { observedGeneration: 1, replicas: 3, updatedReplicas: 3, unavailableReplicas: 3 })
  cluster.settle()
  assert.equal(cluster.now(), start + podReadyAfterMs)
  const { conditions = [], ...ready } = statusOf(cluster, 'web') ?? {}
  assert.deepEqual(ready, {
    observedGeneration: 1,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
  })
  assert.deepEqual(
    conditions.map(({ type, status, reason }) => [type, status, reason]),
    [
      ['Available', 'True', 'MinimumReplicasAvailable'],
      ['Progressing', 'True', 'NewReplicaSetAvailable'],
    ],
  )
  const events = cluster.events('apps', 'deployments').map(({ type }) => type)
  assert.deepEqual(events, ['ADDED', 'MODIFIED', 'MODIFIED'])
})

test('a settled cluster stays so when the stand-ins start anew', () => {
  const cluster = virtualCluster()
  cluster.send('POST', deployments, deployment('web', 2))
  assert.ok(cluster.settle() > 0)
  assert.equal(cluster.settle(), 0)
  cluster.forget()
  assert.equal(cluster.settle(), 0)
})

test('what happened in a part of the log that is forgotten is not missed', () => {
  const cluster = virtualCluster()
  cluster.send('POST', deployments, deployment('web', 2))
  cluster.settle(cluster.now())
  cluster.send('PATCH', `${deployments}/web`, { spec: { replicas: 4 } }, mergePatch)
  cluster.compact()
  cluster.settle()
  assert.equal(statusOf(cluster, 'web')?.readyReplicas, 4)
})

test('a paused Deployment makes no new ReplicaSet, but scales', () => {
  const cluster = virtualCluster()
  cluster.send('POST', deployments, deployment('web', 1))
  cluster.settle()
  const template = { spec: { containers: [{ name: 'main', image: 'example/web:2' }] } }
  cluster.send('PATCH', `${deployments}/web`, { spec: { paused: true, replicas: 2, template } }, mergePatch)
  cluster.settle()
  assert.deepEqual(
    (cluster.all('apps', 'replicasets') as ReplicaSetShape[]).map(({ spec }) => spec.replicas),
    [2],
  )
  cluster.send('PATCH', `${deployments}/web`, { spec: { paused: null } }, mergePatch)
  cluster.settle()
  const images = cluster.all('', 'pods').map(pod => (pod as PodShape).spec.containers[0]?.image)
  assert.deepEqual(images, ['example/web:2', 'example/web:2'])
})

test('of old ReplicaSets only revisionHistoryLimit are kept', () => {
  const cluster = virtualCluster()
  const body = deployment('web', 1)
  cluster.send('POST', deployments, { ...body, spec: { ...body.spec, revisionHistoryLimit: 2 } })
  for (let version = 1; version <= 5; version++) {
    const template = { spec: { containers: [{ name: 'main', image: `example/web:${version}` }] } }
    cluster.send('PATCH', `${deployments}/web`, { spec: { template } }, mergePatch)
    cluster.settle()
  }
  const images = (cluster.all('apps', 'replicasets') as ReplicaSetShape[]).map(
    ({ spec }) => (spec.template.spec.containers as { image: string }[])[0]?.image,
  )
  assert.deepEqual(images.sort(), ['example/web:3', 'example/web:4', 'example/web:5'])
})

test('a rollback makes an older ReplicaSet the newest revision again', () => {
  const cluster = virtualCluster()
  cluster.send('POST', deployments, deployment('web', 1))
  for (const version of [1, 2, 1]) {
    const template = { spec: { containers: [{ name: 'main', image: `example/web:${version}` }] } }
    cluster.send('PATCH', `${deployments}/web`, { spec: { template } }, mergePatch)
    cluster.settle()
  }
  const revisions = (cluster.all('apps', 'replicasets') as ReplicaSetShape[]).map(({ metadata, spec }) => [
    metadata.annotations?.['deployment.kubernetes.io/revision'],
    spec.replicas,
  ])
  assert.deepEqual(revisions.sort(), [
    ['2', 0],
    ['3', 1],
  ])
  const [web] = cluster.all('apps', 'deployments')
  assert.equal(web?.metadata.annotations?.['deployment.kubernetes.io/revision'], '3')
})

test('a new Deployment takes in the ReplicaSets that its selector covers, and a ReplicaSet pods', () => {
  const cluster = virtualCluster()
  cluster.send('POST', deployments, deployment('web', 2))
  cluster.settle()
  const names = () => [...cluster.all('apps', 'replicasets'), ...cluster.all('', 'pods')].map(one => one.metadata.uid)
  const before = names()
  cluster.send('DELETE', `${deployments}/web`, { propagationPolicy: 'Orphan' })
  for (const { metadata } of cluster.all('', 'pods')) {
    const path = `/api/v1/namespaces/default/pods/${metadata.name}`
    cluster.send('PATCH', path, { metadata: { ownerReferences: null } }, mergePatch)
  }
  cluster.settle()
  cluster.send('POST', deployments, deployment('web', 2))
  cluster.settle()
  assert.deepEqual(names(), before)
  const [web] = cluster.all('apps', 'deployments')
  const [set] = cluster.all('apps', 'replicasets')
  const owners = (one: { readonly metadata: { readonly ownerReferences?: readonly { readonly uid: string }[] } }) =>
    one.metadata.ownerReferences?.map(({ uid }) => uid)
  assert.deepEqual(set && owners(set), [web?.metadata.uid])
  for (const pod of cluster.all('', 'pods')) assert.deepEqual(owners(pod), [set?.metadata.uid])
})

type Command = (cluster: VirtualCluster) => void

const present = (cluster: VirtualCluster, name: string): boolean =>
  cluster.all('apps', 'deployments').some(({ metadata }) => metadata.name === name)

const changed =
  (name: string, spec: unknown): Command =>
  cluster => {
    if (present(cluster, name)) cluster.send('PATCH', `${deployments}/${name}`, { spec }, mergePatch)
  }

const name = fc.constantFrom('a', 'b')
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(name, fc.nat(4)).map(
    ([of, replicas]): Command =>
      cluster => {
        if (!present(cluster, of)) cluster.send('POST', deployments, deployment(of, replicas))
      },
  ),
  fc.tuple(name, fc.nat(4)).map(([of, replicas]) => changed(of, { replicas })),
  fc
    .tuple(name, fc.nat(2))
    .map(([of, version]) =>
      changed(of, { template: { spec: { containers: [{ name: 'main', image: `i:${version}` }] } } }),
    ),
  fc
    .constantFrom('RollingUpdate', 'Recreate')
    .chain(type =>
      name.map(of => changed(of, { strategy: { type, ...(type === 'Recreate' && { rollingUpdate: null }) } })),
    ),
  fc.tuple(name, fc.constantFrom('Background', 'Foreground', 'Orphan')).map(
    ([of, propagationPolicy]): Command =>
      cluster => {
        if (present(cluster, of)) cluster.send('DELETE', `${deployments}/${of}`, { propagationPolicy })
      },
  ),
  fc.nat(20).map(
    (pick): Command =>
      cluster => {
        const pods = cluster.all('', 'pods')
        const pod = pods[pick % Math.max(1, pods.length)]
        if (pod !== undefined) cluster.send('DELETE', `/api/v1/namespaces/default/pods/${pod.metadata.name}`)
      },
  ),
  fc.nat(20).map(
    (pick): Command =>
      cluster => {
        const sets = cluster.all('apps', 'replicasets')
        const set = sets[pick % Math.max(1, sets.length)]
        if (set !== undefined)
          cluster.send('DELETE', `/apis/apps/v1/namespaces/default/replicasets/${set.metadata.name}`)
      },
  ),
  fc.nat(200).map(
    (ms): Command =>
      cluster =>
        void cluster.settle(cluster.now() + ms),
  ),
  fc.constant<Command>(cluster => cluster.forget()),
  fc.constant<Command>(cluster => cluster.compact()),
)

test('after any changes each Deployment has ready pods of its newest template, and nothing dangles', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 25 }), commands => {
      const cluster = virtualCluster()
      for (const run of commands) run(cluster)
      cluster.settle()
      const [all, sets, pods] = [
        cluster.all('apps', 'deployments'),
        cluster.all('apps', 'replicasets'),
        cluster.all('', 'pods'),
      ]
      const alive = new Set([...all, ...sets].map(({ metadata }) => metadata.uid))
      for (const { metadata } of [...sets, ...pods]) {
        assert.equal(metadata.deletionTimestamp, undefined)
        for (const owner of metadata.ownerReferences ?? []) assert.ok(alive.has(owner.uid), `${metadata.name} dangles`)
      }
      for (const { metadata, spec, status } of all as DeploymentShape[]) {
        const image = (spec.template.spec.containers as { image: string }[])[0]?.image
        const own = pods.filter(pod => pod.metadata.labels?.app === metadata.name)
        assert.deepEqual(
          own.map(pod => [(pod as PodShape).spec.containers[0]?.image, (pod as PodShape).status?.phase]),
          Array.from({ length: spec.replicas ?? 1 }, () => [image, 'Running']),
        )
        assert.equal(status?.readyReplicas ?? 0, spec.replicas)
        assert.equal(status?.observedGeneration, metadata.generation)
      }
      assert.equal(cluster.settle(), 0)
      cluster.forget()
      assert.equal(cluster.settle(), 0)
    }),
    { numRuns: 100 },
  )
})
