import type { Feed } from '../../lib/cache/cache.ts'
import type { Change } from '../../lib/cache/store.ts'
import type { KubeObject } from '../../lib/kube/object.ts'
import type { Reason, Trigger } from '../../lib/plan/trigger.ts'

/** The triggers of the keys that these changes concern: of the object itself, of its owner, and of each key that reads it. */
export const triggers = (feed: Feed, changes: readonly Change<KubeObject>[]): readonly Trigger[] =>
  changes.flatMap(change => {
    const _tag = change.before === undefined ? 'Added' : change.after === undefined ? 'Deleted' : 'Modified'
    const reason: Reason = { _tag, kind: feed.resource.kind, key: change.key }
    return feed.concerns(change).map(key => ({ key, reason }))
  })
