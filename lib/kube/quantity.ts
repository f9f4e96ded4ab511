/** Kubernetes quantities: `500m`, `1Gi`, `2e3`. */

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

const form = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/

/** The number that a quantity means; `undefined` where it is none. */
export const quantityOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  const match = form.exec(value)
  if (match === null) return undefined
  const [, digits = '', exponent, suffix = ''] = match
  return exponent === undefined ? Number(digits) * (suffixes[suffix] ?? Number.NaN) : Number(digits + exponent)
}

/** Within a rounding error: `1000m` and `1`, `1024Mi` and `1Gi`. */
export const sameQuantity = (a: unknown, b: unknown): boolean => {
  const [x, y] = [quantityOf(a), quantityOf(b)]
  return x !== undefined && y !== undefined && Math.abs(x - y) <= 1e-12 * Math.max(Math.abs(x), Math.abs(y))
}
