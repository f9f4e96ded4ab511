import type { CertificateFacts } from './facts.ts'

/** All in milliseconds. */
export interface Lives {
  /** How long an authority is valid. Default a year. */
  readonly authorityMs: number
  /** How long a serving certificate is valid, its authority permitting. Default 90 days. */
  readonly servingMs: number
  /** How long before it is made a certificate is valid, since clocks differ, in ms. Default 5 minutes. */
  readonly skewMs: number
  /** From when every target trusts an authority until it is counted on: API servers learn of it one by one. Default 60 s. */
  readonly settleMs: number
}

const dayMs = 86_400_000

export const livesDefaults: Lives = {
  authorityMs: 365 * dayMs,
  servingMs: 90 * dayMs,
  skewMs: 300_000,
  settleMs: 60_000,
}

/** After two thirds of its life the next one is due: the last third is for whatever may go wrong. */
export const renewAtMs = ({ notBeforeMs, notAfterMs }: CertificateFacts, { skewMs }: Lives): number => {
  const madeMs = Math.min(notBeforeMs + skewMs, notAfterMs)
  return madeMs + Math.floor(((notAfterMs - madeMs) * 2) / 3)
}
