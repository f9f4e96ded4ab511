import { equal } from '../json/equal.ts'
import type { Key, KubeObject } from '../kube/object.ts'
import type { Seen } from '../kube/watchEvent.ts'
import { addTo, type KeysByValue, removeFrom } from './keysByValue.ts'

/** Names of indexes, each with the values (several an object) under which an object is found. */
export type Indexes<O extends KubeObject> = { readonly [index: string]: (seen: Seen<O>) => readonly string[] }

/** The keys of objects by the values of each index. */
export const createIndexing = <O extends KubeObject>(indexes: Indexes<O>) => {
  const found = new Map(Object.keys(indexes).map((name): [string, KeysByValue] => [name, new Map()]))
  return {
    put: (key: Key, before: Seen<O> | undefined, after: Seen<O> | undefined): void => {
      for (const [name, values] of Object.entries(indexes)) {
        const entries = found.get(name)
        if (entries === undefined) continue
        const [old, now] = [before && values(before), after && values(after)]
        if (equal(old, now)) continue
        for (const value of old ?? []) removeFrom(entries, value, key)
        for (const value of now ?? []) addTo(entries, value, key)
      }
    },
    keys: (name: string, value: string): ReadonlySet<Key> | Key | undefined => found.get(name)?.get(value),
  }
}
