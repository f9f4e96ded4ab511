import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  describeEffect,
  describePlan,
  effectTags,
  eventActionOf,
  eventPhraseOf,
  spanNameOf,
} from '../../../lib/plan/effectWords.ts'
import type { Effect } from '../../../lib/plan/plan.ts'

const metadata = { name: 'web', namespace: 'demo' }
const manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata }
const version = { uid: 'u', resourceVersion: '1' }
const target = { apiVersion: 'example.com/v1', kind: 'Site', ...metadata, ...version }
const child = { apiVersion: 'apps/v1', kind: 'Deployment', ...metadata, ...version }
const operations = [
  { op: 'remove', path: '/spec/paused' },
  { op: 'replace', path: '/spec/replicas', value: 2 },
] as const
const premise = { _tag: 'Gone', ref: target, uid: 'u' } as const

const effects: readonly Effect[] = [
  { _tag: 'AddFinalizer', target, finalizers: [] },
  { _tag: 'RemoveFinalizer', target, finalizers: [] },
  { _tag: 'Create', manifest },
  { _tag: 'Apply', manifest, ...version, reapplied: false },
  { _tag: 'Apply', manifest, ...version, reapplied: true },
  { _tag: 'Overwrite', target: child, manifest, operations },
  { _tag: 'Delete', target: child, premise },
  { _tag: 'Release', target: child, premise, ownerReferences: [], labels: [], annotations: [] },
  { _tag: 'SetStatus', target, status: {} },
  { _tag: 'Call', target, call: { name: 'notify', input: {} } },
]

test('an effect has its words for the log, for a span, and for the note and the action of an Event', () => {
  const rows = effects.map(effect => [
    describeEffect(effect),
    spanNameOf(effect),
    eventPhraseOf(effect, ({ kind, name }) => `${kind} ${name}`),
    eventActionOf(effect),
  ])
  assert.deepEqual(rows, [
    ['add the finalizer of Site demo/web', 'add the finalizer', 'add the finalizer', 'Finalize'],
    ['remove the finalizer of Site demo/web', 'remove the finalizer', 'remove the finalizer', 'Cleanup'],
    ['create Deployment demo/web', 'create Deployment', 'create Deployment web', 'Create'],
    ['apply Deployment demo/web', 'apply Deployment', 'update Deployment web', 'Update'],
    ['repair Deployment demo/web', 'repair Deployment', 'repair Deployment web', 'Update'],
    [
      'overwrite Deployment demo/web at /spec/paused, /spec/replicas',
      'overwrite Deployment',
      'repair Deployment web',
      'Repair',
    ],
    ['delete Deployment demo/web', 'delete Deployment', 'delete Deployment web', 'Delete'],
    ['release Deployment demo/web', 'release Deployment', 'release Deployment web', 'Release'],
    ['set the status of Site demo/web', 'set the status', 'set the status', 'Report'],
    ['call notify', 'call notify', 'call notify', 'Call'],
  ])
})

test('the tags of the effects are those that have words', () => {
  assert.deepEqual(effectTags, [...new Set(effects.map(({ _tag }) => _tag))])
})

test('a plan is described by its effects, an empty plan by nothing to do', () => {
  assert.equal(describePlan({ key: 'demo/web', effects: [] }), 'nothing to do')
  assert.equal(
    describePlan({ key: 'demo/web', effects: effects.slice(2, 4) }),
    'create Deployment demo/web, apply Deployment demo/web',
  )
})
