import type { Feed } from '../../lib/cache/cache.ts'
import type { Key } from '../../lib/kube/object.ts'
import type { RetryState } from '../../lib/retry/retry.ts'
import type { Priority, Slots } from '../operators/slots.ts'

/** A run in numbers of this moment: asking counts, the run itself does not. */
export interface Live {
  /** Runs at once, at most. */
  readonly workers: number
  /** Runs that wait for a worker, or for this process to lead: of a key one, and one more of the backlog. */
  readonly waiting: (priority: Priority) => number
  /** When each run under way began, in ms since the epoch. */
  readonly runningSinceMs: () => readonly number[]
  /** Keys that are parked. */
  readonly parked: () => number
  /** The objects that are kept, by kind. */
  readonly objects: () => ReadonlyMap<string, number>
}

export interface LiveOptions {
  readonly workers: number
  readonly slots: Slots
  /** Keys of the backlog that have not been let in. */
  readonly backlog: ReadonlyMap<Key, unknown>
  readonly running: ReadonlyMap<Key, number>
  readonly retryStates: ReadonlyMap<Key, RetryState>
  readonly feeds: readonly Feed[]
}

export const live = ({ workers, slots, backlog, running, retryStates, feeds }: LiveOptions): Live => ({
  workers,
  waiting: priority => slots.waiting(priority) + (priority === 'backlog' ? backlog.size : 0),
  runningSinceMs: () => [...running.values()],
  parked: () => {
    let count = 0
    for (const { parked } of retryStates.values()) if (parked) count += 1
    return count
  },
  objects: () => {
    const objects = new Map<string, number>()
    for (const { resource, store } of feeds) {
      objects.set(resource.kind, (objects.get(resource.kind) ?? 0) + store.size())
    }
    return objects
  },
})
