import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { MyAppSpec } from '../../crd/myapp.ts'
import type { DeploymentObject } from '../../lib/kube/kinds.ts'
import { app, childOf, observing, wantedOf } from './apps.ts'

type DeploymentStatus = NonNullable<DeploymentObject['status']>

/** The Deployment as it would be, had it been applied for `spec`, with this status. */
const observed = (spec: Partial<MyAppSpec>, status: DeploymentStatus, generation = 1): DeploymentObject => {
  const { metadata } = childOf(app(spec), 'Deployment') ?? {}
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...metadata, name: 'web', uid: 'd1', resourceVersion: '5', generation },
    spec: { replicas: spec.replicas ?? 1 },
    status,
  }
}

const all = (count: number): DeploymentStatus => ({
  observedGeneration: 1,
  replicas: count,
  updatedReplicas: count,
  readyReplicas: count,
  availableReplicas: count,
})

const told = (spec: Partial<MyAppSpec>, deployment: DeploymentObject | undefined) => {
  const { conditions = [], ...counts } = wantedOf(app(spec), deployment).status ?? {}
  const [ready, progressing] = conditions
  return {
    counts,
    ready,
    progressing,
    line: `${ready?.status}/${progressing?.status} ${ready?.reason}: ${ready?.message}`,
  }
}

const three = { replicas: 3 }
const deadline = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'timed out' }
const quota = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' }

const table: readonly (readonly [string, Partial<MyAppSpec>, DeploymentObject | undefined, string])[] = [
  ['no Deployment', three, undefined, 'False/True Creating: The Deployment does not exist yet'],
  ['new', three, observed(three, {}), 'False/True RollingOut: 0 of 3 replicas are up to date'],
  [
    'some updated',
    three,
    observed(three, { ...all(3), updatedReplicas: 2 }),
    'False/True RollingOut: 2 of 3 replicas are up to date',
  ],
  [
    'an old one left',
    three,
    observed(three, { ...all(3), replicas: 4 }),
    'False/True RollingOut: 1 replica is still to be removed',
  ],
  [
    'one not ready',
    three,
    observed(three, { ...all(3), readyReplicas: 2 }),
    'False/True ReplicasNotReady: 2 of 3 replicas are ready',
  ],
  [
    'one not available',
    three,
    observed(three, { ...all(3), availableReplicas: 2 }),
    'False/True ReplicasNotReady: 2 of 3 replicas are ready',
  ],
  ['done', three, observed(three, all(3)), 'True/False ReplicasReady: 3 of 3 replicas are ready'],
  ['one', {}, observed({}, all(1)), 'True/False ReplicasReady: 1 of 1 replica is ready'],
  [
    'none',
    { replicas: 0 },
    observed({ replicas: 0 }, { observedGeneration: 1 }),
    'True/False ScaledToZero: No replicas are asked for',
  ],
  [
    'not yet seen by its controller',
    three,
    observed(three, all(3), 2),
    'False/True RollingOut: 0 of 3 replicas are up to date',
  ],
  [
    'still of an older spec',
    { ...three, image: 'nginx:2' },
    observed(three, all(3)),
    'False/True RollingOut: 0 of 3 replicas are up to date',
  ],
  [
    'stuck',
    three,
    observed(three, { ...all(2), conditions: [deadline] }),
    'False/False ProgressDeadlineExceeded: timed out',
  ],
  [
    'stuck before the edit',
    { ...three, image: 'nginx:2' },
    observed(three, { ...all(2), conditions: [deadline] }),
    'False/True RollingOut: 0 of 3 replicas are up to date',
  ],
  ['no quota', three, observed(three, { ...all(2), conditions: [quota] }), 'False/True FailedCreate: exceeded quota'],
  [
    'paused',
    { ...three, paused: true },
    observed(three, all(2)),
    'Unknown/False Paused: Paused: 2 of 3 replicas are ready',
  ],
]

for (const [name, spec, deployment, line] of table) {
  test(`the status of a MyApp: ${name}`, () => assert.equal(told(spec, deployment).line, line))
}

test('counts are the observed ones', () => {
  const selector = 'app.kubernetes.io/instance=web,app.kubernetes.io/name=myapp'
  assert.deepEqual(told(three, undefined).counts, { replicas: 0, readyReplicas: 0, selector })
  const counts = { replicas: 4, readyReplicas: 2, selector }
  assert.deepEqual(told(three, observed(three, { ...all(2), replicas: 4 })).counts, counts)
})

const statuses: fc.Arbitrary<DeploymentStatus> = fc.record(
  {
    observedGeneration: fc.integer({ min: 0, max: 3 }),
    replicas: fc.nat(4),
    updatedReplicas: fc.nat(4),
    readyReplicas: fc.nat(4),
    availableReplicas: fc.nat(4),
    conditions: fc.subarray([deadline, quota]),
  },
  { requiredKeys: [] },
)

test('Ready is never said too early', () => {
  fc.assert(
    fc.property(
      statuses,
      fc.nat(4),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      (status, replicas, generation, older) => {
        const spec = { replicas }
        const deployment = observed(older ? { ...spec, image: 'old:1' } : spec, status, generation)
        const { ready, progressing } = told(spec, deployment)
        const { conditions = [], observedGeneration = 0 } = status
        const rolledOut =
          !older &&
          observedGeneration >= generation &&
          conditions.length === 0 &&
          (status.replicas ?? 0) <= replicas &&
          [status.updatedReplicas, status.readyReplicas, status.availableReplicas].every((n = 0) => n >= replicas)
        assert.equal(ready?.status === 'True', rolledOut)
        assert.ok(!(ready?.status === 'True' && progressing?.status === 'True'))
      },
    ),
    { numRuns: 2000 },
  )
})

test('the status depends on nothing but the observed objects', () => {
  const deployment = observed(three, all(3))
  const touched = { ...deployment, metadata: { ...deployment.metadata, resourceVersion: '6', labels: { a: 'b' } } }
  const of = app(three)
  assert.deepEqual(wantedOf(of, touched), wantedOf(of, deployment))
  assert.equal(observing(deployment).nowMs, 0)
})
