import { map, type OperatorFunction } from 'rxjs'
import type { Change, Store } from '../../lib/cache/store.ts'
import type { KubeObject } from '../../lib/kube/object.ts'
import type { WatchEvent } from '../../lib/kube/watchEvent.ts'

/**
 * Keeps a store up to date and says what changed. The store is whole before
 * the changes are emitted; a relist at once and whole, as the difference.
 *
 *     events    Listed[a,b]  Changed b  Listed[b]
 *     reflect   [+a,+b]      [b]        [-a]
 */
export const reflect = <O extends KubeObject>(store: Store<O>): OperatorFunction<WatchEvent<O>, readonly Change<O>[]> =>
  map(event => store.take(event))
