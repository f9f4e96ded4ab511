import {
  type AuthorityFacts,
  type CertificateFacts,
  emptySecret,
  type SecretFacts,
  type ServingFacts,
} from './facts.ts'
import { type Lives, renewAtMs } from './lives.ts'

export interface SecretMoment {
  readonly nowMs: number
  readonly lives: Lives
  readonly leading: boolean
  /** Whether every target has trusted this authority for long enough. */
  readonly isSettled: (fingerprint: string) => boolean
}

/** The next content of the Secret, by fingerprint. Other entries are removed. */
export interface SecretStep {
  readonly authorities: readonly string[]
  /** The authorities whose keys stay in the Secret. */
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

/** Authorities that are kept at once. The runtime makes no more; further ones come of another writer. */
export const mostAuthorities = 8

/**
 * The rotation, one step at a time, in an order in which no admission fails:
 *
 *     authority  A──────────────────────────┐ dropped when it expires
 *     two thirds of its life: B is added    B────────────── …
 *     bundles    [A]                  [B, A]                 [B]
 *     served     by A                    │ every target has [B, A], and has settled: by B, and the key of A goes
 *
 * Only the leader changes a Secret. The first replica creates it, and a serving
 * certificate by an authority that no target trusts yet is issued only where there
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
  const signer = signing.find(each => isTrusted(each) && !endsSoon(each, moment)) ?? newest

  const addAuthority = newest === undefined || nowMs >= renewAtMs(newest, lives)
  const whyIssue = reasonToIssue(secret.serving, live, signer, signer !== undefined && isTrusted(signer), moment)
  const by = (): SecretStep['serving'] => (signer === undefined ? 'New' : { by: signer.fingerprint })
  const serving = whyIssue === undefined ? 'Keep' : by()

  const needed = [signer?.fingerprint, newest?.fingerprint, secret.serving?.issuer]
  const kept = live.filter(({ fingerprint }, at) => at < mostAuthorities - 1 || needed.includes(fingerprint))
  const keys = signing.filter(each => each === signer || (each === newest && !addAuthority))
  const trusted = namesOf(kept.filter(isTrusted))
  const hadKeys = secret.authorities.filter(({ canSign }) => canSign).length
  const isRepair = secret.problems.length > 0

  const why = [
    ...(whyIssue === undefined ? [] : [`a new certificate: ${whyIssue}`]),
    ...(addAuthority
      ? [`a new authority: ${newest === undefined ? 'there is none that can sign' : 'the old one is to be followed'}`]
      : []),
    ...(kept.length < secret.authorities.length ? ['an authority is dropped'] : []),
    ...(keys.length < hadKeys ? ['a key is dropped that signs no more'] : []),
    ...(same(trusted, secret.trusted) ? [] : ['noted which authorities every target trusts']),
    ...(isRepair ? [`repaired: ${secret.problems.join(', ')}`] : []),
  ]
  const dueMs = nextMs(secret.serving, live, newest, moment)
  if (why.length === 0) return { dueMs }
  const step = { authorities: namesOf(kept), keys: namesOf(keys), addAuthority, serving, trusted, isRepair }
  return { step: { ...step, why: why.join('; ') }, dueMs }
}

/** An authority that is about to end gets a successor in time, which signs once the old one has ended. */
const endsSoon = ({ notAfterMs }: CertificateFacts, { nowMs, lives }: SecretMoment): boolean =>
  notAfterMs <= nowMs + lives.settleMs

/** The reason to issue a certificate by `signer`; `undefined` if none is needed, or if it is too early. */
const reasonToIssue = (
  serving: ServingFacts | undefined,
  live: readonly AuthorityFacts[],
  signer: AuthorityFacts | undefined,
  isTrusted: boolean,
  moment: SecretMoment,
): string | undefined => {
  const { nowMs, lives } = moment
  if (serving === undefined) return 'there is none'
  if (serving.notAfterMs <= nowMs) return 'the old one has expired'
  if (serving.notBeforeMs > nowMs) return 'the old one is not yet valid'
  if (!live.some(({ fingerprint }) => fingerprint === serving.issuer)) return 'the authority of the old one is gone'
  if (!serving.isForHosts) return 'the old one is for other names'
  if (signer === undefined) return undefined
  const isOfSigner = serving.issuer === signer.fingerprint
  if (!isOfSigner && isTrusted) return 'its authority is followed by one that everybody trusts'
  // Cut short by its authority's end, the next one may not last longer.
  const lasts = Math.min(nowMs + lives.servingMs, signer.notAfterMs) > serving.notAfterMs + 1000
  const isDue = nowMs >= renewAtMs(serving, lives) && (isOfSigner || endsSoon(serving, moment))
  return lasts && isDue ? 'the old one is to be followed' : undefined
}

/** When the next of all these things is due. */
const nextMs = (
  serving: ServingFacts | undefined,
  live: readonly AuthorityFacts[],
  newest: AuthorityFacts | undefined,
  { nowMs, lives }: SecretMoment,
): number => {
  const ofAuthorities = live.flatMap(({ notBeforeMs, notAfterMs }) => [notBeforeMs, notAfterMs])
  const ofNewest = newest === undefined ? [] : [renewAtMs(newest, lives)]
  const ofServing =
    serving === undefined ? [] : [serving.notAfterMs, serving.notAfterMs - lives.settleMs, renewAtMs(serving, lives)]
  return Math.min(...[...ofAuthorities, ...ofNewest, ...ofServing].filter(dueMs => dueMs > nowMs))
}

const namesOf = (certificates: readonly CertificateFacts[]): readonly string[] =>
  certificates.map(({ fingerprint }) => fingerprint)

const newestFirst = (a: AuthorityFacts, b: AuthorityFacts): number =>
  b.notBeforeMs - a.notBeforeMs || (a.fingerprint < b.fingerprint ? -1 : 1)

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every(each => b.includes(each))
