/** An IP address as its bits, '0' and '1': 32 or 128 of them. */
export interface IpAddress {
  readonly bits: string
}

/** All addresses that begin with the first `prefix` of `bits`. */
export interface IpRange {
  readonly bits: string
  readonly prefix: number
}

/** As Go reads addresses: octets without leading zeros, no zones, no IPv4 in disguise. */
export const addressOf = (text: string): IpAddress | undefined => {
  const bits = text.includes(':') ? ipv6Bits(text) : ipv4Bits(text)
  return bits === undefined ? undefined : { bits }
}

/** `10.0.0.0/8` */
export const rangeOf = (text: string): IpRange | undefined => {
  const [first = '', length = '', ...rest] = text.split('/')
  const address = addressOf(first)
  if (address === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined
  const prefix = Number(length)
  return prefix <= address.bits.length ? { bits: address.bits, prefix } : undefined
}

const ipv4Bits = (text: string): string | undefined => {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every(octet => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256))
    return undefined
  return octets.map(octet => Number(octet).toString(2).padStart(8, '0')).join('')
}

const ipv6Bits = (text: string): string | undefined => {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map(half => half.split(':').filter(group => group !== ''))
  if (halves.some(half => /^:|:$|::/.test(half))) return undefined
  const groups = [...(head ?? []), ...(tail ?? [])].map(groupBits)
  const bits = groups.join('')
  if (groups.includes(undefined) || bits.length > 128) return undefined
  if (halves.length === 1) return bits.length === 128 ? bits : undefined
  const first = (head ?? []).map(groupBits).join('')
  return bits.length === 128 ? undefined : first + '0'.repeat(128 - bits.length) + bits.slice(first.length)
}

/** Sixteen bits, or the thirty-two of an IPv4 address at the end. */
const groupBits = (group: string): string | undefined => {
  if (group.includes('.')) return ipv4Bits(group)
  return /^[0-9a-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16).toString(2).padStart(16, '0') : undefined
}
