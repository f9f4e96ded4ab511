import type { ApiFailure } from '../kube/failure.ts'
import type { WriteRequest } from '../plan/writeRequest.ts'
import type { LeaseObject } from './lease.ts'

/**
 * Leader election by one Lease, as a pure machine.
 *
 *     Standby ── takes it ──▶ Leading ── deadline passed, or taken ──▶ Over
 *        ╰────── release ──────▶ Leaving ── it has no holder ─────────────╯
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
 * - A Lease that a user deletes stays that of its holder for the lease duration, to
 *   all who had seen it. (A process that starts just then cannot know; the holder sees
 *   the deletion and writes it anew at once.)
 * - A leader that finds another name in the Lease is none from then on, deadline or not.
 */
export interface Election {
  readonly role: 'Standby' | 'Leading' | 'Leaving' | 'Over'
  /** Absent: nothing is known of the Lease yet. */
  readonly seen?: SeenLease
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
export interface SeenLease {
  /** Absent: there never was one. */
  readonly lease?: LeaseObject
  /** It has been deleted since. */
  readonly gone: boolean
  readonly atMs: number
}

export type ElectionInput =
  /** The answer to a `Read`. Absent: the Lease does not exist. */
  | { readonly _tag: 'Found'; readonly lease: LeaseObject | undefined }
  /** The answer to a `Write`. */
  | { readonly _tag: 'Wrote'; readonly lease: LeaseObject }
  | { readonly _tag: 'Failed'; readonly failure: ApiFailure }
  /** The watch read the Lease, at any time. */
  | { readonly _tag: 'Sighted'; readonly lease: LeaseObject; readonly gone: boolean }
  | { readonly _tag: 'Unwatched'; readonly failure: ApiFailure }
  /** A wait is over, or a deadline may have passed. */
  | { readonly _tag: 'Due' }
  /** Give it back, or stop seeking it. */
  | { readonly _tag: 'Release' }

export interface ElectionMoment {
  /** Time of a clock that never goes back, and that also runs while the process or the machine is stopped. */
  readonly steadyMs: number
  /** Milliseconds since the epoch, only to be written into the record. */
  readonly epochMs: number
  /** Uniform in [0, 1). */
  readonly random: number
}

/** The next command. Each but `Keep` first ends the one under way. `Due` is to come when `deadlineMs` have passed. */
export type ElectionCommand =
  | { readonly _tag: 'Keep' }
  | { readonly _tag: 'Wait'; readonly ms: number }
  | { readonly _tag: 'Read'; readonly deadlineMs?: number }
  | { readonly _tag: 'Write'; readonly request: WriteRequest; readonly deadlineMs?: number }
  | { readonly _tag: 'End' }

export interface ElectionTurn {
  readonly election: Election
  readonly command: ElectionCommand
}
