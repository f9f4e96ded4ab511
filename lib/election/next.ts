import type { WriteRequest } from '../plan/writeRequest.ts'
import { lossOf } from './leads.ts'
import { type Candidate, createLease, holderOf, holdLease, releaseLease } from './lease.ts'
import type { Election, ElectionMoment, ElectionTurn, SeenLease } from './state.ts'

/** The command that follows from the state. */
export const next = (candidate: Candidate, election: Election, moment: ElectionMoment): ElectionTurn => {
  const { role, seen, askedMs, doubtful, renewedMs = 0, dueMs } = election
  const { steadyMs, epochMs } = moment
  const deadlineMs = role === 'Leading' ? renewedMs + candidate.renewDeadlineMs - steadyMs : undefined
  const lost = role === 'Leading' ? lossOf(candidate, election, steadyMs) : undefined
  if (lost !== undefined) return { election: { ...election, role: 'Over', lost }, command: { _tag: 'End' } }
  if (role === 'Over') return { election, command: { _tag: 'End' } }
  if (askedMs !== undefined) return { election, command: { _tag: 'Keep' } }

  const asked = { ...election, askedMs: steadyMs }
  const within = deadlineMs !== undefined && { deadlineMs }
  const read = (): ElectionTurn => ({ election: asked, command: { _tag: 'Read', ...within } })
  const write = (request: WriteRequest): ElectionTurn => ({
    election: asked,
    command: { _tag: 'Write', request, ...within },
  })
  const wait = (untilMs: number): ElectionTurn => {
    const ms = Math.min(untilMs - steadyMs, deadlineMs ?? Number.POSITIVE_INFINITY)
    return { election, command: { _tag: 'Wait', ms } }
  }

  if (role === 'Leaving') {
    if (doubtful) return steadyMs < dueMs ? wait(dueMs) : read()
    const isOurs = seen?.lease !== undefined && !seen.gone && holderOf(seen.lease) === candidate.identity
    if (isOurs) return write(releaseLease(seen.lease, epochMs))
    return { election: { ...election, role: 'Over' }, command: { _tag: 'End' } }
  }
  if (seen === undefined || doubtful) return steadyMs < dueMs ? wait(dueMs) : read()
  const hold = () =>
    write(
      seen.lease === undefined || seen.gone
        ? createLease(candidate, epochMs)
        : holdLease(seen.lease, candidate, epochMs),
    )
  if (role === 'Leading') return seen.gone || steadyMs >= dueMs ? hold() : wait(dueMs)
  const freeMs = freeAtMs(candidate, seen)
  if (steadyMs >= freeMs) return hold()
  return steadyMs >= dueMs ? read() : wait(Math.min(dueMs, freeMs))
}

/** When a Lease may be taken, as far as is known by now. */
const freeAtMs = ({ identity, leaseDurationMs }: Candidate, { lease, atMs }: SeenLease): number => {
  const holder = holderOf(lease)
  if (holder === '' || holder === identity) return Number.NEGATIVE_INFINITY
  const seconds = lease?.spec?.leaseDurationSeconds
  return atMs + (seconds === undefined ? leaseDurationMs : seconds * 1000)
}
