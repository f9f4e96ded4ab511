import { isLeft } from 'fp-ts/lib/Either.js'
import {
  catchError,
  concatMap,
  connect,
  defer,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  repeat,
  startWith,
  take,
  takeWhile,
  throwError,
  timeout,
  timer,
} from 'rxjs'
import {
  begin,
  type Election,
  type ElectionCommand,
  type ElectionInput,
  electionStep,
} from '../../lib/election/election.ts'
import { type Candidate, Lease, type LeaseObject } from '../../lib/election/lease.ts'
import { decode, describeRefusal } from '../../lib/kube/decode.ts'
import type { ApiFailure } from '../../lib/kube/failure.ts'
import { apiVersionOf, type Ref } from '../../lib/kube/object.ts'
import { failureOf } from '../../lib/retry/remedy.ts'
import type { Sources } from '../ports/sources.ts'
import { watchOne } from '../watching/watchOne.ts'

export interface ElectingSources extends Pick<Sources, 'read' | 'write' | 'watch' | 'random'> {
  /** The clock of the timers, and of the times written into the Lease, by which no candidate judges. */
  readonly scheduler: Sources['scheduler']
  /** Milliseconds of a clock that never goes back and never stops: by it alone a Lease expires. */
  readonly steadyMs: () => number
}

/**
 * Seeks a Lease, holds it, and gives it back at `release$`. What it does when is
 * decided in `lib/election`.
 *
 *     release$  ----------------r-
 *     electing  s--L--L--L--L-----o|     s=Standby L=Leading o=Over
 *
 * Cold. Emits its state now and whenever it changes; completes when it is over: given
 * back or lost, and nothing is sent any more. Errors never. Unsubscribing abandons
 * the Lease, which then expires.
 *
 * The Lease is watched besides being asked for: a client that only polls, as
 * client-go, takes up to two retry periods (4.4 s by default) to see that a Lease was
 * given back; a watch tells it within milliseconds, and as each renewal is told as
 * well, there is hardly ever a reason left to ask.
 */
export const electing = (
  candidate: Candidate,
  sources: ElectingSources,
  release$: Observable<unknown> = NEVER,
): Observable<Election> =>
  defer(() => {
    const { scheduler, random, steadyMs } = sources
    const moment = () => ({ steadyMs: steadyMs(), epochMs: scheduler.now(), random: random() })
    let turn = begin(candidate, moment())
    const turns = (happening$: Observable<ElectionInput>) =>
      defer(() => merge(perform(candidate, sources, turn.command), happening$)).pipe(
        map(input => {
          turn = electionStep(candidate, turn.election, input, moment())
          return turn
        }),
        takeWhile(({ command }) => command._tag === 'Keep', true),
        repeat(),
        startWith(turn),
        takeWhile(({ command }) => command._tag !== 'End', true),
      )
    return merge(
      watched(candidate, sources),
      release$.pipe(
        take(1),
        map((): ElectionInput => ({ _tag: 'Release' })),
      ),
    ).pipe(
      connect(turns),
      map(({ election }) => election),
    )
  })

const watched = (candidate: Candidate, sources: ElectingSources): Observable<ElectionInput> =>
  watchOne(Lease, candidate, sources, { silenceMs: candidate.leaseDurationMs, againMs: candidate.retryPeriodMs }).pipe(
    concatMap((told): Observable<ElectionInput> => {
      if (told._tag === 'Blind') return of({ _tag: 'Unwatched', failure: told.failure })
      const gone = told._tag === 'Deleted'
      return decoded(candidate, told.object).pipe(
        map((lease): ElectionInput => ({ _tag: 'Sighted', lease, gone })),
        catchError((failure: ApiFailure) => of<ElectionInput>({ _tag: 'Unwatched', failure })),
      )
    }),
  )

const perform = (
  candidate: Candidate,
  sources: ElectingSources,
  command: ElectionCommand,
): Observable<ElectionInput> => {
  const { scheduler } = sources
  // A timer may be a little early by another clock.
  const due = (ms: number): Observable<ElectionInput> =>
    timer(Math.ceil(ms) + 1, scheduler).pipe(map(() => ({ _tag: 'Due' })))
  const asked = (answer$: Observable<ElectionInput>, deadlineMs: number | undefined): Observable<ElectionInput> =>
    merge(
      answer$.pipe(
        timeout({ first: candidate.renewDeadlineMs / 2, scheduler, with: () => throwError(() => silent(candidate)) }),
        catchError((error: unknown) => of<ElectionInput>({ _tag: 'Failed', failure: failureOf(error) })),
      ),
      deadlineMs === undefined ? NEVER : due(deadlineMs),
    )
  switch (command._tag) {
    case 'Keep':
    case 'End':
      return NEVER
    case 'Wait':
      return due(command.ms)
    case 'Read': {
      const found$ = defer(() => sources.read(Lease, refOf(candidate))).pipe(
        concatMap(found => (found === undefined ? of(undefined) : decoded(candidate, found))),
        map((lease): ElectionInput => ({ _tag: 'Found', lease })),
      )
      return asked(found$, command.deadlineMs)
    }
    case 'Write': {
      const wrote$ = defer(() => sources.write(command.request)).pipe(
        concatMap(answer => decoded(candidate, answer)),
        map((lease): ElectionInput => ({ _tag: 'Wrote', lease })),
      )
      return asked(wrote$, command.deadlineMs)
    }
  }
}

const refOf = ({ namespace, name }: Candidate): Ref => ({
  apiVersion: apiVersionOf(Lease),
  kind: Lease.kind,
  namespace,
  name,
})

const decoded = (candidate: Candidate, value: unknown): Observable<LeaseObject> => {
  const lease = decode(Lease.codec, value)
  if (!isLeft(lease)) return of(lease.right)
  const message = describeRefusal(refOf(candidate), lease.left)
  return throwError((): ApiFailure => ({ _tag: 'Status', code: 500, reason: 'InternalError', message }))
}

/** As long as half a deadline: a leader has a second attempt. */
const silent = ({ renewDeadlineMs }: Candidate): ApiFailure => ({
  _tag: 'Connection',
  message: `no answer for ${renewDeadlineMs / 2000} s`,
  sent: true,
})
