import { isLeft } from 'fp-ts/lib/Either.js'
import { NEVER, type Observable, of, skip, tap } from 'rxjs'
import type { ClusterConnection } from '../connection/openCluster.ts'
import { type Leadership, type LeaseStatus, lease } from '../leading/lease.ts'
import type { Log } from '../observability/log.ts'
import { ExitError, exitCodes } from './exit.ts'
import type { RunFlags } from './runFlags.ts'

export type Leading = Pick<
  Leadership,
  'identity' | 'sources' | 'leading$' | 'leads' | 'lost$' | 'release' | 'sinceRenewalMs' | 'status$'
>

export const leaseNameOf = (controller: { readonly name: string }, flags: RunFlags): string =>
  flags.leaderElectResourceName ?? `sluice-${controller.name}`

/** Leadership as the flags ask for it: by a Lease, sought from `start$` on, or without one this process leads at once. */
export const leadershipOf = (
  connection: ClusterConnection,
  controller: { readonly name: string },
  flags: RunFlags,
  start$: Observable<unknown>,
): Leading => {
  if (!flags.leaderElect) return alone(connection)
  const { leaderElectResourceNamespace: namespace } = flags
  const sought = lease(connection, {
    name: leaseNameOf(controller, flags),
    ...(namespace !== undefined && { namespace }),
    leaseDurationMs: flags.leaderElectLeaseDuration,
    renewDeadlineMs: flags.leaderElectRenewDeadline,
    retryPeriodMs: flags.leaderElectRetryPeriod,
    start$,
  })
  if (isLeft(sought)) throw new ExitError(sought.left, exitCodes.usage)
  return sought.right
}

const alone = ({ sources }: ClusterConnection): Leading => ({
  identity: '',
  sources: { ...sources, leading$: of(true) },
  leading$: of(true),
  leads: () => true,
  lost$: NEVER,
  status$: of({ leading: true }),
  sinceRenewalMs: () => undefined,
  release: () => Promise.resolve(true),
})

/** Says who leads, whenever that changes, and what keeps it from being known. */
export const logLeading = (log: Log, { identity, status$ }: Leading): Observable<LeaseStatus> =>
  status$.pipe(
    skip(1),
    tap(({ leading, holder, problem }) => {
      if (problem !== undefined) log('warn', `leader election: ${problem}`)
      else if (leading) log('info', 'leading', { identity })
      else if (holder === undefined) log('info', 'no process leads')
      else if (holder !== identity) log('info', 'standing by', { holder })
    }),
  )
