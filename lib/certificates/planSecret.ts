import { type AuthorityFacts, type CertificateFacts, emptySecret, type SecretFacts } from './facts.ts'
import { type Lives, renewAtMs } from './lives.ts'

export interface SecretMoment {
  readonly nowMs: number
  readonly lives: Lives
  readonly leading: boolean
  /** Whether every target has trusted this authority for long enough. */
  readonly isSettled: (fingerprint: string) => boolean
}

/** What the Secret shall hold next, by fingerprint; all else that was in it goes. */
export interface SecretStep {
  readonly authorities: readonly string[]
  /** Whose keys stay. */
  readonly keys: readonly string[]
  /** A new authority is made, and put first. */
  readonly addAuthority: boolean
  /** Keep the serving certificate, or issue one by this authority, or by the new one. */
  readonly serving: 'Keep' | 'New' | { readonly by: string }
  readonly trusted: readonly string[]
  /** For people. */
  readonly why: string
  /** Something was not as it had been left. */
  readonly isRepair: boolean
}

export interface SecretPlan {
  /** Absent: it is as it should be, or not ours to change. */
  readonly step?: SecretStep
  /** When time alone will ask for a step. */
  readonly dueMs: number
}

/** Authorities that are kept at once: more would be the work of somebody who plays with us. */
export const mostAuthorities = 8

/**
 * The rotation, one step at a time, in an order in which no admission fails:
 *
 *     authority  A──────────────────────────┐ dropped when it expires
 *     two thirds of its life: B is added    B────────────── …
 *     bundles    [A]                  [B, A]                 [B]
 *     served     by A                    │ every target has [B, A], and has settled: by B, and the key of A goes
 *
 * Only the leader changes a Secret; whoever comes first creates it, and a serving
 * certificate by an authority that nobody trusts yet is issued only where there
 * is none that could be served instead.
 */
export const planSecret = (found: SecretFacts | undefined, moment: SecretMoment): SecretPlan => {
  if (found !== undefined && !moment.leading) return { dueMs: Number.POSITIVE_INFINITY }
  const secret = found ?? emptySecret
  const { nowMs, lives, isSettled } = moment
  const live = secret.authorities.filter(({ notAfterMs }) => notAfterMs > nowMs).sort(newestFirst)
  const signing = live.filter(({ canSign, notBeforeMs }) => canSign && notBeforeMs <= nowMs)
  const [newest] = signing
  const isTrusted = ({ fingerprint }: AuthorityFacts) => secret.trusted.includes(fingerprint) || isSettled(fingerprint)
  const trusts = (fingerprint: string) => live.some(each => each.fingerprint === fingerprint && isTrusted(each))
  // Who is about to end is followed in time, so that nobody is without: its successor is taken when it has ended.
  const endsSoon = ({ notAfterMs }: CertificateFacts) => notAfterMs <= nowMs + lives.settleMs
  const signer = signing.find(each => isTrusted(each) && !endsSoon(each)) ?? newest
  const lasts = Math.min(nowMs + lives.servingMs, signer?.notAfterMs ?? 0) > (secret.serving?.notAfterMs ?? 0) + 1000

  const addAuthority = newest === undefined || nowMs >= renewAtMs(newest, lives)
  const why: string[] = []

  const { serving } = secret
  const unusable = whyUnusable(secret, live, nowMs)
  const issue = (): SecretStep['serving'] => (signer === undefined ? 'New' : { by: signer.fingerprint })
  let served: SecretStep['serving'] = 'Keep'
  if (serving === undefined || unusable !== undefined) {
    served = issue()
    why.push(`${signer === undefined ? 'a new authority and certificate' : 'a new certificate'}: ${unusable ?? ''}`)
  } else if (signer !== undefined && serving.issuer !== signer.fingerprint && isTrusted(signer)) {
    served = issue()
    why.push('a certificate by the new authority, which everybody trusts by now')
  } else if (
    lasts &&
    nowMs >= renewAtMs(serving, lives) &&
    (serving.issuer === signer?.fingerprint || endsSoon(serving))
  ) {
    served = issue()
    why.push('a new certificate, for the old one is to be followed')
  }
  if (addAuthority && served !== 'New') {
    why.push(`a new authority, for the old one ${newest === undefined ? 'can sign no more' : 'is to be followed'}`)
  }

  const needed = [signer?.fingerprint, newest?.fingerprint, serving?.issuer]
  const authorities = live
    .filter(({ fingerprint }, at) => at < mostAuthorities - 1 || needed.includes(fingerprint))
    .map(({ fingerprint }) => fingerprint)
  const keys = signing
    .filter(each => each === signer || (each === newest && !addAuthority))
    .map(({ fingerprint }) => fingerprint)
  const trusted = authorities.filter(trusts)

  if (authorities.length < secret.authorities.length) why.push('an authority is dropped')
  const known = secret.authorities.filter(({ canSign }) => canSign).map(({ fingerprint }) => fingerprint)
  if (keys.length < known.length && served === 'Keep') why.push('a key is dropped that signs no more')
  if (!same(trusted, secret.trusted)) why.push('every target trusts what is trusted')
  const isRepair = secret.problems.length > 0
  if (isRepair) why.push(`repaired: ${secret.problems.join(', ')}`)

  const dues = [
    ...live.map(({ notAfterMs }) => notAfterMs),
    ...live.map(({ notBeforeMs }) => notBeforeMs),
    ...(newest === undefined ? [] : [renewAtMs(newest, lives)]),
    ...(serving === undefined
      ? []
      : [serving.notAfterMs, serving.notAfterMs - lives.settleMs, renewAtMs(serving, lives)]),
  ].filter(dueMs => dueMs > nowMs)
  const dueMs = Math.min(...dues)
  if (why.length === 0) return { dueMs }
  return { step: { authorities, keys, addAuthority, serving: served, trusted, why: why.join('; '), isRepair }, dueMs }
}

const newestFirst = (a: AuthorityFacts, b: AuthorityFacts): number =>
  b.notBeforeMs - a.notBeforeMs || (a.fingerprint < b.fingerprint ? -1 : 1)

const whyUnusable = ({ serving }: SecretFacts, live: readonly AuthorityFacts[], nowMs: number): string | undefined => {
  if (serving === undefined) return 'there is none'
  if (serving.notAfterMs <= nowMs) return 'the old one has expired'
  if (serving.notBeforeMs > nowMs) return 'the old one is not yet valid'
  if (!live.some(({ fingerprint }) => fingerprint === serving.issuer)) return 'the authority of the old one is gone'
  return serving.isForHosts ? undefined : 'the old one is for other names'
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every(each => b.includes(each))
