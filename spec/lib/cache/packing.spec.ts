import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { packLarge } from '../../../lib/cache/packing.ts'
import { equal } from '../../../lib/json/equal.ts'
import { exactJson } from '../../../lib/json/exactJson.ts'
import { packing } from '../../../streams/drivers/connection/packing.ts'

const large = 'a line of text\n'.repeat(10_000)

/** Counts what is unpacked. */
const counting = () => {
  let times = 0
  const pack = packLarge({
    pack: packing.pack,
    unpack: bytes => {
      times += 1
      return packing.unpack(bytes)
    },
  })
  return { pack, unpacked: () => times }
}

test('an object reads the same packed as it did before', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(large))
  const fields = fc.dictionary(fc.string(), fc.oneof(text, fc.jsonValue(), fc.dictionary(fc.string(), text)))
  fc.assert(
    fc.property(fields, object => {
      const json = JSON.stringify(object)
      const packed = packLarge(packing)(exactJson(json))
      assert.deepEqual(JSON.parse(JSON.stringify(packed)), JSON.parse(json))
      assert.equal(equal(packed, exactJson(json)), true)
    }),
    { numRuns: 20 },
  )
})

test('a large field is unpacked when it is read, and stays so until four others were', () => {
  const { pack, unpacked } = counting()
  const objects = Array.from({ length: 5 }, (_, at) => pack({ spec: { config: { at, large } }, small: 'x' }))
  assert.equal(unpacked(), 0)
  const [first, ...others] = objects
  assert.equal(first?.spec.config.large, large)
  assert.equal(first?.spec.config.at, 0)
  assert.equal(unpacked(), 1)
  for (const other of others) assert.equal(other.spec.config.large, large)
  assert.equal(unpacked(), 5)
  assert.equal(first?.spec.config.at, 0)
  assert.equal(unpacked(), 6)
})

test('small fields and metadata are left as they are', () => {
  const { pack } = counting()
  const metadata = { annotations: { large } }
  const spec = { replicas: 1 }
  const packed = pack({ metadata, spec })
  assert.equal(packed.metadata, metadata)
  assert.equal(packed.spec, spec)
})

test('many short values are large together', () => {
  const { pack, unpacked } = counting()
  const packed = pack({ spec: Array.from({ length: 70_000 }, (_, at) => at) })
  assert.equal(packed.spec[69_999], 69_999)
  assert.equal(unpacked(), 1)
})
