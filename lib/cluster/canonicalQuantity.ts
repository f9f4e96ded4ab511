/**
 * A quantity as the API server writes it back: `1000m` → `1`, `0.5` → `500m`, `1024Mi` → `1Gi`,
 * `1000` → `1k`, `1e4` → `10e3`. Parts below 10⁻⁹ round up. `undefined` where the value is no quantity.
 */
export const canonicalQuantity = (value: unknown): string | undefined => {
  const match = form.exec(typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '')
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent, suffix = ''] = match
  const nanos = scaled(
    BigInt(`${whole}${fraction}` || '0'),
    9 - fraction.length + powerOf(suffix, exponent),
    binaryOf(suffix),
  )
  if (nanos === undefined) return undefined
  const text = suffix.endsWith('i') && nanos >= 1024n * billion ? binary(nanos) : decimal(nanos, exponent !== undefined)
  return nanos === 0n ? '0' : `${sign === '-' ? '-' : ''}${text}`
}

const form = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3})|([numkMGTPE]|[KMGTPE]i)?)$/
const billion = 1_000_000_000n

const decimals = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binaries = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const powerOf = (suffix: string, exponent: string | undefined): number => {
  if (exponent !== undefined) return Number(exponent)
  return suffix.endsWith('i') ? 0 : (decimals.indexOf(suffix) - 3) * 3
}

const binaryOf = (suffix: string): bigint => (suffix.endsWith('i') ? 1024n ** BigInt(binaries.indexOf(suffix)) : 1n)

/** Billionths, rounded up. */
const scaled = (digits: bigint, power: number, factor: bigint): bigint | undefined => {
  const product = digits * factor
  if (power >= 0) return product * 10n ** BigInt(power)
  const divisor = 10n ** BigInt(-power)
  return (product + divisor - 1n) / divisor
}

const binary = (nanos: bigint): string => {
  let amount = (nanos + billion - 1n) / billion
  let power = 0
  while (amount % 1024n === 0n && power < binaries.length - 1) {
    amount /= 1024n
    power += 1
  }
  return `${amount}${binaries[power]}`
}

const decimal = (nanos: bigint, asExponent: boolean): string => {
  let amount = nanos
  let power = 0
  while (amount !== 0n && amount % 1000n === 0n && power < decimals.length - 1) {
    amount /= 1000n
    power += 1
  }
  if (!asExponent) return `${amount}${decimals[power]}`
  const exponent = (power - 3) * 3
  return exponent === 0 ? `${amount}` : `${amount}e${exponent}`
}
