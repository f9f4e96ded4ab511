/** Milliseconds in each unit of a duration. */
const units: { readonly [unit: string]: number } = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/**
 * A duration as Go writes it (`15s`, `1m30s`, `500ms`, `1.5h`, `0`), in
 * milliseconds; `undefined` for any other text, also for one without a unit.
 */
export const parseDuration = (text: string): number | undefined => {
  if (text === '0') return 0
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined
  return [...text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/gy)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  )
}
