import type { Check } from './check.ts'

/** `notAfterMs`: when the served certificate expires, in ms since the epoch; `undefined` while there is none. */
export const certificateCheck = (
  name: string,
  notAfterMs: () => number | undefined,
  nowMs: () => number = Date.now,
): Check => ({
  name,
  check: () => {
    const expiryMs = notAfterMs()
    if (expiryMs === undefined) return 'there is no certificate yet'
    return nowMs() < expiryMs ? undefined : `the certificate expired at ${new Date(expiryMs).toISOString()}`
  },
})
