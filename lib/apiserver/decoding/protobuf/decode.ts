import { parsedJson } from '../../../json/parsedJson.ts'
import { base64OfBytes } from '../../../text/base64.ts'
import type { ApiObject } from '../../objects/resourceType.ts'
import { timestamp } from '../../objects/timestamp.ts'
import { type ProtobufField, protobufFieldsOf } from './fields.ts'
import { fieldsOnWire } from './wire.ts'

const magic = [0x6b, 0x38, 0x73, 0x00]

/**
 * The object in a body of content type `application/vnd.kubernetes.protobuf`, as its JSON would be.
 * `undefined` for a kind that is not known here or for a body that is malformed.
 */
export const decodeProtobuf = (body: Uint8Array): ApiObject | undefined => {
  if (!magic.every((byte, at) => body[at] === byte)) return undefined
  try {
    const { apiVersion, kind, raw } = envelope(body.subarray(magic.length))
    return protobufFieldsOf(kind) === undefined ? undefined : { apiVersion, kind, ...message(kind, raw) }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** runtime.Unknown: the type (1: apiVersion, 2: kind) in field 1, the message in field 2. */
const envelope = (bytes: Uint8Array) => {
  let [apiVersion, kind, raw] = ['', '', new Uint8Array()]
  for (const { number, value } of fieldsOnWire(bytes)) {
    if (typeof value === 'bigint') continue
    if (number === 2) raw = value.slice()
    if (number !== 1) continue
    for (const part of fieldsOnWire(value)) {
      if (part.number === 1) apiVersion = text(part.value)
      if (part.number === 2) kind = text(part.value)
    }
  }
  return { apiVersion, kind, raw }
}

const message = (name: string, bytes: Uint8Array): { readonly [field: string]: unknown } => {
  const fields = protobufFieldsOf(name)
  const object: { [field: string]: unknown } = {}
  for (const { number, value } of fieldsOnWire(bytes)) {
    const field = fields?.get(number)
    if (field !== undefined) add(object, field, value)
  }
  return object
}

const add = (object: { [field: string]: unknown }, field: ProtobufField, value: bigint | Uint8Array): void => {
  const { name, type, shape, explicit } = field
  if (shape === 'map') {
    const [key, held] = entry(type, value)
    object[name] = { ...(object[name] as object | undefined), [key]: held }
    return
  }
  const one = read(type, value)
  if (shape === 'list') object[name] = [...((object[name] as readonly unknown[] | undefined) ?? []), one]
  else if (name === '...') Object.assign(object, one)
  else if (explicit || !isZero(one)) object[name] = one
}

const entry = (type: string, value: bigint | Uint8Array): readonly [string, unknown] => {
  let [key, held]: [string, unknown] = ['', read(type, new Uint8Array())]
  for (const part of typeof value === 'bigint' ? [] : fieldsOnWire(value)) {
    if (part.number === 1) key = text(part.value)
    if (part.number === 2) held = read(type, part.value)
  }
  return [key, held]
}

/** Drops the empty values that protobuf sends and Go's JSON would leave out. */
const isZero = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  value === undefined ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

const read = (type: string, value: bigint | Uint8Array): unknown => {
  switch (type) {
    case 'string':
      return text(value)
    case 'int':
      return Number(BigInt.asIntN(64, number(value)))
    case 'bool':
      return number(value) !== 0n
    case 'double':
      return new Float64Array(BigInt64Array.of(BigInt.asIntN(64, number(value))).buffer)[0]
    case 'bytes':
      return typeof value === 'bigint' ? '' : base64OfBytes(value)
    case 'Time':
      return time(value, false)
    case 'MicroTime':
      return time(value, true)
    case 'Quantity':
      return typeof value === 'bigint' ? '' : textAt(value, 1)
    case 'IntOrString':
      return intOrString(value)
    case 'StringList':
      return parts(value).map(part => text(part.value))
    case 'FieldsV1':
    case 'RawExtension':
      return parsedJson(typeof value === 'bigint' ? '' : textAt(value, 1))
    default:
      return typeof value === 'bigint' ? {} : message(type, value)
  }
}

const decoder = new TextDecoder()

const text = (value: bigint | Uint8Array): string => (typeof value === 'bigint' ? '' : decoder.decode(value))

const number = (value: bigint | Uint8Array): bigint => (typeof value === 'bigint' ? value : 0n)

const parts = (value: bigint | Uint8Array) => (typeof value === 'bigint' ? [] : [...fieldsOnWire(value)])

const textAt = (value: Uint8Array, at: number): string =>
  parts(value).reduce((found, part) => (part.number === at ? text(part.value) : found), '')

const numberAt = (value: bigint | Uint8Array, at: number): number =>
  parts(value).reduce((found, part) => (part.number === at ? Number(BigInt.asIntN(64, number(part.value))) : found), 0)

const time = (value: bigint | Uint8Array, micro: boolean): string | undefined => {
  const seconds = numberAt(value, 1)
  // Go's zero time, the year 1, is what an unset time is sent as.
  if (parts(value).length === 0 || seconds < -62_000_000_000) return undefined
  const whole = timestamp(seconds * 1000)
  const fraction = String(Math.floor(numberAt(value, 2) / 1000)).padStart(6, '0')
  return micro ? whole.replace('Z', `.${fraction}Z`) : whole
}

const intOrString = (value: bigint | Uint8Array): number | string => {
  const isText = numberAt(value, 1) === 1
  return isText && typeof value !== 'bigint' ? textAt(value, 3) : numberAt(value, 2)
}
