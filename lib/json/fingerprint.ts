/**
 * 16 hex digits that tell JSON values apart: the order of fields and fields that
 * are `undefined` do not count. Made for changes, not against forgers: a plan
 * takes several of these, so nothing is allocated, sorted or written as text. The
 * fields of an object are digested one by one and added up, which has no order.
 */
export const fingerprint = (value: unknown): string => {
  a = seedA
  b = seedB
  mix(value)
  finish()
  return hex(a) + hex(b)
}

const seedA = 0xdeadbeef | 0
const seedB = 0x41c6ce57 | 0

/** The digest so far: two lanes of 32 bits. Module state, as a digest never waits for anything. */
let a = seedA
let b = seedB

const mixNumber = (code: number): void => {
  a = Math.imul(a ^ code, 0x9e3779b1)
  b = Math.imul(b ^ code, 0x5f356495)
  // Carries high bits down, which multiplying alone never does.
  a ^= b >>> 15
}

const mixText = (text: string): void => {
  for (let at = 0; at < text.length; at += 1) mixNumber(text.charCodeAt(at))
  // No code unit is this large, so it ends a text unmistakably.
  mixNumber(0x10000)
}

const mix = (value: unknown): void => {
  if (typeof value === 'string') {
    mixNumber(0x10001)
    mixText(value)
  } else if (Array.isArray(value)) {
    mixNumber(0x10002)
    for (const item of value) mix(item)
    mixNumber(0x10003)
  } else if (typeof value === 'object' && value !== null) {
    mixFields(value)
  } else {
    // Numbers, true, false and null as JSON writes them.
    mixText(JSON.stringify(value) ?? 'null')
  }
}

const mixFields = (fields: object): void => {
  const outerA = a
  const outerB = b
  let sumA = 0
  let sumB = 0
  for (const field of Object.keys(fields)) {
    const value: unknown = Reflect.get(fields, field)
    if (value === undefined) continue
    a = seedA
    b = seedB
    mixText(field)
    mix(value)
    finish()
    sumA = (sumA + a) | 0
    sumB = (sumB + b) | 0
  }
  a = outerA
  b = outerB
  mixNumber(0x10004)
  mixNumber(sumA)
  mixNumber(sumB)
}

/** Lets each bit of the lanes reach all others. */
const finish = (): void => {
  const x = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  const y = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  a = x
  b = y
}

const hex = (lane: number): string =>
  `${byte(lane >>> 24)}${byte((lane >>> 16) & 0xff)}${byte((lane >>> 8) & 0xff)}${byte(lane & 0xff)}`

/** Written once: converting a large number to text costs more than digesting the value. */
const bytes = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'))
const byte = (value: number): string => bytes[value] ?? ''
