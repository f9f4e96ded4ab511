import { networkInterfaces } from 'node:os'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { ListenAddress } from '../listening.ts'

/**
 * Parses `:8080`, `127.0.0.1:0` or `[::1]:8081`, as Go's programs do. Without a host it is every
 * address of this machine. `left`: why the text is not an address, in one line.
 */
export const parseAddress = (text: string): Either<string, ListenAddress> => {
  const [, bracketed, plain = '', digits = ''] = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (digits === '' || port > 65_535)
    return left(`${JSON.stringify(text)} is not an address: write :8080, 127.0.0.1:8080 or [::1]:8080`)
  return right({ host: (bracketed ?? plain) || everywhere(), port })
}

/** `::` covers IPv4 too, but a machine without IPv6 cannot bind it. */
const everywhere = (): string => {
  const addresses = Object.values(networkInterfaces()).flatMap(each => each ?? [])
  return addresses.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0'
}
