import { isRecord } from '../../json/fields.ts'

/**
 * A protobuf message before it is written: its fields by number, in the order in which they are written. What is
 * absent, and in proto3 what is a default, is not written.
 */
export type WireMessage = readonly (WireValue | undefined)[]

export type WireValue =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly whole: number }
  | { readonly number: number; readonly double: number }
  | { readonly number: number; readonly message: WireMessage }

export const textField = (number: number, text: unknown): WireValue | undefined =>
  typeof text === 'string' && text !== '' ? { number, text } : undefined

/** Texts, each a field of its own. */
export const textFields = (number: number, texts: unknown): WireMessage =>
  Array.isArray(texts) ? texts.map(text => textField(number, text)) : []

export const flagField = (number: number, flag: unknown): WireValue | undefined =>
  flag === true ? { number, whole: 1 } : undefined

/** Not below 0. */
export const wholeField = (number: number, whole: unknown): WireValue | undefined =>
  typeof whole === 'number' && whole > 0 ? { number, whole } : undefined

export const doubleField = (number: number, double: unknown): WireValue | undefined =>
  typeof double === 'number' && double !== 0 ? { number, double } : undefined

export const messageField = (number: number, message: WireMessage | undefined): WireValue | undefined =>
  message && { number, message }

/** A map, whose entries are messages with a name (1) and a value (2). */
export const namedFields = (number: number, map: unknown, value: (of: unknown) => WireMessage): WireMessage =>
  isRecord(map)
    ? Object.entries(map).map(([name, of]) => messageField(number, [textField(1, name), messageField(2, value(of))]))
    : []

/** The bytes of a message. */
export const written = (message: WireMessage): Uint8Array => {
  const parts: Uint8Array[] = []
  for (const field of message) if (field !== undefined) parts.push(...partsOf(field))
  return joined(parts)
}

const partsOf = (field: WireValue): readonly Uint8Array[] => {
  if ('whole' in field) return [varint(field.number * 8), varint(field.whole)]
  if ('double' in field) return [varint(field.number * 8 + 1), new Uint8Array(new Float64Array([field.double]).buffer)]
  const bytes = 'text' in field ? utf8.encode(field.text) : written(field.message)
  return [varint(field.number * 8 + 2), varint(bytes.length), bytes]
}

const utf8 = new TextEncoder()

const varint = (value: number): Uint8Array => {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
