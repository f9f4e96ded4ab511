/**
 * A quantity as the API server writes it back: `1000m` → `1`, `0.5` → `500m`, `1024Mi` → `1Gi`,
 * `1000` → `1k`, `1e4` → `10e3`. Parts below 10⁻⁹ round up. `undefined` where the value is not a quantity.
 */
export const canonicalQuantity = (value: unknown): string | undefined => {
  const parsed = parse(value)
  if (parsed === undefined) return undefined
  const { nanos, negative, suffix, exponent } = parsed
  const text = suffix.endsWith('i') && nanos >= 1024n * billion ? binary(nanos) : decimal(nanos, exponent)
  return nanos === 0n ? '0' : `${negative ? '-' : ''}${text}`
}

/** How many billionths of one a quantity is, to compare it by. `undefined` where the value is not a quantity. */
export const billionths = (value: unknown): bigint | undefined => {
  const parsed = parse(value)
  return parsed && (parsed.negative ? -parsed.nanos : parsed.nanos)
}

interface Parsed {
  readonly nanos: bigint
  readonly negative: boolean
  readonly suffix: string
  /** Whether it is written with an exponent. */
  readonly exponent: boolean
}

const parse = (value: unknown): Parsed | undefined => {
  const match = form.exec(typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '')
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent, suffix = ''] = match
  const power = 9 - fraction.length + powerOf(suffix, exponent)
  const nanos = scaled(BigInt(`${whole}${fraction}` || '0'), power, binaryOf(suffix))
  return { nanos, negative: sign === '-', suffix, exponent: exponent !== undefined }
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
const scaled = (digits: bigint, power: number, factor: bigint): bigint => {
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
