import type { Key, KubeObject } from '../kube/object.ts'
import type { WatchEvent } from '../kube/watchEvent.ts'

/** The events of objects that are being written: each may be the echo of the write, so it waits for the answer. */
export interface Writings<O extends KubeObject> {
  /** `position`: the resourceVersion that the watch has come to. Returns the end of the write, which gives what waited. */
  readonly begin: (key: Key, position: string) => () => readonly WatchEvent<O>[]
  /** Whether the event has to wait; it is then kept. */
  readonly holds: (key: Key, event: WatchEvent<O>) => boolean
  /** Where the watch was when the write of the object began. */
  readonly since: (key: Key) => string | undefined
  /** Ends all waiting. */
  readonly drain: () => readonly WatchEvent<O>[]
}

export const createWritings = <O extends KubeObject>(): Writings<O> => {
  const writings = new Map<Key, { readonly since: string; readonly waiting: WatchEvent<O>[] }>()
  return {
    begin: (key, since) => {
      const writing = writings.get(key) ?? { since, waiting: [] }
      writings.set(key, writing)
      return () => {
        if (writings.get(key) !== writing) return []
        writings.delete(key)
        return writing.waiting
      }
    },
    holds: (key, event) => writings.get(key)?.waiting.push(event) !== undefined,
    since: key => writings.get(key)?.since,
    drain: () => {
      const waiting = [...writings.values()].flatMap(writing => writing.waiting)
      writings.clear()
      return waiting
    },
  }
}
