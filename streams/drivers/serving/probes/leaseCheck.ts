import type { Check } from './check.ts'

export interface LeaseCheckOptions {
  /** When this process, as the leader, last renewed its lease, on the same clock; `undefined` while it does not lead. */
  readonly renewedMs: () => number | undefined
  /** How long a renewal holds, in ms. */
  readonly leaseDurationMs: number
  /** How late a renewal may be beyond that, in ms, before it is told: a leader that notices ends by itself. Default 20,000. */
  readonly toleratedMs?: number
  /** Default: the monotonic clock, which no step of the wall clock moves. */
  readonly nowMs?: () => number
}

/** Whether a leader renews on time. A standby is well whatever the lease does. */
export const leaseCheck = ({
  renewedMs,
  leaseDurationMs,
  toleratedMs = 20_000,
  nowMs = () => performance.now(),
}: LeaseCheckOptions): Check => ({
  name: 'leader-election',
  check: () => {
    const renewed = renewedMs()
    if (renewed === undefined) return undefined
    const lateMs = nowMs() - renewed - leaseDurationMs
    return lateMs <= toleratedMs
      ? undefined
      : `the lease ran out ${Math.round(lateMs / 1000)} s ago and this process still leads`
  },
})
