import * as t from 'io-ts'
import type { PolicyRule } from '../controller/rbac.ts'
import { microTime } from '../kube/microTime.ts'
import { apiVersionOf, KubeObject, kind, pathOf, type Resource } from '../kube/object.ts'
import { quick } from '../kube/quick.ts'
import type { WriteRequest } from '../plan/writeRequest.ts'

/** `coordination.k8s.io/v1` Leases, as leader election writes them. */

const LeaseObject = t.intersection([
  KubeObject,
  t.partial({
    spec: t.partial({
      /** Empty or absent: the Lease has no holder. */
      holderIdentity: t.string,
      leaseDurationSeconds: t.number,
      acquireTime: t.string,
      renewTime: t.string,
      leaseTransitions: t.number,
    }),
  }),
])
export type LeaseObject = t.TypeOf<typeof LeaseObject>

export const Lease: Resource<LeaseObject> = {
  ...kind('coordination.k8s.io', 'v1', 'Lease', 'leases'),
  codec: quick(LeaseObject),
}

/** A candidate, the Lease that it seeks, and the terms on which that is held. */
export interface Candidate {
  readonly namespace: string
  /** Name of the Lease. */
  readonly name: string
  /** Names this process and no other, neither now nor later: a successor under the same name would take the Lease for its own. */
  readonly identity: string
  /** How long others wait after they last saw the holder renew. Default 15,000 ms. */
  readonly leaseDurationMs: number
  /** How long a holder goes on leading after it sent its last successful renewal. Default 10,000 ms. */
  readonly renewDeadlineMs: number
  /** From one attempt to the next. Default 2,000 ms. */
  readonly retryPeriodMs: number
}

export const leaseDefaults = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 } as const

/** A standby waits one to 2.2 retry periods, as in client-go; a renew deadline must outlast 1.2 of them. */
export const jitterFactor = 1.2

/** One line that says why a candidate cannot be one; `undefined`: it can. */
export const candidateProblem = (candidate: Candidate): string | undefined => {
  const { namespace, name, identity, leaseDurationMs, renewDeadlineMs, retryPeriodMs } = candidate
  for (const [what, text] of Object.entries({ namespace, name, identity }))
    if (text === '') return `leader election: the ${what} is empty`
  for (const [what, ms] of Object.entries({ leaseDurationMs, renewDeadlineMs, retryPeriodMs }))
    if (!Number.isFinite(ms) || ms <= 0) return `leader election: ${what} must be a number above 0, got ${ms}`
  if (leaseDurationMs <= renewDeadlineMs)
    return `leader election: the lease duration (${leaseDurationMs} ms) must be longer than the renew deadline (${renewDeadlineMs} ms)`
  if (renewDeadlineMs <= retryPeriodMs * jitterFactor)
    return `leader election: the renew deadline (${renewDeadlineMs} ms) must be longer than ${jitterFactor} retry periods (of ${retryPeriodMs} ms)`
  return undefined
}

/**
 * The rights that a candidate needs. A right to `create` cannot be limited to a name,
 * because the server authorizes before it knows the name. A watch that selects one
 * name is authorized for that name.
 */
export const leaseRules = (name: string): readonly PolicyRule[] => {
  const leases = { apiGroups: [Lease.group], resources: [Lease.plural] }
  return [
    { ...leases, verbs: ['create'] },
    { ...leases, resourceNames: [name], verbs: ['get', 'watch', 'update'] },
  ]
}

/** Identity of the holder; empty where the Lease has none. */
export const holderOf = (lease: LeaseObject | undefined): string => lease?.spec?.holderIdentity ?? ''

/** A Lease that is not there yet, held by the candidate. */
export const createLease = (candidate: Candidate, epochMs: number): WriteRequest => {
  const { namespace, name } = candidate
  const spec = { ...heldBy(candidate, epochMs), acquireTime: microTime(epochMs), leaseTransitions: 0 }
  const body = { apiVersion: apiVersionOf(Lease), kind: Lease.kind, metadata: { name, namespace }, spec }
  return { method: 'POST', path: pathOf(Lease, namespace), contentType: 'application/json', body }
}

/**
 * The Lease as it was seen, now held by the candidate: a term begins when the
 * holder changes, also from none. Other fields of the Lease stay as they are, and
 * its resourceVersion makes the server refuse (409) when another candidate was faster.
 */
export const holdLease = (lease: LeaseObject, candidate: Candidate, epochMs: number): WriteRequest => {
  const begins = holderOf(lease) !== candidate.identity && {
    acquireTime: microTime(epochMs),
    leaseTransitions: (lease.spec?.leaseTransitions ?? 0) + 1,
  }
  return replace(lease, { ...heldBy(candidate, epochMs), ...begins })
}

/** As client-go leaves a Lease: without a holder, for one second, which is the least allowed. */
export const releaseLease = (lease: LeaseObject, epochMs: number): WriteRequest => {
  const now = microTime(epochMs)
  return replace(lease, { holderIdentity: '', leaseDurationSeconds: 1, acquireTime: now, renewTime: now })
}

/** In whole seconds, rounded up: others may wait longer than needed, never shorter. */
const heldBy = ({ identity, leaseDurationMs }: Candidate, epochMs: number) => ({
  holderIdentity: identity,
  leaseDurationSeconds: Math.ceil(leaseDurationMs / 1000),
  renewTime: microTime(epochMs),
})

const replace = (lease: LeaseObject, spec: object): WriteRequest => ({
  method: 'PUT',
  path: pathOf(Lease, lease.metadata.namespace, lease.metadata.name),
  contentType: 'application/json',
  body: { ...lease, spec: { ...lease.spec, ...spec } },
})
