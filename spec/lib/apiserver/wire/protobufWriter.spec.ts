import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fieldsOnWire } from '../../../../lib/apiserver/decoding/protobuf/wire.ts'
import {
  messageField,
  namedFields,
  textField,
  type WireMessage,
  type WireValue,
  written,
} from '../../../../lib/apiserver/wire/protobufWriter.ts'

const number = fc.integer({ min: 1, max: 2 ** 29 - 1 })
const leaf: fc.Arbitrary<WireValue> = fc.oneof(
  fc.record({ number, text: fc.string({ unit: 'grapheme' }) }),
  fc.record({ number, whole: fc.maxSafeNat() }),
  fc.record({ number, double: fc.double({ noNaN: true }) }),
)
const message: fc.Arbitrary<WireMessage> = fc.array(fc.oneof(leaf, fc.record({ number, message: fc.array(leaf) })))

/** Reads what was written, by the shape of what was to be written. */
const reads = (bytes: Uint8Array, said: WireMessage): void => {
  const fields = said.flatMap(field => field ?? [])
  const read = [...fieldsOnWire(bytes)]
  assert.deepEqual(
    read.map(field => field.number),
    fields.map(field => field.number),
  )
  for (const [at, field] of fields.entries()) {
    const value = read[at]?.value
    if ('whole' in field) assert.equal(value, BigInt(field.whole))
    else if ('double' in field) assert.equal(value, new BigUint64Array(new Float64Array([field.double]).buffer)[0])
    else if (value instanceof Uint8Array && 'text' in field) assert.equal(new TextDecoder().decode(value), field.text)
    else if (value instanceof Uint8Array && 'message' in field) reads(value, field.message)
    else assert.fail(`field ${field.number} has no bytes`)
  }
}

test('whatever is written is read again, field by field', () => {
  fc.assert(fc.property(message, said => reads(written(said), said)))
})

test('what is absent or a default takes no bytes, and a map is a list of named values', () => {
  assert.equal(written([textField(1, ''), textField(2, undefined), messageField(3, undefined)]).length, 0)
  const entry = [textField(1, 'a'), messageField(2, [textField(1, 'x')])]
  const map = namedFields(4, { a: 'x' }, of => [textField(1, of)])
  assert.deepEqual(map, [{ number: 4, message: entry }])
})
