import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { boundsOf, type RolloutScaling, rolloutStep, sizeOf } from '../../../../lib/apiserver/standins/rollout.ts'
import type { DeploymentShape, ReplicaSetShape } from '../../../../lib/apiserver/standins/shapes.ts'

const metadata = (name: string) => ({ name, uid: name, resourceVersion: '1' })
const selector = { matchLabels: { app: 'web' } }
const template = { spec: {} }

const deployment = (replicas: number, strategy: NonNullable<DeploymentShape['spec']['strategy']>): DeploymentShape => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata('web'),
  spec: { replicas, selector, template, strategy },
})

const replicaSet = (name: string, replicas: number, available: number): ReplicaSetShape => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: metadata(name),
  spec: { replicas, selector, template },
  status: { replicas: available, availableReplicas: available },
})

const total = (all: readonly ReplicaSetShape[]) => all.reduce((sum, one) => sum + sizeOf(one), 0)
const available = (all: readonly ReplicaSetShape[]) =>
  all.reduce((sum, one) => sum + Math.min(sizeOf(one), one.status?.availableReplicas ?? 0), 0)

const scaled = (all: readonly ReplicaSetShape[], steps: readonly RolloutScaling[]): readonly ReplicaSetShape[] =>
  all.map(one => {
    const step = steps.find(({ replicaSet: of }) => of.metadata.name === one.metadata.name)
    const replicas = step?.replicas ?? sizeOf(one)
    return replicaSet(one.metadata.name, replicas, Math.min(replicas, one.status?.availableReplicas ?? 0))
  })

/** One more pod of one ReplicaSet becomes ready: `pick` chooses among those that miss some. */
const oneReady = (all: readonly ReplicaSetShape[], pick: number): readonly ReplicaSetShape[] => {
  const waiting = all.filter(one => (one.status?.availableReplicas ?? 0) < sizeOf(one))
  const chosen = waiting[pick % waiting.length]
  return all.map(one =>
    one === chosen ? replicaSet(one.metadata.name, sizeOf(one), (one.status?.availableReplicas ?? 0) + 1) : one,
  )
}

const bound = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: 0, max: 100 }).map(percent => `${percent}%`),
)

test('a rolling update ends with new pods alone, and keeps within maxSurge and maxUnavailable', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(bound, bound, sizes, fc.array(fc.nat(), { maxLength: 40 }), (maxSurge, maxUnavailable, old, picks) => {
      const replicas = old.reduce((sum, size) => sum + size, 0)
      const web = deployment(replicas, { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } })
      const { surge, unavailable } = boundsOf(web)
      let all: readonly ReplicaSetShape[] = [
        replicaSet('new', 0, 0),
        ...old.map((size, at) => replicaSet(`old-${at}`, size, size)),
      ]
      for (let round = 0; round < 300; round++) {
        const [current, ...older] = all
        assert.ok(current)
        const steps = rolloutStep(web, current, older)
        const before = all
        all = scaled(all, steps)
        assert.ok(total(all) <= replicas + surge, 'too many pods')
        assert.ok(available(all) >= Math.min(replicas - unavailable, available(before)), 'too few available')
        if (steps.length > 0) continue
        const next = oneReady(all, picks[round % Math.max(1, picks.length)] ?? 0)
        if (available(next) === available(all)) break
        all = next
      }
      assert.deepEqual(all.map(sizeOf), [replicas, ...old.map(() => 0)])
    }),
  )
})

test('Recreate takes all old pods down before it makes a new one', () => {
  const web = deployment(3, { type: 'Recreate' })
  const current = replicaSet('new', 0, 0)
  const old = replicaSet('old', 3, 3)
  assert.deepEqual(rolloutStep(web, current, [old]), [{ replicaSet: old, replicas: 0 }])
  const ending = { ...replicaSet('old', 0, 0), status: { replicas: 2 } }
  assert.deepEqual(rolloutStep(web, current, [ending]), [])
  const ended = replicaSet('old', 0, 0)
  assert.deepEqual(rolloutStep(web, current, [ended]), [{ replicaSet: current, replicas: 3 }])
})

test('percentages are rounded up for the surge and down for the unavailable, and are never both nothing', () => {
  const bounds = (replicas: number, maxSurge: string, maxUnavailable: string) =>
    boundsOf(deployment(replicas, { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } }))
  assert.deepEqual(bounds(3, '25%', '25%'), { surge: 1, unavailable: 0 })
  assert.deepEqual(bounds(10, '25%', '25%'), { surge: 3, unavailable: 2 })
  assert.deepEqual(bounds(10, '0%', '5%'), { surge: 0, unavailable: 1 })
})
