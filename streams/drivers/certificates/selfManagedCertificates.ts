import {
  combineLatest,
  defer,
  distinctUntilChanged,
  from,
  map,
  type Observable,
  of,
  ReplaySubject,
  share,
  startWith,
  switchMap,
  tap,
} from 'rxjs'
import type { Coverage } from '../../../lib/certificates/bundles.ts'
import type { ServingFacts } from '../../../lib/certificates/facts.ts'
import { type Lives, livesDefaults } from '../../../lib/certificates/lives.ts'
import { mayServe } from '../../../lib/certificates/mayServe.ts'
import { planSecret } from '../../../lib/certificates/planSecret.ts'
import { type CertificateTarget, targetResources } from '../../../lib/certificates/targets.ts'
import type { KubeObject } from '../../../lib/kube/object.ts'
import type { Sources } from '../../ports/sources.ts'
import type { Certificates, ServerCertificate } from '../serving/serverCertificate.ts'
import { type Action, acting, type CertificateDecision } from './acting.ts'
import type { ObserveCertificates } from './certificateEvent.ts'
import { type Followed, follow } from './follow.ts'
import { type Injection, planTargets, type SeenTarget } from './planTargets.ts'
import type { Pair } from './readPair.ts'
import { readSecret, type SecretContents } from './readSecret.ts'
import { CertificateSecret, type Issuing, issuing, secretRequest, subjectText } from './writeSecret.ts'

export interface SelfManagedOptions {
  /** The Secret that holds the authority, its key and the serving certificate. Created where it does not exist. */
  readonly secret: { readonly namespace: string; readonly name: string }
  /** Names and addresses of the servers: `serviceHosts(service)`. */
  readonly hosts: readonly string[]
  /** The objects whose caBundle is maintained. */
  readonly targets: readonly CertificateTarget[]
  /** Whether this process may change the Secret and the targets. Emits its present value on subscription. */
  readonly leading$: Observable<boolean>
  readonly lives?: Partial<Lives>
  readonly observe?: ObserveCertificates
  /** Default: EC P-256, made in this process. */
  readonly issuing?: Issuing
}

export type CertificateSources = Pick<Sources, 'list' | 'watch' | 'write' | 'scheduler' | 'random'>

/**
 * An authority of our own, kept in a Secret that all replicas share:
 *
 *     Secret ──watch──▶ each replica serves its certificate, once everybody trusts it
 *        ▲ created by the first replica; changed, before anything expires, by the leader
 *        └── planSecret                                  leader ── planTargets ──▶ caBundles
 *
 * What is decided is in `lib/certificates`. Each write carries the version that it
 * was decided from, so no stale replica undoes anything. Needs the
 * rights of `certificateRules`. Leading must not wait for the caches of a
 * controller whose CRD is converted by these servers.
 */
export const selfManagedCertificates = (sources: CertificateSources, options: SelfManagedOptions): Certificates => {
  let served: Served | undefined
  const certificate$ = defer(() => maintaining(sources, options, served)).pipe(
    tap(next => {
      served = next
    }),
    map(({ pair: { cert, key } }): ServerCertificate => ({ cert, key })),
    share({ connector: () => new ReplaySubject(1) }),
  )
  return { certificate$, notAfter: () => served?.facts.notAfterMs }
}

interface Served {
  readonly pair: Pair
  readonly facts: ServingFacts
}

interface Known {
  readonly found: KubeObject | undefined
  /** Of `found`. */
  readonly contents: SecretContents | undefined
  readonly leading: boolean
  readonly targets: readonly SeenTarget[]
}

/** Emits what is to be served, `served` first where it is known from before. */
const maintaining = (
  sources: CertificateSources,
  { secret, hosts, leading$, targets, observe = () => {}, ...options }: SelfManagedOptions,
  served: Served | undefined,
): Observable<Served> => {
  const lives = { ...livesDefaults, ...options.lives }
  const subject = subjectText(secret)
  const name = `Secret ${secret.namespace}/${secret.name}`
  const tell = (problem: string): void => observe({ _tag: 'Failed', problem })
  const followedSecret = follow(CertificateSecret, secret, sources, tell)
  const followed = new Map(
    targets.map(target => [target, follow(targetResources[target.kind], { name: target.name }, sources, tell)]),
  )
  /** The certificate that is served now. */
  let current = served?.facts
  let covered: Coverage = new Map()

  /** The certificate of the Secret, if it may be served. */
  const offer = (contents: SecretContents | undefined, nowMs: number): readonly Served[] => {
    const { pair, facts } = contents ?? {}
    if (pair === undefined || facts?.serving === undefined || !mayServe(current, facts, nowMs)) return []
    current = facts.serving
    observe({ _tag: 'Serving', notAfterMs: current.notAfterMs })
    return [{ pair, facts: current }]
  }

  const decide = ({ found, contents, leading, targets }: Known, nowMs: number): CertificateDecision<Served> => {
    const emit = offer(contents, nowMs)
    const { injections, coverage } =
      leading && contents !== undefined
        ? planTargets(contents, targets, { nowMs, subject, before: covered })
        : { injections: [], coverage: new Map() }
    covered = coverage
    const settledAtMs = (fingerprint: string) => (coverage.get(fingerprint) ?? Infinity) + lives.settleMs
    const isSettled = (fingerprint: string) => settledAtMs(fingerprint) <= nowMs
    const { step, dueMs } = planSecret(contents?.facts, { nowMs, lives, leading, isSettled })
    const actions = injections.map(each => injecting(each, followed.get(each.target)))
    if (step !== undefined) {
      const writing = { secret, hosts, lives, issuing: options.issuing ?? issuing, nowMs }
      actions.unshift({
        name,
        version: found?.metadata.resourceVersion ?? '',
        ...((found === undefined || step.isRepair) && { content: 'as it was' }),
        why: step.why,
        isRepair: step.isRepair,
        request$: defer(() => from(secretRequest(step, found, contents, writing))),
        learn: followedSecret.learn,
      })
    }
    const dues = [dueMs, current?.notAfterMs ?? 0, ...[...coverage.keys()].map(settledAtMs)]
    return { emit, actions, dueMs: Math.min(...dues.filter(each => each > nowMs)) }
  }

  const leadership$ = leading$.pipe(
    distinctUntilChanged(),
    switchMap(leading => {
      const seen = leading ? [...followed].map(([target, { object$ }]) => seenTarget(target, object$)) : []
      return (seen.length === 0 ? of([]) : combineLatest(seen)).pipe(map(targets => ({ leading, targets })))
    }),
  )
  const known$ = combineLatest([followedSecret.object$.pipe(reading(name, hosts, observe)), leadership$]).pipe(
    map(([read, leadership]): Known => ({ ...read, ...leadership })),
  )
  const maintained$ = acting(known$, decide, sources, observe)
  return served === undefined ? maintained$ : maintained$.pipe(startWith(served))
}

/** Reads each version of the Secret once, and reports how that went. */
const reading = (name: string, hosts: readonly string[], observe: ObserveCertificates) => {
  let told: string | undefined
  return map((found: KubeObject | undefined): Pick<Known, 'found' | 'contents'> => {
    if (found === undefined) return { found, contents: undefined }
    const contents = readSecret(found, hosts)
    const problem = `${name} cannot be served: ${contents.facts.problems.join(', ')}`
    if (contents.pair !== undefined) observe({ _tag: 'Read' })
    else observe({ _tag: 'Unreadable', isNew: told !== problem, problem })
    told = contents.pair === undefined ? problem : undefined
    return { found, contents }
  })
}

const seenTarget = (target: CertificateTarget, object$: Followed['object$']): Observable<SeenTarget> =>
  object$.pipe(
    map((object): SeenTarget => ({ target, isKnown: true, ...(object !== undefined && { object }) })),
    startWith({ target, isKnown: false }),
  )

const injecting = (
  { target, object, content, request, isRepair }: Injection,
  followed: Followed | undefined,
): Action => ({
  name: `${target.kind} ${target.name}`,
  version: object.metadata.resourceVersion,
  content,
  why: isRepair ? 'a caBundle that another writer changed is put right' : 'the caBundle is brought up to date',
  isRepair,
  request$: of(request),
  learn: seen => followed?.learn(seen),
})
