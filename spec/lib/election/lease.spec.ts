import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Candidate,
  candidateProblem,
  createLease,
  holderOf,
  holdLease,
  Lease,
  type LeaseObject,
  leaseDefaults,
  leaseRules,
  releaseLease,
} from '../../../lib/election/lease.ts'
import { microTime } from '../../../lib/kube/microTime.ts'

const candidate: Candidate = { namespace: 'ops', name: 'sluice', identity: 'a', ...leaseDefaults }
const path = '/apis/coordination.k8s.io/v1/namespaces/ops/leases'
const at = Date.UTC(2026, 0, 2, 3, 4, 5, 6)
const now = '2026-01-02T03:04:05.006000Z'

/** With fields that this code knows nothing of. */
const held = (by: string): LeaseObject =>
  Object.assign(
    {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { namespace: 'ops', name: 'sluice', uid: 'u', resourceVersion: '7', labels: { team: 'x' } },
      spec: Object.assign(
        { holderIdentity: by, leaseDurationSeconds: 15, acquireTime: 'then', renewTime: 'later', leaseTransitions: 3 },
        { strategy: 'OldestEmulationVersion' },
      ),
    },
    { extra: 1 },
  )

test('a MicroTime has six digits', () => {
  assert.equal(microTime(at), now)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), ms => {
      assert.match(microTime(ms), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
      assert.equal(Date.parse(microTime(ms)), ms)
    }),
  )
})

test('a new Lease is held from its creation', () =>
  assert.deepEqual(createLease(candidate, at), {
    method: 'POST',
    path,
    contentType: 'application/json',
    body: {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { namespace: 'ops', name: 'sluice' },
      spec: { holderIdentity: 'a', leaseDurationSeconds: 15, acquireTime: now, renewTime: now, leaseTransitions: 0 },
    },
  }))

const specOf = ({ body }: { readonly body: unknown }): unknown => Object(body).spec
const terms: readonly (readonly [string, string, object])[] = [
  ['a renewal is no new term', 'a', { acquireTime: 'then', leaseTransitions: 3 }],
  ['one that is taken over begins a new term', 'b', { acquireTime: now, leaseTransitions: 4 }],
  ['one that was released, too', '', { acquireTime: now, leaseTransitions: 4 }],
]
for (const [what, by, expected] of terms)
  test(`${what}; what else is in the Lease stays`, () => {
    const lease = held(by)
    const request = holdLease(lease, candidate, at)
    const { spec: _, ...rest } = lease
    const { spec, ...sent } = Object(request.body)
    assert.deepEqual([request.method, request.path], ['PUT', `${path}/sluice`])
    assert.deepEqual(sent, rest, 'with its resourceVersion, for the server to compare')
    const changed = { holderIdentity: 'a', leaseDurationSeconds: 15, renewTime: now }
    assert.deepEqual(spec, { ...changed, ...expected, strategy: 'OldestEmulationVersion' })
  })

test('a Lease without a spec can be taken', () => {
  const { spec: _, ...bare } = held('')
  assert.ok(Lease.codec.is(bare))
  assert.equal(holderOf(bare), '')
  assert.deepEqual(Object(specOf(holdLease(bare, candidate, at))).leaseTransitions, 1)
})

test('a released Lease has no holder for a second, and keeps its terms', () =>
  assert.deepEqual(specOf(releaseLease(held('a'), at)), {
    holderIdentity: '',
    leaseDurationSeconds: 1,
    acquireTime: now,
    renewTime: now,
    leaseTransitions: 3,
    strategy: 'OldestEmulationVersion',
  }))

test('others are told to wait for whole seconds, and never for less than agreed', () => {
  const seconds = (leaseDurationMs: number) =>
    Object(specOf(createLease({ ...candidate, leaseDurationMs }, at))).leaseDurationSeconds
  assert.deepEqual([500, 1000, 1001, 15_000].map(seconds), [1, 1, 2, 15])
})

const problems: readonly (readonly [Partial<Candidate>, RegExp | undefined])[] = [
  [{}, undefined],
  [{ leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 500 }, undefined],
  [{ identity: '' }, /^leader election: the identity is empty$/],
  [{ namespace: '' }, /^leader election: the namespace is empty$/],
  [{ name: '' }, /^leader election: the name is empty$/],
  [{ retryPeriodMs: 0 }, /^leader election: retryPeriodMs must be a number above 0, got 0$/],
  [{ renewDeadlineMs: Number.NaN }, /^leader election: renewDeadlineMs must be a number above 0, got NaN$/],
  [{ leaseDurationMs: 10_000 }, /lease duration \(10000 ms\) must be longer than the renew deadline \(10000 ms\)$/],
  [{ retryPeriodMs: 8_400 }, /renew deadline \(10000 ms\) must be longer than 1\.2 retry periods \(of 8400 ms\)$/],
]
for (const [change, problem] of problems)
  test(`a candidate with ${JSON.stringify(change)} is ${problem === undefined ? 'one' : 'none'}`, () => {
    const told = candidateProblem({ ...candidate, ...change })
    if (problem === undefined) assert.equal(told, undefined)
    else assert.match(told ?? '', problem)
  })

test('a candidate may create Leases, and look at and write one', () =>
  assert.deepEqual(leaseRules('sluice'), [
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      resourceNames: ['sluice'],
      verbs: ['get', 'watch', 'update'],
    },
  ]))
