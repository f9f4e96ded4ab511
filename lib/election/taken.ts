import { explainForbidden } from '../controller/forbidden.ts'
import type { ApiFailure } from '../kube/failure.ts'
import { isNewer } from '../kube/resourceVersion.ts'
import { lossOf } from './leads.ts'
import { type Candidate, holderOf, jitterFactor, type LeaseObject } from './lease.ts'
import type { Election, ElectionInput, ElectionMoment } from './state.ts'

/** The state after an input. */
export const taken = (
  candidate: Candidate,
  election: Election,
  input: ElectionInput,
  moment: ElectionMoment,
): Election => {
  const { steadyMs } = moment
  switch (input._tag) {
    case 'Due':
      return { ...election, conflicted: false }
    case 'Release':
      return election.role === 'Over' ? election : { ...election, role: 'Leaving', dueMs: steadyMs }
    case 'Sighted': {
      const { unwatched: _, ...rest } = election
      const told = sighted(rest, input.lease, input.gone, steadyMs)
      // A candidate that the watch keeps informed need not read.
      return isStandby(told) && !told.doubtful ? { ...told, dueMs: steadyMs + patience(candidate, moment) } : told
    }
    case 'Unwatched':
      return { ...election, unwatched: explainForbidden(input.failure).message }
    case 'Found': {
      const { problem: _, ...rest } = answered(election)
      const found = { ...rest, doubtful: false, dueMs: steadyMs + (isStandby(rest) ? patience(candidate, moment) : 0) }
      if (input.lease !== undefined) return read(found, input.lease, election.askedMs, steadyMs)
      return { ...found, seen: { atMs: steadyMs, ...found.seen, gone: true } }
    }
    case 'Wrote': {
      const { problem: _, ...rest } = answered(election)
      const wrote = read({ ...rest, doubtful: false, conflicted: false }, input.lease, election.askedMs, steadyMs)
      if (holderOf(input.lease) !== candidate.identity) return wrote
      const renewedMs = election.askedMs ?? steadyMs
      const held = { ...wrote, renewedMs, dueMs: renewedMs + candidate.retryPeriodMs }
      if (!isStandby(rest)) return held
      // An answer that comes too late, as to a process that was stopped, makes no leader.
      const leading: Election = { ...held, role: 'Leading' }
      return lossOf(candidate, leading, steadyMs) === undefined ? leading : held
    }
    case 'Failed':
      return failed(candidate, election, input.failure, moment)
  }
}

/** An older Lease than the known one is ignored: a watch may be behind the candidate's own writes. */
const sighted = (election: Election, lease: LeaseObject, gone: boolean, steadyMs: number): Election => {
  const { seen } = election
  const before = seen?.lease?.metadata.resourceVersion
  const now = lease.metadata.resourceVersion
  if (seen === undefined || before === undefined || isNewer(now, before))
    return { ...election, seen: { lease, gone, atMs: gone ? (seen?.atMs ?? steadyMs) : steadyMs } }
  return before === now && seen.gone !== gone ? { ...election, seen: { ...seen, gone } } : election
}

/**
 * An answer is believed whatever its version, for those of a cluster that was restored
 * begin again further back; unless the watch has shown a change since the read began.
 */
const read = (election: Election, lease: LeaseObject, askedMs: number | undefined, steadyMs: number): Election => {
  const { seen } = election
  const isKnown = seen?.lease?.metadata.resourceVersion === lease.metadata.resourceVersion
  const isOvertaken = seen !== undefined && seen.atMs >= (askedMs ?? 0)
  if (isKnown || isOvertaken) return sighted(election, lease, false, steadyMs)
  return { ...election, seen: { lease, gone: false, atMs: steadyMs } }
}

/** A conflict is settled by reading at once; anything else, and a second conflict, waits its time. */
const failed = (candidate: Candidate, election: Election, failure: ApiFailure, moment: ElectionMoment): Election => {
  const { steadyMs } = moment
  const { askedMs = steadyMs } = election
  const conflicted = failure._tag === 'Status' && failure.code === 409
  const pauseMs = isStandby(election) ? patience(candidate, moment) : candidate.retryPeriodMs
  const silenceMs = (failure._tag === 'Status' && failure.retryAfterMs) || 0
  const dueMs = Math.max(steadyMs + silenceMs, askedMs + pauseMs)
  const known = { ...answered(election), doubtful: true, conflicted }
  if (conflicted) return { ...known, dueMs: election.conflicted ? dueMs : steadyMs }
  return { ...known, dueMs, problem: explainForbidden(failure).message }
}

const isStandby = ({ role }: Election): boolean => role === 'Standby'

const answered = ({ askedMs: _, ...rest }: Election): Election => rest

/** A standby's wait, spread so that not all come at once. */
const patience = ({ retryPeriodMs }: Candidate, { random }: ElectionMoment): number =>
  retryPeriodMs * (1 + jitterFactor * random)
