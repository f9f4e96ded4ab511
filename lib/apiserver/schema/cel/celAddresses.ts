import type { Environment } from '@marcbachmann/cel-js'
import { addressOf, type IpAddress, type IpRange, rangeOf } from './addresses.ts'

class Ip {
  readonly address: IpAddress
  constructor(text: string) {
    const address = addressOf(text)
    if (address === undefined) throw new Error(`IP Address "${text}" is not valid`)
    this.address = address
  }
}

class Cidr {
  readonly range: IpRange
  constructor(text: string) {
    const range = rangeOf(text)
    if (range === undefined) throw new Error(`network address parse error during conversion from string: ${text}`)
    this.range = range
  }
}

/** Whether all addresses of one range, or a single address, are in another. */
const holds = (outer: IpRange, inner: IpRange): boolean =>
  outer.bits.length === inner.bits.length &&
  inner.prefix >= outer.prefix &&
  outer.bits.slice(0, outer.prefix) === inner.bits.slice(0, outer.prefix)

const single = ({ bits }: IpAddress): IpRange => ({ bits, prefix: bits.length })
const family = ({ bits }: IpAddress): bigint => (bits.length === 32 ? 4n : 6n)

export const registerAddresses = (environment: Environment): void => {
  environment
    .registerType('net.IP', Ip)
    .registerType('net.CIDR', Cidr)
    .registerFunction('isIP(string): bool', (text: string) => addressOf(text) !== undefined)
    .registerFunction('ip(string): net.IP', (text: string) => new Ip(text))
    .registerFunction('net.IP.family(): int', ({ address }: Ip) => family(address))
    .registerFunction('net.IP.isLoopback(): bool', ({ address }: Ip) =>
      ['127.0.0.0/8', '::1/128'].some(range => holds(new Cidr(range).range, single(address))),
    )
    .registerFunction('net.IP.isUnspecified(): bool', ({ address }: Ip) => !address.bits.includes('1'))
    .registerFunction('isCIDR(string): bool', (text: string) => rangeOf(text) !== undefined)
    .registerFunction('cidr(string): net.CIDR', (text: string) => new Cidr(text))
    .registerFunction('net.CIDR.prefixLength(): int', ({ range }: Cidr) => BigInt(range.prefix))
    .registerFunction('net.CIDR.containsIP(string): bool', ({ range }: Cidr, text: string) =>
      holds(range, single(new Ip(text).address)),
    )
    .registerFunction('net.CIDR.containsIP(net.IP): bool', ({ range }: Cidr, { address }: Ip) =>
      holds(range, single(address)),
    )
    .registerFunction('net.CIDR.containsCIDR(string): bool', ({ range }: Cidr, text: string) =>
      holds(range, new Cidr(text).range),
    )
    .registerFunction('net.CIDR.containsCIDR(net.CIDR): bool', ({ range }: Cidr, inner: Cidr) =>
      holds(range, inner.range),
    )
}
