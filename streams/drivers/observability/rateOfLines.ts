type Write<Level, Fields> = (level: Level | 'warn' | 'notice', message: string, fields?: Fields) => void

/** Lines at once, and lines a second after that. */
const burst = 1000
const perSecond = 100

/**
 * A log that strangers cannot fill a disk with: lines beyond 1,000 at once and 100 a second are left out and
 * counted, and the next line that is written says how many. Notices are always written.
 */
export const atMost = <Level, Fields>(
  log: Write<Level, Fields>,
  nowMs: () => number = () => performance.now(),
): Write<Level, Fields> => {
  let left = burst
  let sinceMs = nowMs()
  let leftOut = 0
  return (level, message, fields) => {
    const now = nowMs()
    left = Math.min(burst, left + (Math.max(0, now - sinceMs) * perSecond) / 1000)
    sinceMs = now
    if (left < 1 && level !== 'notice') {
      leftOut += 1
      return
    }
    left -= 1
    if (leftOut > 0)
      log('warn', `${leftOut} lines of the log were left out: there were more than ${perSecond} a second`)
    leftOut = 0
    log(level, message, fields)
  }
}
