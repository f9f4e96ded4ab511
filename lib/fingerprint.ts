import { isRecord } from './equal.ts'

export { canonical } from './canonical.ts'

/**
 * 16 hex digits that tell JSON values apart: the order of fields and fields that
 * are `undefined` do not count. Made for changes, not against forgers: two lanes
 * of multiply-and-xor over the canonical text, which is never built, because a
 * plan takes several of these and a cryptographic digest cost half its time.
 */
export const fingerprint = (value: unknown): string => {
  const lanes: Lanes = { a: 0xdeadbeef, b: 0x41c6ce57 }
  mixValue(lanes, value)
  const a = Math.imul(lanes.a ^ (lanes.a >>> 16), 0x85ebca6b) ^ Math.imul(lanes.b ^ (lanes.b >>> 13), 0xc2b2ae35)
  const b = Math.imul(lanes.b ^ (lanes.b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return hex(a) + hex(b)
}

interface Lanes {
  a: number
  b: number
}

const mixText = (lanes: Lanes, text: string): void => {
  let { a, b } = lanes
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
    // Carries high bits down, which multiplying alone never does.
    a ^= b >>> 15
  }
  // No code unit is this large, so it ends a text unmistakably.
  lanes.a = Math.imul(a ^ 0x10000, 2654435761)
  lanes.b = Math.imul(b ^ 0x10000, 1597334677)
}

const mixValue = (lanes: Lanes, value: unknown): void => {
  if (typeof value === 'string') {
    mixText(lanes, 's')
    mixText(lanes, value)
  } else if (Array.isArray(value)) {
    mixText(lanes, '[')
    for (const item of value) mixValue(lanes, item)
    mixText(lanes, ']')
  } else if (isRecord(value)) {
    mixText(lanes, '{')
    for (const field of Object.keys(value).sort()) {
      if (value[field] === undefined) continue
      mixText(lanes, field)
      mixValue(lanes, value[field])
    }
    mixText(lanes, '}')
  } else {
    // Numbers, true, false and null as JSON writes them.
    mixText(lanes, JSON.stringify(value) ?? 'null')
  }
}

const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0')
