import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { metaOf } from '../../../../lib/apiserver/objects/meta.ts'
import type { FieldsV1 } from '../../../../lib/kube/managedFields.ts'
import type { Manifest } from '../../../../lib/kube/object.ts'
import { holdings } from '../../../../lib/kube/ownership/holdings.ts'
import { lostFrom } from '../../../../lib/kube/ownership/lost.ts'
import { myApp, myApps, withMyApps } from '../../apiserver/testCluster.ts'

const lostIn = (
  fields: FieldsV1 | undefined,
  object: unknown,
  manifest: Manifest,
  others: readonly FieldsV1[] = [],
): readonly string[] => lostFrom(holdings()(fields ?? {}, object), others, manifest)

const lost = (said: object, fields: FieldsV1, object: unknown = said): readonly string[] => {
  const manifest: Manifest = { apiVersion: 'v1', kind: 'Any', metadata: { name: 'any', namespace: 'demo' }, ...said }
  return lostIn(fields, object, manifest)
}

const web = { '.': {}, 'f:containerPort': {}, 'f:protocol': {} }
const tcp = 'k:{"containerPort":53,"protocol":"TCP"}'
const udp = 'k:{"containerPort":53,"protocol":"UDP"}'

const cases: readonly (readonly [string, object, FieldsV1, readonly string[]])[] = [
  ['a field that is ours', { spec: { a: 0 } }, { 'f:spec': { 'f:a': {} } }, []],
  ['a field that is not', { spec: { a: 0, b: '' } }, { 'f:spec': { 'f:a': {} } }, ['spec.b']],
  ['nothing held at all', { spec: { a: 1 }, data: {} }, {}, ['spec', 'data']],
  ['an atomic list, which is ours as a whole', { ports: [{ port: 1 }] }, { 'f:ports': {} }, []],
  ['an empty map', { data: {} }, { 'f:data': {} }, []],
  ['an empty list with keys, of which nothing is recorded', { spec: { env: [] } }, {}, []],
  ['undefined', { spec: undefined }, {}, []],
  ['a set with all values', { s: ['b', 'a'] }, { 'f:s': { 'v:"a"': {}, 'v:"b"': {} } }, []],
  ['a set without one', { s: ['b', 'a'] }, { 'f:s': { 'v:"a"': {} } }, ['s']],
  ['an item whose default key was left out', { p: [{ containerPort: 53 }] }, { 'f:p': { [tcp]: web } }, []],
  [
    'two items that differ in a key which one leaves out',
    { p: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }] },
    { 'f:p': { [udp]: web, [tcp]: web } },
    [],
  ],
  [
    'of these, the one that is not ours',
    { p: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }] },
    { 'f:p': { [udp]: web } },
    ['p'],
  ],
  [
    'a field within an item',
    { p: [{ name: 'a', x: 1 }] },
    { 'f:p': { 'k:{"name":"a"}': { '.': {}, 'f:name': {} } } },
    ['p.x'],
  ],
  ['names like those of every object', { data: { __proto__: null, toString: 'x' } }, { 'f:data': {} }, []],
  [
    'a held name that an object inherits',
    { data: { constructor: 'x' } },
    { 'f:data': { 'f:a': {} } },
    ['data.constructor'],
  ],
]
for (const [what, said, fields, expected] of cases) {
  test(`what is lost: ${what}`, () => assert.deepEqual(lost(said, fields), expected))
}

test('our items in another order are lost, those of others between them do not count', () => {
  const item = { '.': {}, 'f:name': {} }
  const fields = { 'f:init': { 'k:{"name":"a"}': item, 'k:{"name":"b"}': item } }
  const names = (...all: readonly string[]) => ({ init: all.map(name => ({ name })) })
  assert.deepEqual(lost(names('a', 'b'), fields, names('a', 'theirs', 'b')), [])
  assert.deepEqual(lost(names('a', 'b'), fields, names('b', 'a')), ['init'])
})

test('labels are ours one by one; name, namespace and what the server fills in are nobody’s', () => {
  const metadata = { name: 'any', namespace: 'demo', labels: { a: '', b: '' } }
  assert.deepEqual(lost({ metadata }, { 'f:metadata': { 'f:labels': { 'f:a': {} } } }), ['metadata.labels.b'])
  assert.deepEqual(lost({ metadata: { name: 'any' } }, {}), [])
})

test('a list of ten thousand items takes time in proportion', () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `name-${at}`)
  const item = { '.': {}, 'f:name': {} }
  const fields = { 'f:env': Object.fromEntries(names.map(name => [`k:{"name":"${name}"}`, item])) }
  assert.deepEqual(lost({ env: names.map(name => ({ name })) }, fields), [])
  const partly = {
    'f:p': Object.fromEntries(names.map((_, at) => [`k:{"port":${at},"protocol":"TCP"}`, { '.': {}, 'f:port': {} }])),
  }
  assert.deepEqual(lost({ p: names.map((_, port) => ({ port })) }, partly), [])
})

const text = fc.constantFrom('a', 'b', '')
const spec = fc.record(
  {
    image: text,
    replicas: fc.nat(2),
    zones: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }),
    args: fc.array(text, { maxLength: 2 }),
    ports: fc.uniqueArray(fc.record({ name: fc.constantFrom('http', 'grpc', 'admin'), port: fc.nat(3) }), {
      selector: ({ name }) => name,
      maxLength: 3,
    }),
  },
  { requiredKeys: ['image'], noNullPrototype: true },
)
const path = `${myApps}/web`
const othersIn = (object: Parameters<typeof metaOf>[0]): readonly FieldsV1[] =>
  (metaOf(object).managedFields ?? []).flatMap(({ manager, fieldsV1 }) => (manager === 'ours' ? [] : [fieldsV1]))
const fieldsBy = (object: Parameters<typeof metaOf>[0]): FieldsV1 | undefined =>
  metaOf(object).managedFields?.find(({ manager }) => manager === 'ours')?.fieldsV1

/** An empty atomic list holds nothing, so its loss is no loss of an entry. */
const isExtended = (said: readonly string[] | undefined, after: { readonly spec?: unknown }): boolean =>
  said?.length === 0 && Object(after.spec).args?.length > 0

/** The order of our own items is not told by ownership. */
const isReordered = (said: readonly { readonly name: string }[] = [], after: { readonly spec?: unknown }): boolean => {
  const names = said.map(({ name }) => name)
  const ports: readonly { readonly name: string }[] = Object(after.spec).ports ?? []
  const ours = ports.map(({ name }) => name).filter(name => names.includes(name))
  return ours.join() !== names.filter(name => ours.includes(name)).join()
}

test('what left our entry is lost, nothing else is, and applying again restores it', () => {
  fc.assert(
    fc.property(spec, spec, fc.boolean(), (said, theirs, applies) => {
      const cluster = withMyApps()
      const manifest = { apiVersion: 'v1', kind: 'Any', metadata: { name: 'web' }, spec: said }
      const applied = cluster.apply(path, myApp('web', said), 'ours').body
      const ours = fieldsBy(applied)
      assert.deepEqual(lostIn(ours, applied, manifest), [])
      const after = applies
        ? cluster.apply(path, myApp('web', theirs), 'theirs', { force: 'true' }).body
        : cluster.patch(path, { spec: theirs }, 'merge').body
      const held = fieldsBy(after)
      const isLess = JSON.stringify(held) !== JSON.stringify(ours)
      const found = lostIn(held, after, manifest, othersIn(after))
      assert.equal(
        found.length > 0,
        isLess || isExtended(said.args, after) || isReordered(said.ports, after),
        found.join(),
      )
      const again = cluster.apply(path, myApp('web', said), 'ours', { force: 'true' }).body
      assert.deepEqual(lostIn(fieldsBy(again), again, manifest, othersIn(again)), [])
    }),
    { numRuns: 500 },
  )
})
