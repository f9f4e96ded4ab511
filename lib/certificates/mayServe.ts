import type { SecretFacts, ServingFacts } from './facts.ts'

/**
 * Whether a server that shows `current` should change to what the Secret offers.
 * Each replica decides it for itself: it waits until everybody trusts the new
 * one, unless its own holds no more.
 */
export const mayServe = (current: ServingFacts | undefined, offered: SecretFacts, nowMs: number): boolean => {
  const { serving, trusted } = offered
  if (serving === undefined || serving.fingerprint === current?.fingerprint) return false
  if (current === undefined || current.notAfterMs <= nowMs) return true
  const isTrusted = trusted.includes(serving.issuer) || serving.issuer === current.issuer
  return isTrusted && serving.notAfterMs > nowMs && serving.notBeforeMs <= nowMs
}
