import { map, type OperatorFunction } from 'rxjs'
import type { KubeObject } from '../lib/object.ts'
import type { Change, Store } from '../lib/store.ts'
import type { WatchEvent } from '../lib/watchEvent.ts'

/**
 * Keeps a store up to date and says what changed. The store is whole before
 * the changes are told; a relist is told at once, as the difference.
 *
 *     events    Listed[a,b]  Changed b  Listed[b]
 *     reflect   [+a,+b]      [b]        [-a]
 */
export const reflect = <O extends KubeObject>(store: Store<O>): OperatorFunction<WatchEvent<O>, readonly Change<O>[]> =>
  map(event => store.take(event))
