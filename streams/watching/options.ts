import type { KubeObject } from '../../lib/kube/object.ts'
import type { Claim } from '../../lib/kube/ownership/claim.ts'
import type { StatusParts } from '../../lib/kube/ownership/statusParts.ts'
import { type Backoff, watchBackoff } from '../../lib/retry/backoff.ts'
import type { Selection } from '../ports/sources.ts'

/** All durations in milliseconds unless their name says seconds. */
export interface ListWatchOptions {
  /** Which objects. Default: all, in all namespaces. */
  readonly selection?: Selection
  /** Objects in a page of a LIST. Default 500. */
  readonly pageSize?: number
  /** How long the server is asked to keep a connection: drawn uniformly between these two. Default [300, 600]. */
  readonly timeoutSeconds?: readonly [least: number, most: number]
  /** How long a connection may outlive its `timeoutSeconds` before it is given up as dead. Default 30_000. */
  readonly graceMs?: number
  /** Longest silence of a server that sends bookmarks (it does so about once a minute). Default 150_000. */
  readonly idleMs?: number
  /** Longest wait for a page of a LIST, or for the next of the initial events. Default 60_000. */
  readonly initialMs?: number
  /** Waits after failures. Default 800 ms → 30 s, ×2, full jitter. */
  readonly backoff?: Backoff
  /** A connection that lived this long resets the backoff. Default 120_000. */
  readonly healthyAfterMs?: number
  /** Begin with a WatchList (Kubernetes ≥ 1.34 by default); where the server refuses, a paged LIST. Default true. */
  readonly streamingList?: boolean
  /**
   * The part of an object to keep. Called as it arrives, so that a list never holds more, with the length of the text
   * that it was parsed from, if that is known. Default: all.
   */
  readonly keep?: <K extends KubeObject>(object: K, size?: number) => K
  /** Reads what our field manager holds of an object, before its `managedFields` are dropped. Default: nothing is read. */
  readonly claimOf?: ((value: unknown) => Claim) | undefined
  /** Reads what our field manager has set of a status. Default: nothing is read. */
  readonly statusOf?: ((value: unknown) => StatusParts) | undefined
  /** Whether the object of this resourceVersion is held already, by a write's answer: then its line is not read. Default: never. */
  readonly isKnown?: (resourceVersion: string) => boolean
}

export type Settings = Required<ListWatchOptions>

export const settingsOf = (options: ListWatchOptions): Settings => ({
  selection: {},
  pageSize: 500,
  timeoutSeconds: [300, 600],
  graceMs: 30_000,
  idleMs: 150_000,
  initialMs: 60_000,
  backoff: watchBackoff,
  healthyAfterMs: 120_000,
  streamingList: true,
  keep: object => object,
  claimOf: undefined,
  statusOf: undefined,
  isKnown: () => false,
  ...options,
})
