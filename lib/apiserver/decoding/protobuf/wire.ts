/** One field as it stands on the wire. */
export interface WireField {
  readonly number: number
  /** A varint or a fixed-width number, or the bytes of everything else. */
  readonly value: bigint | Uint8Array
}

/** The fields of an encoded message, in order. Throws a RangeError when it is cut off or malformed. */
export function* fieldsOnWire(bytes: Uint8Array): Iterable<WireField> {
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at]
      if (byte === undefined) break
      at += 1
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
    throw new RangeError('a number is cut off')
  }
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('a field is cut off')
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = varint()
    const number = Number(tag >> 3n)
    switch (Number(tag & 7n)) {
      case 0:
        yield { number, value: varint() }
        break
      case 1:
        yield { number, value: little(take(8)) }
        break
      case 2:
        yield { number, value: take(Number(varint())) }
        break
      case 5:
        yield { number, value: little(take(4)) }
        break
      default:
        throw new RangeError(`field ${number} has an unknown wire type`)
    }
  }
}

const little = (bytes: Uint8Array): bigint => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
