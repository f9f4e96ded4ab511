/** The longest time that a timer can wait: 24.8 days. Timers fire at once for anything longer. */
export const longestMs = 2 ** 31 - 1

/** A duration that a user gave, as one that a timer keeps: at least `floorMs`, at most the longest; the floor for NaN. */
export const timerMs = (ms: number, floorMs = 0): number => (ms > floorMs ? Math.min(ms, longestMs) : floorMs)

/** Options whose durations (fields that end in `Ms`, also of options within) are all such that a timer keeps them. */
export const withTimerMs = <T extends object>(options: T): T => {
  const entries = Object.entries(options).map(([name, value]: [string, unknown]): [string, unknown] => {
    if (name.endsWith('Ms') && typeof value === 'number') return [name, timerMs(value)]
    return [name, isPlain(value) ? withTimerMs(value) : value]
  })
  return Object.assign({}, options, Object.fromEntries(entries))
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
