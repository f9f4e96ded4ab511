import type { CertificateFacts, SecretFacts } from './facts.ts'

/**
 * Whether a server that shows `current` should change to what the Secret offers.
 * Each replica decides it for itself: it waits until everybody trusts the new
 * one, unless its own holds no more.
 */
export const mayServe = (
  current: Pick<CertificateFacts, 'fingerprint' | 'notAfterMs'> | undefined,
  offered: SecretFacts,
  nowMs: number,
): boolean => {
  const { serving, trusted } = offered
  if (serving === undefined || serving.fingerprint === current?.fingerprint) return false
  if (current === undefined || current.notAfterMs <= nowMs) return true
  return serving.notAfterMs > nowMs && serving.notBeforeMs <= nowMs && trusted.includes(serving.issuer)
}
