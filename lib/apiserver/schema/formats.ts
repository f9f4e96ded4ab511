import { addressOf, rangeOf } from './cel/addresses.ts'

/** String formats that the API server checks; others, as there, mean nothing. */
export const formats: { readonly [format: string]: (value: string) => boolean } = {
  'date-time': isDateTime,
  datetime: isDateTime,
  date: isDate,
  uuid: value => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
  uuid3: value => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
  uuid4: value => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(value),
  uuid5: value => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(value),
  ipv4: value => addressOf(tidy(value))?.bits.length === 32,
  ipv6: value => value.includes(':') && addressOf(value) !== undefined,
  cidr: value => rangeOf(tidy(value)) !== undefined,
  mac: value => macs.some(mac => mac.test(value)),
  byte: value => value !== '' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  email: value => /^([^<>]*<)?[^\s@<>]+@[^\s@<>]+(?:>)?$/.test(value) && value.includes('<') === value.endsWith('>'),
  hostname: value => hostname.test(value),
  uri: isUri,
  duration: isDuration,
  hexcolor: value => /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.test(value),
  rgbcolor: value => rgb.test(value),
  creditcard: isCardNumber,
  isbn: value => isIsbn10(value) || isIsbn13(value),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  ssn: value => /^\d{3}[- ]\d{2}[- ]\d{4}$/.test(value),
  bsonobjectid: value => /^[0-9a-f]{24}$/i.test(value),
  password: () => true,
  'k8s-short-name': value => value.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(value),
  'k8s-long-name': value =>
    value.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(value),
}

const dateTime = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/
const macs = [
  /^([0-9a-f]{2}:){5}(([0-9a-f]{2}:){2}(([0-9a-f]{2}:){12})?)?[0-9a-f]{2}$/i,
  /^([0-9a-f]{2}-){5}(([0-9a-f]{2}-){2}(([0-9a-f]{2}-){12})?)?[0-9a-f]{2}$/i,
  /^([0-9a-f]{4}\.){2}([0-9a-f]{4}\.(([0-9a-f]{4}\.){6})?)?[0-9a-f]{4}$/i,
]
const letter = '[a-zA-Z0-9\\p{S}\\p{L}]'
const hostname = new RegExp(
  `^(${letter}(-?${letter}{0,62})?|(${letter}([a-zA-Z0-9\\-\\p{S}\\p{L}]{0,61}${letter})?\\.)+[a-zA-Z\\p{L}]{2,63})$`,
  'u',
)
const part = '(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])'
const rgb = new RegExp(`^rgb\\(\\s*${part}\\s*,\\s*${part}\\s*,\\s*${part}\\s*\\)$`)

function isDateTime(value: string): boolean {
  return dateTime.test(value) && isDate(value.slice(0, 10)) && !Number.isNaN(Date.parse(value))
}

/** Leading zeros are let through here, and nowhere else. */
const tidy = (address: string): string => address.replace(/(^|[./])0+(?=\d)/g, '$1')

/** A day of the calendar. */
function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const time = Date.parse(value)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}

function isUri(value: string): boolean {
  if (/^\/\S*$/.test(value)) return true
  return /^[a-z][a-z0-9+.-]*:\S*$/i.test(value) && (!value.includes('://') || URL.canParse(value))
}

const goDuration = /^[+-]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/
const units =
  /^(ns|us|µs|ms|s|m|h|d|w|hr|nano|micro|milli|sec|min|hour|day|week)|^(nano|micro|milli|sec|min|hour|day|week)/i

/** As Go writes durations, or in words: `2 weeks`. */
function isDuration(value: string): boolean {
  if (value === '0' || goDuration.test(value)) return true
  return [...value.matchAll(/\d\s*([A-Za-zµ]+)/g)].some(([, unit = '']) => units.test(unit))
}

const cards =
  /^(4\d{12}(\d{3})?|5[1-5]\d{14}|6(011|5\d\d)\d{12}|3[47]\d{13}|3(0[0-5]|[68]\d)\d{11}|(2131|1800|35\d{3})\d{11})$/

function isCardNumber(value: string): boolean {
  const digits = value.replace(/\D/g, '')
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? Number(digit) * 2 : Number(digit)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return cards.test(digits) && sum % 10 === 0
}

function isIsbn10(value: string): boolean {
  const digits = value.replace(/[\s-]/g, '')
  if (!/^\d{9}[\dX]$/.test(digits)) return false
  return [...digits].reduce((sum, digit, at) => sum + (at + 1) * (digit === 'X' ? 10 : Number(digit)), 0) % 11 === 0
}

function isIsbn13(value: string): boolean {
  const digits = value.replace(/[\s-]/g, '')
  if (!/^\d{13}$/.test(digits)) return false
  return [...digits].reduce((sum, digit, at) => sum + Number(digit) * (at % 2 === 0 ? 1 : 3), 0) % 10 === 0
}

/** The whole numbers that a numeric format can hold. */
export const numberRanges: { readonly [format: string]: readonly [least: number, most: number] } = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
}
