import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, keep, once } from '../../../lib/controller/child.ts'
import { controller } from '../../../lib/controller/controller.ts'
import { ConfigMap, Deployment } from '../../../lib/kube/kinds.ts'
import { type KubeObject, kind } from '../../../lib/kube/object.ts'
import { faultsOf } from '../../../lib/plan/checkAnswer.ts'
import { configMap, Site, site } from '../samples.ts'

const Node = kind('', 'v1', 'Node', 'nodes', 'Cluster')
const sites = controller({ name: 'sites', watches: Site, owns: [ConfigMap, Deployment, Node], desired: () => ({}) })
const faults = (answer: unknown, owner: KubeObject = site()) => faultsOf(sites, owner, 'desired', answer)
const child = (more: object, metadata: object = {}) => ({
  children: [{ ...configMap({}, 'a'), ...more, metadata: { name: 'a', ...metadata } }],
})

test('what can be carried out has no fault', () => {
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ children: undefined, status: { ready: 1, conditions: [] }, requeueAfterMs: 5 }), [])
  assert.deepEqual(faults(child({ data: { a: null, b: undefined, list: [{}, 'x', 1.5, true] } })), [])
  assert.deepEqual(faults({ children: Object.freeze([Object.assign(Object.create(null), configMap())]) }), [])
  assert.deepEqual(faults(child({}, { namespace: 'demo', labels: { a: '' } })), [])
  const words = [
    once(configMap({}, 'a')),
    after(false, configMap({}, 'b'), 'why'),
    after(true, once(configMap({}, 'c')), 'why'),
    keep(kept),
  ]
  assert.deepEqual(faults({ children: words }), [])
})

const metadata = { namespace: 'demo', uid: 'u', resourceVersion: '1' }
const kept: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, name: 'web' } }
const other: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata, name: 's' } }

class Money {
  readonly amount = 1
}
const circle: { self?: unknown } = {}
circle.self = circle

const cases: readonly (readonly [string, unknown, RegExp])[] = [
  ['nothing', undefined, /^desired answers undefined: answer an object, \{\} to leave everything as it is$/],
  ['null', null, /^desired answers null/],
  ['a list', [], /^desired answers a list/],
  ['a promise', Promise.resolve({}), /^desired answers a promise: it is synchronous/],
  [
    'a field that there is not',
    { requeueAfter: 5 },
    /^desired answers an unknown field requeueAfter: known are children, /,
  ],
  ['a call outside of cleanup', { call: {} }, /unknown field call/],
  ['NaN as a time', { requeueAfterMs: Number.NaN }, /^requeueAfterMs is NaN: give milliseconds$/],
  ['text as a time', { requeueAfterMs: '5s' }, /^requeueAfterMs is 5s/],
  [
    'a Date in the status',
    { status: { since: new Date(0) } },
    /^status.since is a Date: say it as JSON, a time as text$/,
  ],
  [
    'a kept child of a kind that is not declared',
    { children: [keep(other)] },
    /^Secret demo\/s is not among the kinds/,
  ],
  [
    'a child twice, once as kept',
    { children: [configMap(), keep(kept)] },
    /^ConfigMap demo\/web is among the children twice$/,
  ],
  [
    'after without a reason',
    { children: [{ ...after(false, configMap(), 'x'), why: '' }] },
    /^children\[0\] says after without the reason/,
  ],
  [
    'after what is no boolean',
    { children: [{ ...after(false, configMap(), 'x'), isReady: 1 }] },
    /neither true nor false$/,
  ],
  [
    'keep within after',
    { children: [{ ...after(false, configMap(), 'x'), child: keep(kept) }] },
    /keep or after within after/,
  ],
  [
    'a word that there is not',
    { children: [{ _tag: 'Twice', manifest: configMap() }] },
    /^children\[0\] is not a manifest, and was not made by/,
  ],
  [
    'a wrong child within a word',
    { children: [once({ ...configMap(), metadata: { name: '' } })] },
    /^children\[0\] is not a manifest/,
  ],
  ['children that are no list', { children: {} }, /^children is not a list$/],
  [
    'a child without a name',
    { children: [{ apiVersion: 'v1', kind: 'ConfigMap' }] },
    /^children\[0\] is not a manifest/,
  ],
  ['a child twice', { children: [configMap(), configMap()] }, /^ConfigMap demo\/web is among the children twice$/],
  [
    'another version',
    child({ apiVersion: 'app/v1', kind: 'Deployment' }),
    /of app\/v1, and declared in owns is Deployment of apps\/v1$/,
  ],
  ['another kind', child({ kind: 'Secret' }), /^Secret demo\/a is not among the kinds .*: add Secret of v1$/],
  [
    'another namespace',
    child({}, { namespace: 'other' }),
    /^ConfigMap other\/a is not in the namespace demo of its owner/,
  ],
  ['a namespace that is no text', child({}, { namespace: 5 }), /metadata.namespace is not a text$/],
  [
    'a cluster-scoped child',
    child({ kind: 'Node' }),
    /is cluster-scoped, so Site, which is in a namespace, cannot own it$/,
  ],
  ['a Date', child({ data: { at: new Date(0) } }), /^ConfigMap demo\/a: data.at is a Date/],
  ['a URL', child({ data: { at: new URL('http://x') } }), /data.at is a URL/],
  ['a Map', child({ data: new Map() }), /data is a Map/],
  ['a BigInt', child({ data: { n: 1n } }), /data.n is a bigint/],
  ['NaN', child({ data: { n: Number.NaN } }), /data.n is NaN/],
  ['Infinity', child({ data: { n: -Infinity } }), /data.n is -Infinity/],
  ['a function', child({ data: { f: () => 1 } }), /data.f is a function/],
  ['a symbol', child({ data: { s: Symbol('s') } }), /data.s is a symbol/],
  ['an instance of a class', child({ data: { m: new Money() } }), /data.m is an instance of Money/],
  ['undefined in a list', child({ data: { l: [1, undefined] } }), /data.l\[1\] is undefined/],
  ['a circle', child({ data: circle }), /is nested deeper than 500 levels/],
  [
    'what the server gives',
    child({}, { uid: 'x', resourceVersion: '1' }),
    /metadata.uid, metadata.resourceVersion cannot be desired/,
  ],
  ['an owner', child({}, { ownerReferences: [] }), /metadata.ownerReferences cannot be desired/],
  [
    'the annotation of the runtime',
    child({}, { annotations: { 'sluice.dev/applied': 'x' } }),
    /is the runtime’s: leave it out$/,
  ],
]
for (const [what, answer, expected] of cases) {
  test(`refused: ${what}`, () => {
    const [first = '', ...others] = faults(answer)
    assert.match(first, expected)
    assert.deepEqual(others, [])
  })
}

test('all faults are told at once, each with the child that it is about', () => {
  const both = { children: [configMap({}, 'a'), configMap({}, 'a'), { ...configMap({}, 'b'), kind: 'Secret' }] }
  assert.equal(faults(both).length, 2)
})

test('a cluster-scoped owner may own in any namespace that is named, and what is in none', () => {
  const { namespace: _, ...metadata } = site().metadata
  const owner = { ...site(), metadata }
  assert.deepEqual(faults(child({}, { namespace: 'any' }), owner), [])
  assert.deepEqual(faults(child({ kind: 'Node' }), owner), [])
  assert.match(
    faults(child({}), owner)[0] ?? '',
    /^ConfigMap a is in no namespace: name one, as Site is cluster-scoped$/,
  )
})

test('cleanup has other fields', () => {
  assert.deepEqual(faultsOf(sites, site(), 'cleanup', { done: true, calls: [{ name: 'x', input: 1 }] }), [])
  assert.match(faultsOf(sites, site(), 'cleanup', { done: true, status: {} })[0] ?? '', /unknown field status/)
})

test('a cleanup without a finalizer would never be asked, so it is refused when it is declared', () => {
  const declare = () =>
    controller({ name: 'sites', watches: Site, desired: () => ({}), cleanup: () => ({ done: true }) })
  assert.throws(declare, /^TypeError: controller sites: cleanup is never asked without a finalizer: name one$/)
})
