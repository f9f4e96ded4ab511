import type { Observable, SchedulerLike } from 'rxjs'
import type { Packing } from '../../lib/cache/packing.ts'
import type { KubeObject, Ref, Resource } from '../../lib/kube/object.ts'
import type { WriteRequest } from '../../lib/plan/writeRequest.ts'

export type { WriteRequest }

/**
 * The ports: all that a run takes in from the world, and all it asks of it.
 *
 * Every port answers with an Observable, so that fakes are `cold(…)`. Nothing
 * else in streams/ sees time, randomness or the network.
 */
export interface Sources extends ListWatchSources {
  /** One consistent read of one object; `undefined` when it does not exist. Errors with an `ApiFailure`. */
  readonly read: (resource: Resource, ref: Ref) => Observable<KubeObject | undefined>
  /** One write. Emits the server's answer once and completes; errors with an `ApiFailure`. */
  readonly write: (request: WriteRequest) => Observable<unknown>
  /** Whether this process may write. Emits its present value on subscription. */
  readonly leading$: Observable<boolean>
  /** How large objects are kept in memory. Default: as they are. */
  readonly packing?: Packing
}

/** The part of the ports that `listWatch` needs. */
export interface ListWatchSources {
  /** One page of a LIST. A large one comes in parts, and the rest of it last. */
  readonly list: (resource: Resource, options: ListOptions) => Observable<ListPart | ListPage>
  /**
   * One watch connection: each emission is one line as text, exactly as sent.
   * Completes when the server ends it cleanly; errors with an `ApiFailure`.
   */
  readonly watch: (resource: Resource, options: WatchOptions) => Observable<string>
  /** The clock of every timer and of every time that is written. */
  readonly scheduler: SchedulerLike
  /** Uniform in [0, 1): for jitter only. */
  readonly random: () => number
}

/** Absent namespace: all namespaces. */
export interface Selection {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

export interface ListOptions extends Selection {
  /** Objects in a page. */
  readonly limit: number
  readonly continue?: string
  readonly resourceVersion?: string
}

/** The next items of a page. */
export interface ListPart {
  readonly part: readonly unknown[]
}

export interface ListPage {
  readonly resourceVersion: string
  readonly continue?: string
  /** Those that came in no part. Raw JSON; `apiVersion` and `kind` are filled in from the list where an item lacks them. */
  readonly items: readonly unknown[]
}

export interface WatchOptions extends Selection {
  readonly resourceVersion?: string
  /** WatchList: the stream begins with all objects and a bookmark that marks their end. */
  readonly sendInitialEvents?: boolean
  readonly timeoutSeconds: number
}
