import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Applied, Snapshot } from '../../lib/cache/snapshot.ts'
import { controller } from '../../lib/controller/controller.ts'
import { type KubeObject, kind } from '../../lib/kube/object.ts'
import { planFor } from '../../lib/plan/planFor.ts'
import { rememberStatus } from '../../lib/plan/planStatus.ts'

// A CRD whose schema lacks a field of the status drops it from every write: the same status was written for ever.

const thing = controller({
  name: 'thing',
  watches: kind('demo.dev', 'v1', 'Thing', 'things'),
  desired: () => ({ status: { size: 3, shape: 'round' } }),
})

const object = (status: object | undefined, resourceVersion: string): KubeObject => ({
  apiVersion: 'demo.dev/v1',
  kind: 'Thing',
  metadata: { name: 'a', namespace: 'demo', uid: 'u', resourceVersion, generation: 1 },
  ...(status && { status }),
})

const planOf = (seen: KubeObject, applied?: Applied) => {
  const snapshot: Snapshot = {
    watched: () => ({ _tag: 'Accepted', object: seen }),
    owned: () => [],
    named: () => undefined,
    claim: () => undefined,
    related: () => [],
    unknown: () => undefined,
    applied: () => applied,
  }
  return planFor(thing, snapshot, 'demo/a', { nowMs: 0 }).effects
}

test('a status of which the server keeps only a part is written once', () => {
  const [effect] = planOf(object(undefined, '1'))
  assert.ok(effect?._tag === 'SetStatus')
  const answer = object({ size: 3, observedGeneration: 1 }, '2')
  const remembered = rememberStatus(effect, answer)
  assert.ok(remembered)
  assert.deepEqual(planOf(answer, remembered), [])
})

test('other fields of a status that the server prunes are still written', () => {
  const [effect] = planOf(object(undefined, '1'))
  assert.ok(effect?._tag === 'SetStatus')
  const remembered = rememberStatus(effect, object({ size: 3, observedGeneration: 1 }, '2'))
  const [again] = planOf(object({ size: 2, observedGeneration: 1 }, '3'), remembered)
  assert.ok(again?._tag === 'SetStatus')
  assert.equal(again.status.size, 3)
})

test('a status that the server took whole is not remembered', () => {
  const [effect] = planOf(object(undefined, '1'))
  assert.ok(effect?._tag === 'SetStatus')
  assert.equal(rememberStatus(effect, object({ size: 3, shape: 'round', observedGeneration: 1 }, '2')), undefined)
})
