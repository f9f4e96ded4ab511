import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldOf, patchStrategyOf, topologyOf } from '../../../../lib/apiserver/schema/mergeKeys.ts'
import { shapes } from '../../../../lib/apiserver/schema/shapes.ts'

const { text, int32, object, list, set, mapList, textMap, atomic } = shapes
const ports = mapList(
  ['port', 'protocol'],
  object('', { port: int32(), protocol: text('', { default: 'TCP' }), name: text('', { default: 'x' }) }),
)

test('a map list is told apart by its keys, and only the defaults of keys count', () => {
  assert.deepEqual(topologyOf(ports, true), { _tag: 'Map', keys: ['port', 'protocol'], defaults: { protocol: 'TCP' } })
})

test('lists are atomic and maps granular unless declared otherwise', () => {
  const told = [
    topologyOf(undefined, true),
    topologyOf(list(text()), true),
    topologyOf(set(text()), true),
    topologyOf(undefined, false),
    topologyOf(textMap(), false),
    topologyOf(atomic(textMap()), false),
  ].map(({ _tag }) => _tag)
  assert.deepEqual(told, ['Atomic', 'Atomic', 'Set', 'Granular', 'Granular', 'Atomic'])
})

test('a field is declared by name or by what all fields are, never by what every JavaScript object has', () => {
  assert.equal(fieldOf(textMap(), 'any')?.type, 'string')
  assert.equal(fieldOf(object('', { a: int32() }), 'a')?.type, 'integer')
  assert.equal(fieldOf(object('', { a: int32() }), 'constructor'), undefined)
})

test('a strategic merge patch knows the first key alone', () => {
  const plain = { merge: false, replace: false, retainKeys: false }
  assert.deepEqual(patchStrategyOf(ports), { ...plain, mergeKey: 'port', merge: true })
  assert.deepEqual(patchStrategyOf(mapList(['name'], object('', {}), '', 'merge,retainKeys')), {
    ...plain,
    mergeKey: 'name',
    merge: true,
    retainKeys: true,
  })
  assert.deepEqual(patchStrategyOf(undefined), plain)
})
