import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refOf } from '../../../../lib/kube/object.ts'
import type { Effect } from '../../../../lib/plan/plan.ts'
import type { RunEvent } from '../../../../streams/circle/runEvent.ts'
import { logRun } from '../../../../streams/drivers/observability/logRun.ts'

/** The lines logged for these problems of watches, in this order; `undefined`: the watch is well again. */
const loggedOf = (...told: readonly (readonly [feed: string, problem: string | undefined])[]): readonly string[] => {
  const lines: string[] = []
  const tell = logRun((level, message) => lines.push(`${level}: ${message}`))
  for (const [feed, problem] of told) {
    const health = { _tag: 'Listing', sinceMs: 0, attempts: 1, ...(problem !== undefined && { problem }) } as const
    const event: RunEvent = { _tag: 'Watch', feed, health }
    tell(event)
  }
  return lines
}

test('a problem that several watches repeat is logged once', () => {
  assert.deepEqual(loggedOf(['a', 'down'], ['b', 'down'], ['a', 'down'], ['b', 'down']), ['error: down'])
})

test('two problems that take turns are logged once each', () => {
  assert.deepEqual(loggedOf(['a', 'down'], ['a', 'slow'], ['a', 'down'], ['b', 'slow']), ['error: down', 'error: slow'])
})

test('a problem is logged again once all watches were well, but not while another watch still has one', () => {
  assert.deepEqual(loggedOf(['a', 'down'], ['a', undefined], ['a', 'down']), [
    'error: down',
    'info: watching again',
    'error: down',
  ])
  assert.deepEqual(loggedOf(['a', 'down'], ['b', 'down'], ['a', undefined], ['a', 'down']), [
    'error: down',
    'info: watching again',
  ])
})

test('a watch that stays well logs nothing', () => {
  assert.deepEqual(loggedOf(['a', undefined], ['a', undefined]), [])
})

test('a repair is logged as a warning, by an apply or an overwrite; an update of a child is not', () => {
  const logged = (effect: Effect): readonly string[] => {
    const lines: string[] = []
    logRun((level, message) => lines.push(`${level}: ${message}`))({
      _tag: 'Effected',
      reconcile: 1,
      key: 'demo/web',
      effect,
      durationMs: 1,
    })
    return lines
  }
  const manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'demo' } }
  const applied = { _tag: 'Apply', manifest, uid: 'u', resourceVersion: '1' } as const
  const target = { ...refOf(manifest), uid: 'u', resourceVersion: '1' }
  const operations = [{ op: 'remove', path: '/spec/paused' }] as const
  assert.deepEqual(logged({ ...applied, reapplied: true }), [
    'warn: repair Deployment demo/web: another writer had changed it',
  ])
  assert.deepEqual(logged({ _tag: 'Overwrite', target, manifest, operations }), [
    'warn: overwrite Deployment demo/web at /spec/paused: another writer had changed it',
  ])
  assert.deepEqual(logged({ ...applied, reapplied: false }), ['debug: apply Deployment demo/web'])
})

test('a message of several lines is logged on one', () => {
  const lines: string[] = []
  const message = 'Apply failed with 2 conflicts: conflicts with "jane":\n- .spec.replicas\n- .spec.selector'
  logRun((_, line) => lines.push(line))({
    _tag: 'Ran',
    reconcile: 1,
    key: 'demo/web',
    reasons: [],
    outcome: {
      _tag: 'Failed',
      wrote: 0,
      failure: { _tag: 'Status', code: 409, reason: 'Conflict', message },
      remedy: { _tag: 'Reread' },
      toReread: [],
    },
    durationMs: 1,
  })
  assert.deepEqual(lines, [
    'demo/web: Apply failed with 2 conflicts: conflicts with "jane": - .spec.replicas - .spec.selector',
  ])
})

test('an unreachable API server is one warning for all keys and retries, until a write succeeds', () => {
  const lines: string[] = []
  const tell = logRun((level, message) => lines.push(`${level}: ${message}`))
  const failing = (key: string): RunEvent => {
    const failure = { _tag: 'Connection', message: 'ECONNREFUSED', sent: false } as const
    const outcome = { _tag: 'Failed', wrote: 0, failure, remedy: { _tag: 'Doubt' }, toReread: [] } as const
    return { _tag: 'Ran', reconcile: 1, key, reasons: [], outcome, durationMs: 1 }
  }
  const manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace: 'demo' } }
  for (const key of ['demo/a', 'demo/b', 'demo/a']) tell(failing(key))
  tell({ _tag: 'Effected', reconcile: 1, key: 'demo/a', effect: { _tag: 'Create', manifest }, durationMs: 1 })
  tell(failing('demo/b'))
  assert.deepEqual(lines, [
    'warn: demo/a: ECONNREFUSED',
    'debug: demo/b: ECONNREFUSED',
    'debug: demo/a: ECONNREFUSED',
    'debug: create Deployment demo/a',
    'warn: demo/b: ECONNREFUSED',
  ])
})

test('each line of a reconcile has its number and its key, and never shows an object', () => {
  const manifest = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'demo' },
    data: { text: 'body' },
  }
  const failure = { _tag: 'Status', code: 403, reason: 'Forbidden', message: 'no' } as const
  const outcome = { _tag: 'Failed', wrote: 1, failure, remedy: { _tag: 'Tell' }, toReread: [] } as const
  const told: (readonly [message: string, fields: unknown])[] = []
  const tell = logRun((_, message, fields) => told.push([message, fields]))
  const of = { reconcile: 17, key: 'demo/a' }
  tell({ _tag: 'Effected', ...of, effect: { _tag: 'Create', manifest }, durationMs: 3 })
  const plan = { key: 'demo/a', effects: [{ _tag: 'Create', manifest }] } as const
  const reasons = [{ _tag: 'Modified', kind: 'Site', key: 'demo/a' }] as const
  tell({ _tag: 'Ran', ...of, reasons, plan, outcome, durationMs: 5, retryAfterMs: 40, became: 'parked' })
  const fields = { ...of, reasons: ['Site demo/a modified'], retryAfterMs: 40 }
  assert.deepEqual(told, [
    ['create ConfigMap demo/a', { ...of, durationMs: 3 }],
    ['demo/a: parked after too many failures', fields],
    ['demo/a: no', fields],
  ])
})
