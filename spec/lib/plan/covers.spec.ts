import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { covers, differences } from '../../../lib/plan/covers.ts'

const pod = { containers: [{ name: 'web', image: 'a', resources: { limits: { cpu: '1000m', memory: '1024Mi' } } }] }

const covered: readonly (readonly [string, unknown, unknown])[] = [
  ['fields that the server defaults', { spec: { a: 1 } }, { spec: { a: 1, b: 2 }, status: {} }],
  [
    'quantities in canonical form',
    pod,
    { containers: [{ name: 'web', image: 'a', resources: { limits: { cpu: '1', memory: '1Gi' } } }] },
  ],
  [
    'keyed lists in another order, with items of others',
    { env: [{ name: 'A', value: '1' }, { name: 'B' }] },
    { env: [{ name: 'X' }, { name: 'B', value: '' }, { name: 'A', value: '1' }] },
  ],
  ['ports without the default protocol', { ports: [{ port: 80 }] }, { ports: [{ port: 80, protocol: 'TCP' }] }],
  [
    'two ports of one number',
    {
      ports: [
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ],
    },
    {
      ports: [
        { port: 53, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    },
  ],
  ['zero values that servers leave out', { a: 0, b: '', c: false, d: [], e: {}, f: null, g: { h: { i: 0 } } }, {}],
  ['undefined', { a: undefined }, { a: 1 }],
  ['annotations of others', { annotations: { a: '1' } }, { annotations: { a: '1', b: '2' } }],
]
for (const [what, desired, observed] of covered)
  test(`does not count: ${what}`, () => assert.deepEqual(differences(desired, observed), []))

const drifted: readonly (readonly [string, unknown, unknown, readonly string[]])[] = [
  ['another value', { spec: { a: 1 } }, { spec: { a: 2 } }, ['spec', 'a']],
  ['a missing field', { spec: { a: { b: 1 } } }, { spec: {} }, ['spec', 'a']],
  ['a missing parent', { spec: { a: 1 } }, {}, ['spec']],
  ['a zero where there is none', { replicas: 0 }, { replicas: 1 }, ['replicas']],
  ['a missing item', { env: [{ name: 'A' }, { name: 'B' }] }, { env: [{ name: 'A' }] }, ['env']],
  ['a changed item', { env: [{ name: 'A', value: '1' }] }, { env: [{ name: 'A', value: '2' }] }, ['env']],
  ['an extra item in a list without keys', { args: ['a'] }, { args: ['a', 'b'] }, ['args']],
  ['another order in a list without keys', { args: ['a', 'b'] }, { args: ['b', 'a'] }, ['args']],
  ['another type', { a: { b: 1 } }, { a: [] }, ['a']],
  [
    'another quantity',
    pod,
    { containers: [{ ...pod.containers[0], resources: { limits: { cpu: '2', memory: '1Gi' } } }] },
    ['containers'],
  ],
  ['a quantity where none stands', { data: { cpu: '1000m' } }, { data: { cpu: '1' } }, ['data', 'cpu']],
  ['an item of another protocol', { ports: [{ port: 53, protocol: 'UDP' }] }, { ports: [{ port: 53 }] }, ['ports']],
  ['an emptied list', { ports: [] }, { ports: [{ port: 1 }] }, ['ports']],
]
for (const [what, desired, observed, path] of drifted)
  test(`counts: ${what}`, () => {
    const found = differences(desired, observed)
    assert.deepEqual(
      found.map(each => each.path),
      [path],
    )
    assert.equal(covers(desired, observed), false)
  })

const record = fc.dictionary(fc.constantFrom('a', 'b', 'env', 'limits', 'x'), fc.jsonValue({ maxDepth: 2 }))

test('an object covers itself, and itself with more fields', () => {
  fc.assert(
    fc.property(record, record, (desired, more) => {
      assert.ok(covers(desired, desired))
      assert.ok(covers(desired, { ...more, ...desired }))
    }),
  )
})

test('setting each difference to what is desired leaves none', () => {
  fc.assert(
    fc.property(record, record, (desired, observed) => {
      const repaired: Record<string, unknown> = JSON.parse(JSON.stringify(observed))
      for (const { path, desired: value } of differences(desired, repaired)) {
        const parent = path.slice(0, -1).reduce<unknown>((at, field) => Reflect.get(Object(at), field), repaired)
        Reflect.set(Object(parent), path.at(-1) ?? '', value)
      }
      assert.deepEqual(differences(desired, repaired), [])
    }),
  )
})
