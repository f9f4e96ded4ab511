import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import {
  BehaviorSubject,
  defaultIfEmpty,
  distinctUntilChanged,
  filter,
  firstValueFrom,
  map,
  type Observable,
  of,
  Subject,
  switchMap,
  take,
  takeUntil,
  timer,
} from 'rxjs'
import { type Election, leads } from '../../../lib/election/election.ts'
import { type Candidate, candidateProblem, holderOf, leaseDefaults } from '../../../lib/election/lease.ts'
import { electing } from '../../election/electing.ts'
import type { Sources } from '../../ports/sources.ts'
import type { ClusterConnection } from '../connection/openCluster.ts'
import { steadyClock } from './steadyClock.ts'

export interface LeaseOptions extends Pick<Candidate, 'name'>, Partial<Omit<Candidate, 'name'>> {
  /** Default: that of the connection. */
  readonly namespace?: string
  /** Default: the host's name and a new UUID. See `Candidate`. */
  readonly identity?: string
  /** The Lease is sought from its first emission on: what should be ready before goes first. Default: at once. */
  readonly start$?: Observable<unknown>
  /** For tests. Default: one that goes on while the process or the machine is stopped. */
  readonly steadyMs?: () => number
}

/** How it stands, for logs, probes and metrics. */
export interface LeaseStatus {
  readonly leading: boolean
  /** Identity of the holder, as far as is known. Absent: the Lease has none. */
  readonly holder?: string
  /** One line: why the last request about the Lease failed. Absent: all is well. */
  readonly problem?: string
}

/** Leadership by one Lease. */
export interface Leadership {
  readonly identity: string
  /** The ports of the connection for a `run` that writes only while this process leads. */
  readonly sources: Sources
  /** Its present value on subscription. Once it has turned from true to false, it stays so. Never completes. */
  readonly leading$: Observable<boolean>
  /**
   * Whether this process leads now, at this moment of the clock: to be asked just
   * before anything is written. `leading$` learns of a passed deadline by a timer;
   * this knows also when the process, and its timers, were stopped.
   */
  readonly leads: () => boolean
  /** Its present value on subscription. */
  readonly status$: Observable<LeaseStatus>
  /** Milliseconds since its own last successful renewal was sent. `undefined`: it has never led. */
  readonly sinceRenewalMs: () => number | undefined
  /** Emits once, the line that says why, when leadership is lost; the process should end. Not when it is released. */
  readonly lost$: Observable<string>
  /**
   * Gives the Lease back, so that another takes it at once, or stops seeking it. To
   * be called when the last write has ended. From the call on, `leads` is false.
   * Resolves: true, when there is nothing left to give back; false, if the API server
   * could not be reached within a renew deadline: then it expires. Never rejects.
   */
  readonly release: () => Promise<boolean>
}

/**
 * Seeks leadership by a `coordination.k8s.io/v1` Lease, beside any candidate that
 * does it as client-go does. `leaseRules` lists the rights that it needs. `left`: one
 * line that says which option is wrong.
 */
export const lease = (connection: ClusterConnection, options: LeaseOptions): Either<string, Leadership> => {
  const { start$ = of(0), steadyMs = steadyClock(), ...given } = options
  const identity = `${hostname()}_${randomUUID()}`
  const candidate: Candidate = { namespace: connection.namespace, identity, ...leaseDefaults, ...given }
  const problem = candidateProblem(candidate)
  if (problem !== undefined) return left(problem)

  const elections = new BehaviorSubject<Election>({ role: 'Standby', doubtful: false, conflicted: false, dueMs: 0 })
  const release = new Subject<void>()
  const started$ = start$.pipe(take(1), takeUntil(release))
  // Otherwise writes that hang, as behind a slow webhook, would keep a renewal waiting for a connection.
  const sources = { ...connection.sources, ...connection.unqueued, steadyMs }
  const ended$ = started$.pipe(switchMap(() => electing(candidate, sources, release)))
  const over = new BehaviorSubject(false)
  const seeking = ended$.subscribe({ next: election => elections.next(election), complete: () => over.next(true) })

  const leadsNow = (): boolean => leads(elections.value, candidate, steadyMs())
  const leading$ = elections.pipe(
    map(({ role }) => role === 'Leading'),
    distinctUntilChanged(),
  )
  return right({
    identity: candidate.identity,
    sources: { ...connection.sources, write: connection.writeWhile(leadsNow), leading$ },
    leading$,
    leads: leadsNow,
    status$: elections.pipe(
      map(statusOf),
      distinctUntilChanged((a, b) => a.leading === b.leading && a.holder === b.holder && a.problem === b.problem),
    ),
    sinceRenewalMs: () => {
      const { renewedMs } = elections.value
      return renewedMs === undefined ? undefined : steadyMs() - renewedMs
    },
    lost$: elections.pipe(
      map(({ lost }) => lost),
      filter(lost => lost !== undefined),
      take(1),
    ),
    release: () => {
      release.next()
      const given$ = over.pipe(
        filter(ended => ended),
        take(1),
        map(() => true),
      )
      const limit$ = timer(candidate.renewDeadlineMs)
      return firstValueFrom(given$.pipe(takeUntil(limit$), defaultIfEmpty(false))).finally(() => seeking.unsubscribe())
    },
  })
}

const statusOf = ({ role, seen, problem, unwatched }: Election): LeaseStatus => {
  const holder = seen === undefined || seen.gone ? '' : holderOf(seen.lease)
  const wrong = problem ?? unwatched
  return {
    leading: role === 'Leading',
    ...(holder !== '' && { holder }),
    ...(wrong !== undefined && { problem: wrong }),
  }
}
