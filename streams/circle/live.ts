import type { SchedulerLike } from 'rxjs'
import type { Cache } from '../../lib/cache/cache.ts'
import type { Key, KubeObject } from '../../lib/kube/object.ts'
import type { Trigger } from '../../lib/plan/trigger.ts'
import type { Fault } from '../../lib/retry/faultMemory.ts'
import type { KeyPlace } from '../operators/keyPlace.ts'
import type { Priority, Slots } from '../operators/slots.ts'
import type { Askings } from './asking.ts'
import type { Loop } from './loop.ts'
import { type Waiting, waiting } from './waiting.ts'
import type { WritePermit } from './writePermit.ts'

/** A run as it is at this moment. It counts when it is asked, so the run itself keeps no count. */
export interface Live {
  /** Runs at once, at most. */
  readonly workers: number
  /** Runs that wait for a worker, or for this process to lead: of a key one, and one more of the backlog. */
  readonly waiting: (priority: Priority) => number
  /** Where a key is: in which places it waits, since when and for what. Empty where nothing of it is to be done. */
  readonly where: (key: Key) => readonly Waiting[]
  /** When each run under way began, in ms since the epoch. */
  readonly runningSinceMs: () => readonly number[]
  /** The verbs on kinds that fail whatever the object. */
  readonly faults: () => readonly Fault[]
  /** Keys that are parked. */
  readonly parked: () => number
  /** The objects that are kept, by kind. */
  readonly objects: () => ReadonlyMap<string, number>
}

export interface LiveOptions<O extends KubeObject> {
  /** Default 10, as of `slots`. */
  readonly workers?: number
  readonly slots: Slots
  /** Keys of the backlog that have not been let in. */
  readonly backlog: ReadonlyMap<Key, readonly Trigger[]>
  readonly places: ReadonlyMap<Key, KeyPlace<Trigger>>
  readonly running: ReadonlyMap<Key, number>
  readonly loop: Pick<Loop, 'due' | 'retryStates'>
  readonly cache: Pick<Cache<O>, 'feeds' | 'unknown'>
  readonly permit: Pick<WritePermit, 'mayPass'>
  readonly asking: Pick<Askings, 'open'>
  readonly scheduler: SchedulerLike
}

export const live = <O extends KubeObject>(options: LiveOptions<O>): Live => {
  const { workers = 10, slots, backlog, places, running, permit, scheduler } = options
  const { due, retryStates } = options.loop
  const { feeds, unknown } = options.cache
  const unlisted = (): readonly string[] =>
    feeds
      .filter(
        ({ role, store, resource }) => !store.listed() && (role === 'watched' || unknown(role, resource) === undefined),
      )
      .map(({ resource }) => resource.kind)
  return {
    workers,
    waiting: priority => slots.waiting(priority) + (priority === 'backlog' ? backlog.size : 0),
    where: waiting({
      ...{ unlisted, backlog, places, due, retryStates, faults: options.asking.open },
      ...{ leads: permit.mayPass, startMs: scheduler.now() },
    }),
    runningSinceMs: () => [...running.values()],
    faults: () => [...options.asking.open.values()],
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
  }
}
