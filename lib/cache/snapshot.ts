import type { Key, KubeObject, Resource } from '../kube/object.ts'
import type { Claim } from '../kube/ownership/claim.ts'
import type { Seen } from '../kube/watchEvent.ts'

/**
 * The view that a plan is made from. Planning is synchronous and nothing
 * changes during it, so for a plan the view is immutable.
 */
export interface Snapshot<O extends KubeObject = KubeObject> {
  readonly watched: (key: Key) => Seen<O> | undefined
  /** Known objects of an owned kind whose controller reference names `owner`, whatever uid it holds. */
  readonly owned: (resource: Resource, owner: Key) => readonly KubeObject[]
  /** A known object of an owned kind, whatever its owner. */
  readonly named: (resource: Resource, key: Key) => KubeObject | undefined
  /** What our field manager holds of that object. Absent: nothing is known of it. */
  readonly claim: (resource: Resource, key: Key) => Claim | undefined
  /** Related objects of the `at`th declaration under any of these values. */
  readonly related: (at: number, values: readonly string[]) => readonly KubeObject[]
  readonly applied: (uid: string) => Applied | undefined
  /** Why nothing can be known of a kind in this role, in one line: it is not served, or may not be listed. */
  readonly unknown: (role: 'owned' | 'related', resource: Resource) => string | undefined
}

/**
 * A record of a write that did not bring about what was desired: a mutating webhook changed
 * it, a schema pruned it, or the server refused it. Without the record the same write would
 * be repeated for ever.
 */
export interface Applied {
  /** The fingerprint of what was desired. */
  readonly desired: string
  /** After a refused apply: overwrite, then confirm by applying. After an answer that differs: accept the server's form. */
  readonly next: 'overwrite' | 'confirm' | 'accept'
  /** For `accept`: what the server made of it, as a fingerprint. */
  readonly accepted?: string
}

/** Under what the memory of a status is kept: an object may be a child as well, with a memory of its own. */
export const statusMemory = (uid: string): string => `${uid}/status`
