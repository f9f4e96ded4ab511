import { type Coverage, coverage, wantedBundle } from '../../../lib/certificates/bundles.ts'
import type { BundleFacts, CertificateFacts, SecretFacts, ServingFacts } from '../../../lib/certificates/facts.ts'
import { livesDefaults } from '../../../lib/certificates/lives.ts'
import { mayServe } from '../../../lib/certificates/mayServe.ts'
import { planSecret, type SecretStep } from '../../../lib/certificates/planSecret.ts'

/** Replicas, a Secret and two caBundles, as facts only, so that years pass in milliseconds. */

export const day = 86_400_000
const lives = livesDefaults

export type Act =
  | { readonly _tag: 'Restart' | 'Isolate' | 'Reconnect' | 'Lead'; readonly replica: number }
  | { readonly _tag: 'LoseWrites'; readonly count: number }
  | { readonly _tag: 'Damage'; readonly part: 'authorities' | 'keys' | 'serving' | 'trusted' | 'hosts' }
  | { readonly _tag: 'Empty' | 'Block' | 'Unblock'; readonly target: number }
  | { readonly _tag: 'Abdicate' | 'Delete' | 'Rewind' | 'Pass' }

/** In a bundle, since when. */
interface Trusted extends BundleFacts {
  readonly sinceMs: number
}

/** So long an API server may take to hear of a bundle: less than is waited for it. */
const hearsayMs = lives.settleMs / 2
/** A write that was lost is tried again. */
const retryMs = 800

interface Replica {
  current: ServingFacts | undefined
  /** What it saw last, for as long as it sees nothing. */
  seen: SecretFacts | undefined
  isolated: boolean
  covered: Coverage
  /** It had no choice, or somebody took away what it needs: until all is well again. */
  excused: boolean
}

export class Rotating {
  nowMs = Date.UTC(2026, 0, 1)
  secret: SecretFacts | undefined
  bundles: Map<string, Trusted>[] = [new Map(), new Map()]
  faults: string[] = []
  issued = { authorities: 0, serving: 0 }
  private leader: number | undefined = 0
  private lose = 0
  private actedMs = this.nowMs
  /** Bundles that we have no right to write. */
  private readonly blocked = new Set<number>()
  /** Said to be trusted by a Secret of yesterday, but taken out of a bundle by hand since: nobody can know. */
  private readonly stale = new Set<string>()
  private readonly past: (SecretFacts | undefined)[] = []
  private readonly replicas: Replica[] = [0, 1, 2].map(() => newReplica())

  act(act: Act, passMs: number): void {
    this.settle()
    this.change(act)
    const endMs = this.nowMs + passMs
    for (let dueMs = this.settle(); dueMs < endMs; dueMs = this.settle()) this.nowMs = dueMs
    this.nowMs = endMs
    this.settle()
  }

  private change(act: Act): void {
    this.actedMs = this.nowMs
    switch (act._tag) {
      case 'Restart':
        this.replicas[act.replica] = newReplica()
        return
      case 'Isolate':
      case 'Reconnect': {
        const replica = this.replica(act.replica)
        replica.isolated = act._tag === 'Isolate'
        // Nobody leads who cannot renew the Lease.
        if (replica.isolated && this.leader === act.replica) this.leader = undefined
        return
      }
      case 'Lead':
        if (!this.replica(act.replica).isolated) this.leader = act.replica
        return
      case 'Abdicate':
        this.leader = undefined
        return
      case 'LoseWrites':
        this.lose = act.count
        return
      case 'Delete':
        this.write(undefined)
        return
      case 'Rewind': {
        const before = this.past[Math.floor(this.past.length / 2)]
        for (const each of before?.trusted ?? [])
          if (!this.bundles.every(bundle => bundle.has(each))) this.stale.add(each)
        this.write(before)
        return
      }
      case 'Empty':
        this.bundles[act.target] = new Map()
        for (const replica of this.replicas) replica.excused = true
        return
      case 'Block':
        this.blocked.add(act.target)
        return
      case 'Unblock':
        this.blocked.delete(act.target)
        return
      case 'Damage':
        if (this.secret !== undefined) this.write(damaged(this.secret, act.part))
    }
  }

  /** Everybody does what there is to do now. Answers when time alone will ask for more. */
  private settle(): number {
    for (let turns = 0; turns < 40; turns += 1) {
      const dues = this.replicas.map((_, at) => this.turn(at))
      const isQuiet = !dues.includes(this.nowMs)
      this.check(isQuiet)
      if (isQuiet) return Math.min(...dues)
    }
    throw new Error(`there is no end to what is to be done: ${JSON.stringify(this.secret)}`)
  }

  /** One decision of one replica; answers the present moment where it has done something. */
  private turn(at: number): number {
    const replica = this.replica(at)
    const { nowMs } = this
    const secret = replica.isolated ? replica.seen : this.secret
    replica.seen = secret
    if (secret?.serving !== undefined && mayServe(replica.current, secret, nowMs)) {
      // Without a choice, it shows what nobody may trust yet.
      const hasChoice = replica.current !== undefined && isLive(replica.current, nowMs)
      if (!hasChoice || this.stale.has(secret.serving.issuer)) replica.excused = true
      replica.current = secret.serving
    }
    const expiryMs = replica.current?.notAfterMs ?? nowMs
    const waitMs = expiryMs > nowMs ? expiryMs : Number.POSITIVE_INFINITY
    if (replica.isolated) return waitMs
    const leading = this.leader === at
    const injected = leading && secret !== undefined ? this.inject(secret) : undefined
    if (injected !== undefined) return injected
    const has = this.bundles.map(bundle => new Set(bundle.keys()))
    replica.covered = leading ? coverage(replica.covered, secret?.authorities ?? [], has, nowMs) : new Map()
    const settledMs = [...replica.covered.values()].map(sinceMs => sinceMs + lives.settleMs)
    const isSettled = (each: string) => (replica.covered.get(each) ?? nowMs) + lives.settleMs <= nowMs
    const { step, dueMs } = planSecret(secret, { nowMs, lives, leading, isSettled })
    if (step !== undefined) {
      if (this.isLost()) return nowMs + retryMs
      this.write(this.done(step, secret))
      return nowMs
    }
    return Math.min(waitMs, dueMs, ...settledMs.filter(each => each > nowMs))
  }

  /** Brings one bundle up to date, if one is not; answers when to go on. */
  private inject({ authorities }: SecretFacts): number | undefined {
    for (const [at, bundle] of this.bundles.entries()) {
      if (this.blocked.has(at)) continue
      const present = [...bundle.values()]
      const wanted = wantedBundle(authorities, present, this.nowMs)
      if (authorities.length === 0 || (wanted.length === bundle.size && wanted.every(each => bundle.has(each))))
        continue
      if (this.isLost()) return this.nowMs + retryMs
      for (const each of bundle.keys()) if (!wanted.includes(each)) bundle.delete(each)
      for (const each of authorities) {
        const { sinceMs = this.nowMs } = bundle.get(each.fingerprint) ?? {}
        if (wanted.includes(each.fingerprint)) bundle.set(each.fingerprint, { ...each, isOurs: true, sinceMs })
      }
      return this.nowMs
    }
    return undefined
  }

  private isLost(): boolean {
    this.lose -= 1
    return this.lose >= 0
  }

  private done(step: SecretStep, before: SecretFacts | undefined): SecretFacts {
    const notBeforeMs = this.nowMs - lives.skewMs
    const kept = (before?.authorities ?? [])
      .filter(({ fingerprint }) => step.authorities.includes(fingerprint))
      .map(each => ({ ...each, canSign: step.keys.includes(each.fingerprint) }))
    const authorities = [...kept]
    if (step.addAuthority) {
      this.issued.authorities += 1
      const fingerprint = `authority ${this.issued.authorities}`
      authorities.unshift({ fingerprint, notBeforeMs, notAfterMs: this.nowMs + lives.authorityMs, canSign: true })
    }
    const keep = before?.serving
    if (step.serving === 'Keep')
      return { authorities, trusted: step.trusted, problems: [], ...(keep && { serving: keep }) }
    const issuer = step.serving === 'New' ? authorities[0]?.fingerprint : step.serving.by
    const signer = authorities.find(({ fingerprint }) => fingerprint === issuer)
    if (signer?.canSign !== true) throw new Error(`${issuer} cannot sign`)
    this.issued.serving += 1
    const serving = {
      fingerprint: `serving ${this.issued.serving}`,
      notBeforeMs,
      notAfterMs: Math.min(this.nowMs + lives.servingMs, signer.notAfterMs),
      issuer: signer.fingerprint,
      isForHosts: true,
    }
    return { authorities, trusted: step.trusted, problems: [], serving }
  }

  private write(secret: SecretFacts | undefined): void {
    this.past.push(this.secret)
    this.secret = secret
  }

  /** No client of a replica that is shown its certificate now may refuse it; once everybody has had the time to do something about it, none has expired. */
  private check(isQuiet: boolean): void {
    for (const [at, replica] of this.replicas.entries()) {
      const { current, isolated } = replica
      if (current === undefined) continue
      const isCovered = this.bundles.every(bundle => {
        const trusted = bundle.get(current.issuer)
        return trusted !== undefined && isLive(trusted, this.nowMs) && trusted.sinceMs + hearsayMs <= this.nowMs
      })
      if (isCovered) replica.excused = false
      const what = `day ${(this.nowMs - Date.UTC(2026, 0, 1)) / day}: replica ${at} shows ${JSON.stringify(current)}`
      const isExpired = !isLive(current, this.nowMs)
      if (isQuiet && isExpired && this.nowMs > this.actedMs + 5 * retryMs && !isolated && this.leader !== undefined)
        this.faults.push(`${what}, which has expired`)
      if (!isExpired && !isCovered && !replica.excused) this.faults.push(`${what}, which nobody trusts`)
    }
  }

  private replica(at: number): Replica {
    const replica = this.replicas[at]
    if (replica === undefined) throw new Error(`there is no replica ${at}`)
    return replica
  }
}

const newReplica = (): Replica => ({
  current: undefined,
  seen: undefined,
  isolated: false,
  covered: new Map(),
  excused: true,
})

const isLive = (certificate: CertificateFacts | undefined, nowMs: number): boolean =>
  certificate !== undefined && certificate.notAfterMs > nowMs

const damaged = (secret: SecretFacts, part: Extract<Act, { _tag: 'Damage' }>['part']): SecretFacts => {
  const { serving, ...rest } = secret
  const problems = [part]
  switch (part) {
    case 'authorities':
      return { authorities: [], trusted: secret.trusted, problems }
    case 'keys':
      return { ...secret, authorities: secret.authorities.map(each => ({ ...each, canSign: false })) }
    case 'serving':
      return { ...rest, problems }
    case 'trusted':
      return { ...secret, trusted: ['nobody'] }
    case 'hosts':
      return serving === undefined ? secret : { ...secret, serving: { ...serving, isForHosts: false } }
  }
}
