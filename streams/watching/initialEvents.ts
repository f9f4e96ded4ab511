import { type Key, type KubeObject, keyOf } from '../../lib/kube/object.ts'
import type { Seen } from '../../lib/kube/watchEvent.ts'

/**
 * The initial events of a WatchList, newest first: a chain, so that adding one
 * costs the same for the ten-thousandth object as for the first.
 */
export interface InitialEvents<O extends KubeObject> {
  readonly key: Key
  /** Absent: it was deleted while the list was being sent. */
  readonly seen?: Seen<O>
  readonly before: InitialEvents<O> | undefined
}

/** The objects that exist at the end, in the order in which they came. */
export const complete = <O extends KubeObject>(newest: InitialEvents<O> | undefined): readonly Seen<O>[] => {
  const keys = new Set<Key>()
  const objects: Seen<O>[] = []
  for (let at = newest; at !== undefined; at = at.before) {
    if (keys.has(at.key)) continue
    keys.add(at.key)
    if (at.seen !== undefined) objects.push(at.seen)
  }
  return objects.reverse()
}

export const withChanged = <O extends KubeObject>(
  before: InitialEvents<O> | undefined,
  seen: Seen<O>,
): InitialEvents<O> => ({ key: keyOf(seen.object.metadata), seen, before })

export const withDeleted = <O extends KubeObject>(
  before: InitialEvents<O> | undefined,
  object: KubeObject,
): InitialEvents<O> => ({ key: keyOf(object.metadata), before })
