import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reconcile } from '../../../lib/events/occasion.ts'
import { occasionsOf } from '../../../lib/events/occasionsOf.ts'
import { refOf } from '../../../lib/kube/object.ts'
import type { ChildChange } from '../../../lib/plan/childChange.ts'
import type { Effect } from '../../../lib/plan/plan.ts'
import type { Reason } from '../../../lib/plan/trigger.ts'
import { applied, apply, create, edited, failedOn, manifest, remove, setStatus, status, web } from './reconciles.ts'

const told = (reconcile: Reconcile): readonly string[] =>
  occasionsOf(reconcile).map(({ type, reason, note }) => `${type} ${reason}: ${note}`)

const verify: Reason = { _tag: 'Verify' }
const retry: Reason = { _tag: 'Retry', attempt: 2 }
const change = (paths: readonly string[], replicas?: ChildChange['replicas']): ChildChange => ({
  child: refOf(manifest('Deployment')),
  paths,
  ...(replicas && { replicas }),
})

test('the children that were created are one occasion, whose related object is the only one', () => {
  assert.deepEqual(told(applied([create('ConfigMap'), create('Service'), create('Deployment'), setStatus])), [
    'Normal Created: Created ConfigMap web, Service web and Deployment web',
  ])
  const [one] = occasionsOf(applied([create('Service')]))
  assert.deepEqual([one?.action, one?.related], ['Create', refOf(manifest('Service'))])
  assert.equal(occasionsOf(applied([create('Service'), create('ConfigMap')]))[0]?.related, undefined)
})

test('of many children the first are named', () => {
  const children = Array.from({ length: 50 }, (_, at) => create('ConfigMap', `c${at}`))
  assert.deepEqual(told(applied(children)), [
    'Normal Created: Created ConfigMap c0, ConfigMap c1, ConfigMap c2, ConfigMap c3, ConfigMap c4 and 45 more',
  ])
})

test('a child in another namespace is named with it', () => {
  const far = { ...manifest('Service'), metadata: { name: 'web', namespace: 'shared' } }
  assert.deepEqual(told(applied([{ _tag: 'Create', manifest: far }])), ['Normal Created: Created Service shared/web'])
})

test('a child that is made again after a user deleted it brings a warning', () => {
  const reasons: readonly Reason[] = [{ _tag: 'Deleted', kind: 'Deployment', key: 'demo/web' }]
  assert.deepEqual(told(applied([create('Deployment')], { reasons })), [
    'Warning Recreated: Created Deployment web again after a deletion',
  ])
})

test('only what was written is told', () => {
  const failure = failedOn(create('Service'), status(500, 'broken'))
  const plan = { key: 'demo/web', effects: [create('ConfigMap'), create('Service')] }
  assert.deepEqual(told({ ...failure, plan, outcome: { ...failure.outcome, wrote: 1 } }), [
    'Normal Created: Created ConfigMap web',
  ])
})

test('a change of the number of replicas is told in numbers, and other fields by name, each once', () => {
  const scaled = change(['spec.replicas', 'metadata.annotations.hash'], { from: 2, to: 5 })
  assert.deepEqual(told(applied([apply('Deployment')], { changes: [scaled] })), [
    'Normal Scaled: Scaled Deployment web from 2 to 5 replicas',
  ])
  const both = change(['spec.replicas', 'spec.paused'], { from: 2, to: 5 })
  assert.deepEqual(told(applied([apply('Deployment')], { changes: [both] })), [
    'Normal Scaled: Scaled Deployment web from 2 to 5 replicas',
    'Normal Updated: Updated Deployment web (spec.paused)',
  ])
  assert.deepEqual(told(applied([apply('Deployment')], { changes: [change(['metadata.labels.tier'])] })), [
    'Normal Updated: Updated Deployment web (metadata.labels.tier)',
  ])
  assert.deepEqual(told(applied([apply('Deployment')])), ['Normal Updated: Updated Deployment web'])
})

test('taking back changes of another writer brings one warning, however many effects it took', () => {
  const scaled = change(['spec.replicas', 'spec.paused'], { from: 7, to: 2 })
  const overwrite: Effect = { _tag: 'Overwrite', target: web, manifest: manifest('Deployment'), operations: [] }
  assert.deepEqual(told(applied([apply('Deployment', true), overwrite], { changes: [scaled] })), [
    'Warning Repaired: Took back changes of another writer: Deployment web from 7 to 2 replicas (spec.paused)',
  ])
})

test('applying overwritten fields once more brings no Event', () => {
  assert.deepEqual(told(applied([apply('Deployment')], { reasons: [verify] })), [])
})

test('the deletion of a child, and the end of an object, bring Events', () => {
  const finalizer: Effect = { _tag: 'RemoveFinalizer', target: web, finalizers: [] }
  assert.deepEqual(told(applied([remove('Service'), finalizer])), [
    'Normal Deleted: Deleted Service web, no longer wanted',
    'Normal CleanedUp: Cleaned up, and took the finalizer away',
  ])
})

test('a status, a finalizer, an empty plan and an unknown object bring no Event', () => {
  const finalizer: Effect = { _tag: 'AddFinalizer', target: web, finalizers: ['f'] }
  assert.deepEqual(told(applied([finalizer, setStatus])), [])
  assert.deepEqual(told(applied([])), [])
  const { object: _, ...unknown } = applied([create('Service')])
  assert.deepEqual(told(unknown), [])
})

test('a refusal is told with the reason of its condition when it is new, and at each further attempt', () => {
  const blocked = { reason: 'ChildNotOwned', message: 'Service demo/web is controlled by nobody' }
  const blockedBy = [refOf(manifest('Service'))]
  const line = 'Warning ChildNotOwned: Service demo/web is controlled by nobody'
  assert.deepEqual(told(applied([setStatus], { blocked, blockedBy })), [line])
  assert.deepEqual(told(applied([], { blocked, reasons: [retry] })), [line])
  assert.deepEqual(occasionsOf(applied([setStatus], { blocked, blockedBy }))[0]?.related, blockedBy[0])
  const rollout: Reason = { _tag: 'Modified', kind: 'Deployment', key: 'demo/web' }
  assert.deepEqual(told(applied([], { blocked, reasons: [rollout] })), [], 'nobody tried anything else')
  assert.deepEqual(told(applied([], { blocked, reasons: [edited] })), [], 'its own status came back')
  assert.deepEqual(told(applied([], { blocked, reasons: [{ _tag: 'Added', kind: 'Site', key: 'demo/web' }] })), [line])
  assert.deepEqual(told(applied([setStatus], { blocked, reasons: [{ _tag: 'Report' }] })), [], 'the failure was told')
})

test('a failure that trying again does not mend is told at once, with what was tried', () => {
  assert.deepEqual(told(failedOn(create('Deployment'), status(403, 'exceeded quota'))), [
    'Warning FailedCreate: Failed to create Deployment web: exceeded quota',
  ])
  const call: Effect = { _tag: 'Call', target: web, call: { name: 'release-dns', input: {} } }
  assert.deepEqual(told(failedOn(call, status(400, 'no such zone'))), [
    'Warning FailedCall: Failed to call release-dns: no such zone',
  ])
})

test('a conflict and an outage are told only when the key is parked over them, and then at each attempt', () => {
  const unsure = failedOn(create('Service'), status(500, 'etcdserver: no leader'))
  assert.deepEqual(told(unsure), [])
  assert.deepEqual(told(failedOn(create('Service'), status(409, 'conflict'))), [])
  const line =
    'Warning Parked: Failed to create Service web: etcdserver: no leader. ' +
    'After so many failures it is tried rarely, and at once when something changes'
  assert.deepEqual(told({ ...unsure, became: 'parked', parked: true }), [line])
  assert.deepEqual(told({ ...unsure, reasons: [retry], parked: true }), [line])
})

test('a hot loop is told, and a fight over a child for what it is', () => {
  const object = 'Deployment demo/web'
  const loop = { object, kind: 'Deployment', why: 'Differs' } as const
  assert.deepEqual(told(applied([setStatus], { became: 'hot', loop, reasons: [edited] })), [
    `Warning HotLoop: ${object} is wanted otherwise by each plan, and written over and over: slowed down; desired has to answer the same for the same objects`,
  ])
  const child = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'demo', name: 'web' }
  const changes = [{ child, paths: ['spec.replicas'] }]
  assert.deepEqual(
    told(applied([apply('Deployment', true)], { became: 'hot', loop: { ...loop, why: 'Overwritten' }, changes })),
    [
      'Warning Repaired: Took back changes of another writer: Deployment web',
      `Warning HotLoop: Another writer, or another version of this controller, undoes each write of ${object} (spec.replicas) at once: slowed down until one of them lets go`,
    ],
  )
})
