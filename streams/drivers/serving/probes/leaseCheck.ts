import type { Check } from './check.ts'

export interface LeaseCheckOptions {
  /** When this process last renewed its lease as the leader, by `nowMs`; `undefined` while it does not lead. */
  readonly renewedMs: () => number | undefined
  /** How long a renewal holds, in ms. */
  readonly leaseDurationMs: number
  /** How late a renewal may be beyond that, in ms. A leader that notices the delay ends by itself. Default 20,000. */
  readonly toleratedMs?: number
  /** Default: the monotonic clock, which a change of the wall clock does not move. */
  readonly nowMs?: () => number
}

/** Fails while a leader does not renew its lease on time. A standby passes always. */
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
