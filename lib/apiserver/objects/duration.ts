/**
 * A span of time as kubectl prints ages: `90s`, `4m10s`, `3h25m`, `5d3h`, `2y40d`. Negative spans of
 * more than a second are `<invalid>`: the clocks of server and client differ.
 */
export const humanDuration = (ms: number): string => {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  if (hours < 192) return withRest(days, 'd', hours % 24, 'h')
  if (hours < 17_520) return `${days}d`
  const years = Math.floor(days / 365)
  return hours < 70_080 ? withRest(years, 'y', days % 365, 'd') : `${years}y`
}

const withRest = (count: number, unit: string, rest: number, restUnit: string): string =>
  rest === 0 ? `${count}${unit}` : `${count}${unit}${rest}${restUnit}`

/** How long ago an RFC 3339 time was, as kubectl prints it; `<unknown>` where there is none. */
export const ageOf = (timestamp: unknown, nowMs: number): string => {
  const then = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN
  return Number.isNaN(then) ? '<unknown>' : humanDuration(nowMs - then)
}
