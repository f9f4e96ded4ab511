import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonPatch } from '../../../../../lib/apiserver/verbs/patches/jsonPatch.ts'
import { mergePatch } from '../../../../../lib/apiserver/verbs/patches/mergePatch.ts'
import { strategicMergePatch } from '../../../../../lib/apiserver/verbs/patches/strategicMergePatch.ts'
import { RefusedRequest } from '../../../../../lib/apiserver/wire/refusal.ts'
import type { Schema } from '../../../../../lib/kube/schema.ts'
import { myApp, myApps, withMyApps } from '../../testCluster.ts'

// The examples of RFC 7396.
const merges: readonly (readonly [target: unknown, patch: unknown, result: unknown])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]
for (const [target, patch, result] of merges) {
  test(`merge ${JSON.stringify(patch)} into ${JSON.stringify(target)}`, () => {
    assert.deepEqual(mergePatch(target, patch), result)
  })
}

const document = { a: { b: [1, 2, 3] }, 'x/y': 0, 'm~n': 1 }
const operations: readonly (readonly [operation: object, result: unknown])[] = [
  [
    { op: 'add', path: '/a/c', value: 4 },
    { ...document, a: { b: [1, 2, 3], c: 4 } },
  ],
  [
    { op: 'add', path: '/a/b/1', value: 9 },
    { ...document, a: { b: [1, 9, 2, 3] } },
  ],
  [
    { op: 'add', path: '/a/b/-', value: 9 },
    { ...document, a: { b: [1, 2, 3, 9] } },
  ],
  [
    { op: 'remove', path: '/a/b/0' },
    { ...document, a: { b: [2, 3] } },
  ],
  [
    { op: 'replace', path: '/x~1y', value: 5 },
    { ...document, 'x/y': 5 },
  ],
  [
    { op: 'replace', path: '/m~0n', value: 5 },
    { ...document, 'm~n': 5 },
  ],
  [
    { op: 'move', from: '/a/b', path: '/b' },
    { ...document, a: {}, b: [1, 2, 3] },
  ],
  [
    { op: 'copy', from: '/a/b/2', path: '/c' },
    { ...document, c: 3 },
  ],
  [{ op: 'test', path: '/a/b', value: [1, 2, 3] }, document],
  [{ op: 'test', path: '/absent', value: null }, document],
  [
    { op: 'replace', path: '/absent', value: 1 },
    { ...document, absent: 1 },
  ],
]
for (const [operation, result] of operations) {
  test(`JSON patch ${JSON.stringify(operation)}`, () => {
    assert.deepEqual(jsonPatch(document, [operation]), result)
  })
}

const impossible: readonly object[] = [
  { op: 'test', path: '/a/b', value: [1] },
  { op: 'remove', path: '/absent' },
  { op: 'replace', path: '/absent/deep', value: 1 },
  { op: 'add', path: '/absent/deep', value: 1 },
  { op: 'add', path: '/a/b/7', value: 1 },
  { op: 'add', path: '/a/c' },
  { op: 'unknown', path: '/a' },
]
for (const operation of impossible) {
  test(`JSON patch ${JSON.stringify(operation)} is refused`, () => {
    assert.throws(() => jsonPatch(document, [operation]), RefusedRequest)
  })
}

const text: Schema = { type: 'string' }
const merging = { 'x-kubernetes-patch-strategy': 'merge' } as const
const schema: Schema = {
  type: 'object',
  properties: {
    containers: {
      type: 'array',
      ...merging,
      'x-kubernetes-patch-merge-key': 'name',
      items: { type: 'object', properties: { name: text, image: text, args: { type: 'array', items: text } } },
    },
    finalizers: { type: 'array', ...merging, items: text },
    strategy: { type: 'object', 'x-kubernetes-patch-strategy': 'retainKeys', properties: { type: text } },
    labels: { type: 'object', additionalProperties: text },
  },
}
const pod = {
  containers: [
    { name: 'a', image: '1', args: ['x', 'y'] },
    { name: 'b', image: '1' },
  ],
  finalizers: ['f', 'g'],
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
  labels: { l: '1' },
}
const strategic: readonly (readonly [what: string, patch: object, result: object])[] = [
  [
    'merges items by key',
    { containers: [{ name: 'b', image: '2' }] },
    { containers: [pod.containers[0], { name: 'b', image: '2' }] },
  ],
  ['puts new items first', { containers: [{ name: 'c' }] }, { containers: [{ name: 'c' }, ...pod.containers] }],
  [
    'puts new items where it names them between known ones',
    { containers: [{ name: 'a' }, { name: 'c' }, { name: 'b' }] },
    { containers: [pod.containers[0], { name: 'c' }, pod.containers[1]] },
  ],
  [
    'replaces lists without a strategy',
    { containers: [{ name: 'a', args: ['z'] }] },
    { containers: [{ name: 'a', image: '1', args: ['z'] }, pod.containers[1]] },
  ],
  ['deletes an item', { containers: [{ name: 'a', $patch: 'delete' }] }, { containers: [pod.containers[1]] }],
  [
    'replaces a list on demand',
    { containers: [{ $patch: 'replace' }, { name: 'z' }] },
    { containers: [{ name: 'z' }] },
  ],
  [
    'orders items',
    { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
    { containers: [pod.containers[1], pod.containers[0]] },
  ],
  ['adds to a list of scalars', { finalizers: ['g', 'h'] }, { finalizers: ['f', 'g', 'h'] }],
  ['takes from a list of scalars', { '$deleteFromPrimitiveList/finalizers': ['f'] }, { finalizers: ['g'] }],
  ['retains keys', { strategy: { $retainKeys: ['type'], type: 'Recreate' } }, { strategy: { type: 'Recreate' } }],
  ['replaces an object on demand', { labels: { $patch: 'replace', m: '2' } }, { labels: { m: '2' } }],
  ['removes by null', { labels: { l: null } }, { labels: {} }],
]
for (const [what, patch, result] of strategic) {
  test(`a strategic merge patch ${what}`, () => {
    assert.deepEqual(strategicMergePatch(schema, pod, patch), { ...pod, ...result })
  })
}

test('an item without its key is refused', () => {
  assert.throws(
    () => strategicMergePatch(schema, pod, { containers: [{ image: '2' }] }),
    /does not contain declared merge key: name/,
  )
})

test('a failed test of a JSON patch is 422, and writes nothing', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('web'))
  const before = cluster.state
  const { code, body } = cluster.patch(
    `${myApps}/web`,
    [
      { op: 'replace', path: '/spec/image', value: 'late' },
      { op: 'test', path: '/metadata/resourceVersion', value: '1' },
    ],
    'json',
  )
  assert.deepEqual([code, body.reason, cluster.state === before], [422, 'Invalid', true])
})

test('a custom resource takes no strategic merge patch', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('web'))
  const { code, body } = cluster.patch(`${myApps}/web`, { spec: {} }, 'strategic-merge')
  assert.deepEqual([code, body.reason], [415, 'UnsupportedMediaType'])
})

test('a Deployment is patched strategically', () => {
  const cluster = withMyApps()
  const path = '/apis/apps/v1/namespaces/default/deployments'
  const containers = ['a', 'b'].map(name => ({ name, image: 'i' }))
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers } }
  const { code } = cluster.send('POST', path, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } }, template },
  })
  assert.equal(code, 201)
  const patch = { spec: { template: { spec: { containers: [{ name: 'b', image: 'j' }] } } } }
  const { body, meta } = cluster.patch(`${path}/web`, patch, 'strategic-merge')
  assert.match(JSON.stringify(body.spec), /"name":"a","image":"i".*"name":"b","image":"j"/)
  assert.equal(meta.generation, 2)
})
