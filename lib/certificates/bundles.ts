import type { BundleFacts, CertificateFacts } from './facts.ts'
import { mostAuthorities } from './planSecret.ts'

/**
 * The caBundle that a target should have: all authorities of the Secret, and those of
 * ours already in it that are still valid, because replicas show certificates of a
 * deleted Secret for a while. Any other content is removed. To take trust from an authority at once, delete the Secret
 * and then empty the bundles.
 */
export const wantedBundle = (
  authorities: readonly CertificateFacts[],
  present: readonly BundleFacts[],
  nowMs: number,
): readonly string[] => {
  const live = ({ notAfterMs }: CertificateFacts) => notAfterMs > nowMs
  const wanted = authorities.filter(live).map(({ fingerprint }) => fingerprint)
  const before = present
    .filter(each => each.isOurs && live(each) && !wanted.includes(each.fingerprint))
    .sort((a, b) => b.notBeforeMs - a.notBeforeMs)
    .map(({ fingerprint }) => fingerprint)
  return [...wanted, ...before.slice(0, Math.max(0, mostAuthorities - wanted.length))]
}

/** Since when every target has had an authority, by fingerprint. */
export type Coverage = ReadonlyMap<string, number>

/** `bundles`: the fingerprints in each; `undefined` where one is not known. */
export const coverage = (
  before: Coverage,
  authorities: readonly CertificateFacts[],
  bundles: readonly (ReadonlySet<string> | undefined)[],
  nowMs: number,
): Coverage =>
  new Map(
    authorities
      .filter(({ fingerprint }) => bundles.every(bundle => bundle?.has(fingerprint) === true))
      .map(({ fingerprint }) => [fingerprint, before.get(fingerprint) ?? nowMs]),
  )
