import type { Key, KubeObject, Resource } from '../kube/object.ts'
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
  /** Related objects of the `at`th declaration under any of these values. */
  readonly related: (at: number, values: readonly string[]) => readonly KubeObject[]
  readonly applied: (uid: string) => Applied | undefined
}

/**
 * A record of a write whose answer still differed from what was desired, because of a
 * mutating webhook, a rewritten value or another writer's list item. Without the record
 * the same write would be repeated for ever.
 */
export interface Applied {
  /** The fingerprint of what was desired. */
  readonly desired: string
  /** After an apply: overwrite. After that: apply once more, to own by applying. After that: accept the server's form. */
  readonly next: 'overwrite' | 'confirm' | 'accept'
  /** For `accept`: the fingerprint of the differing values. */
  readonly accepted?: string
}
