import { equal } from '../json/equal.ts'
import type { KubeObject } from '../kube/object.ts'
import type { Seen } from '../kube/watchEvent.ts'

/** Ignores what every write changes: a reader could not tell the two apart. */
export const sameToReaders = <O extends KubeObject>(before: Seen<O>, after: Seen<O>): boolean => {
  const { object: old } = before
  const { object: now } = after
  return (
    before._tag === after._tag &&
    before.claim?.digest === after.claim?.digest &&
    equal(old.metadata, now.metadata, 'resourceVersion') &&
    equal(old, now, 'metadata')
  )
}
