import type { ApiFailure } from './failure.ts'
import { explainForbidden } from './forbidden.ts'
import {
  type Candidate,
  createLease,
  holderOf,
  holdLease,
  jitterFactor,
  type LeaseObject,
  releaseLease,
} from './lease.ts'
import { isNewer } from './resourceVersion.ts'
import type { WriteRequest } from './writeRequest.ts'

/**
 * Leader election by one Lease, as a pure machine.
 *
 *     Standby ── takes it ──▶ Leading ── deadline passed, or taken ──▶ Over
 *        ╰────── release ──────▶ Leaving ── it is nobody's ─────────────╯
 *
 * Whether a Lease has expired is judged by how long ago *this process* last saw it
 * change, on its own steady clock; the times in the record are written for people
 * and never read, so clocks may differ and jump. That is client-go's rule
 * (`isLeaseValid` and `setObservedRecord` in tools/leaderelection/leaderelection.go,
 * v0.36). Four things are stricter than there:
 *
 * - A leader counts its deadline from when it *sent* its last successful renewal.
 *   Others count from when they saw it, which is later, and wait for longer; so two
 *   never lead at once, as long as no steady clock runs faster than another by more
 *   than lease duration / renew deadline.
 * - Any change of the Lease is a sign of life, not only one of its record: a holder
 *   whose wall clock stands still renews all the same.
 * - A Lease that somebody deletes stays that of its holder for the lease duration, to
 *   all who had seen it. (A process that starts just then cannot know; the holder sees
 *   the deletion and writes it anew at once.)
 * - A leader that finds another name in the Lease is none from then on, deadline or not.
 */
export interface Election {
  readonly role: 'Standby' | 'Leading' | 'Leaving' | 'Over'
  /** Absent: nothing is known of the Lease yet. */
  readonly seen?: Seen
  /** When the request under way was sent. Absent: there is none. */
  readonly askedMs?: number
  /** Whether the last write was done is not known: it is read before anything is written. */
  readonly doubtful: boolean
  /** The last request met a conflict; a second one in a row waits. */
  readonly conflicted: boolean
  /** When the last successful renewal was sent. Absent: it has never been held. */
  readonly renewedMs?: number
  /** When the next request is due. */
  readonly dueMs: number
  /** Why the last request failed. */
  readonly problem?: string
  /** Why the watch of the Lease last failed; without it, it is only polled. */
  readonly unwatched?: string
  /** Why it is over, where it was not left. */
  readonly lost?: string
}

/** The Lease as it was last seen to change. All times in ms of the steady clock. */
export interface Seen {
  /** Absent: there never was one. */
  readonly lease?: LeaseObject
  /** It has been deleted since. */
  readonly gone: boolean
  readonly atMs: number
}

export type Input =
  /** The answer to a `Read`. Absent: there is no such Lease. */
  | { readonly _tag: 'Found'; readonly lease: LeaseObject | undefined }
  /** The answer to a `Write`. */
  | { readonly _tag: 'Wrote'; readonly lease: LeaseObject }
  | { readonly _tag: 'Failed'; readonly failure: ApiFailure }
  /** By the watch, at any time. */
  | { readonly _tag: 'Sighted'; readonly lease: LeaseObject; readonly gone: boolean }
  | { readonly _tag: 'Unwatched'; readonly failure: ApiFailure }
  /** A wait is over, or a deadline may have passed. */
  | { readonly _tag: 'Due' }
  /** Give it back, or stop seeking it. */
  | { readonly _tag: 'Release' }

export interface Moment {
  /** Of a clock that never goes back, and that goes on while the process or the machine is stopped. */
  readonly steadyMs: number
  /** Milliseconds since the epoch, only to be written into the record. */
  readonly epochMs: number
  /** Uniform in [0, 1). */
  readonly random: number
}

/** What to do next. Anything but `Keep` first ends what is being done. `Due` is to come when `deadlineMs` have passed. */
export type Command =
  | { readonly _tag: 'Keep' }
  | { readonly _tag: 'Wait'; readonly ms: number }
  | { readonly _tag: 'Read'; readonly deadlineMs?: number }
  | { readonly _tag: 'Write'; readonly request: WriteRequest; readonly deadlineMs?: number }
  | { readonly _tag: 'End' }

export interface Turn {
  readonly election: Election
  readonly command: Command
}

export const begin = (candidate: Candidate, moment: Moment): Turn =>
  next(candidate, { role: 'Standby', doubtful: false, conflicted: false, dueMs: moment.steadyMs }, moment)

export const step = (candidate: Candidate, election: Election, input: Input, moment: Moment): Turn =>
  next(candidate, taken(candidate, election, input, moment), moment)

/** Whether it leads at this moment of the steady clock. */
export const leads = ({ role, renewedMs }: Election, { renewDeadlineMs }: Candidate, steadyMs: number): boolean =>
  role === 'Leading' && renewedMs !== undefined && steadyMs < renewedMs + renewDeadlineMs

const taken = (candidate: Candidate, election: Election, input: Input, moment: Moment): Election => {
  const { steadyMs } = moment
  switch (input._tag) {
    case 'Due':
      return { ...election, conflicted: false }
    case 'Release':
      return election.role === 'Over' ? election : { ...election, role: 'Leaving', dueMs: steadyMs }
    case 'Sighted': {
      const { unwatched: _, ...rest } = election
      const told = sighted(rest, input.lease, input.gone, steadyMs)
      // Whoever is told by the watch need not ask.
      return isStandby(told) && !told.doubtful ? { ...told, dueMs: steadyMs + patience(candidate, moment) } : told
    }
    case 'Unwatched':
      return { ...election, unwatched: explainForbidden(input.failure).message }
    case 'Found': {
      const { problem: _, ...rest } = answered(election)
      const found = { ...rest, doubtful: false, dueMs: steadyMs + (isStandby(rest) ? patience(candidate, moment) : 0) }
      if (input.lease !== undefined) return sighted(found, input.lease, false, steadyMs)
      return { ...found, seen: { atMs: steadyMs, ...found.seen, gone: true } }
    }
    case 'Wrote': {
      const { problem: _, ...rest } = answered(election)
      const wrote = sighted({ ...rest, doubtful: false, conflicted: false }, input.lease, false, steadyMs)
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

/** What is older than what is known says nothing: a watch may be behind one's own writes. */
const sighted = (election: Election, lease: LeaseObject, gone: boolean, steadyMs: number): Election => {
  const { seen } = election
  const before = seen?.lease?.metadata.resourceVersion
  const now = lease.metadata.resourceVersion
  if (seen === undefined || before === undefined || isNewer(now, before))
    return { ...election, seen: { lease, gone, atMs: gone ? (seen?.atMs ?? steadyMs) : steadyMs } }
  return before === now && seen.gone !== gone ? { ...election, seen: { ...seen, gone } } : election
}

/** A conflict is settled by reading at once; anything else, and a second conflict, waits its time. */
const failed = (candidate: Candidate, election: Election, failure: ApiFailure, moment: Moment): Election => {
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

const next = (candidate: Candidate, election: Election, moment: Moment): Turn => {
  const { role, seen, askedMs, doubtful, renewedMs = 0, dueMs } = election
  const { steadyMs, epochMs } = moment
  const deadlineMs = role === 'Leading' ? renewedMs + candidate.renewDeadlineMs - steadyMs : undefined
  const lost = role === 'Leading' ? lossOf(candidate, election, steadyMs) : undefined
  if (lost !== undefined) return { election: { ...election, role: 'Over', lost }, command: { _tag: 'End' } }
  if (role === 'Over') return { election, command: { _tag: 'End' } }
  if (askedMs !== undefined) return { election, command: { _tag: 'Keep' } }

  const asked = { ...election, askedMs: steadyMs }
  const within = deadlineMs !== undefined && { deadlineMs }
  const read = (): Turn => ({ election: asked, command: { _tag: 'Read', ...within } })
  const write = (request: WriteRequest): Turn => ({ election: asked, command: { _tag: 'Write', request, ...within } })
  const wait = (untilMs: number): Turn => {
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
const freeAtMs = ({ identity, leaseDurationMs }: Candidate, { lease, atMs }: Seen): number => {
  const holder = holderOf(lease)
  if (holder === '' || holder === identity) return Number.NEGATIVE_INFINITY
  const seconds = lease?.spec?.leaseDurationSeconds
  return atMs + (seconds === undefined ? leaseDurationMs : seconds * 1000)
}

const lossOf = (candidate: Candidate, election: Election, steadyMs: number): string | undefined => {
  const { namespace, name, identity, renewDeadlineMs } = candidate
  const { seen, problem } = election
  const holder = holderOf(seen?.lease)
  const what = `the lease ${namespace}/${name} is lost`
  if (holder !== identity) return `${what}: ${holder === '' ? 'somebody has released it' : `${holder} has taken it`}`
  if (leads(election, candidate, steadyMs)) return undefined
  return `${what}: it was not renewed within ${renewDeadlineMs / 1000} s${problem === undefined ? '' : `: ${problem}`}`
}

const isStandby = ({ role }: Election): boolean => role === 'Standby'

const answered = ({ askedMs: _, ...rest }: Election): Election => rest

/** A standby's wait, spread so that not all come at once. */
const patience = ({ retryPeriodMs }: Candidate, { random }: Moment): number =>
  retryPeriodMs * (1 + jitterFactor * random)
