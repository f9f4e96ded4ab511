import { defer, Observable, type OperatorFunction, type Subscriber, type Subscription } from 'rxjs'
import { type Queue, queue } from './queue.ts'

/** A key that something is held, waiting or running for. */
export interface Group<T> {
  /** Values that wait for a listener, because the inner does not listen at the moment. */
  readonly queue: Queue<T>
  listener?: Subscriber<T> | undefined
  inner?: Subscription | undefined
  phase: 'closed' | 'open'
  delivering: boolean
}

/**
 * Like `groupBy` and `mergeMap`, except that a group lives only as long as its
 * inner: when that completes, the group is forgotten, and the key's next value
 * opens another.
 *
 *     source      a1--a2--b1------a3--|
 *     inner a     x---x-|         x---|     completes when it is idle
 *     inner b             x--|
 *
 * Guarantees: at most one inner a key; values reach it in order and one after
 * the other, also when its own output causes them synchronously; a value that
 * arrives while the inner does not listen (it completes, or has not subscribed
 * yet) waits for its listener or opens the next group: none is lost, except that
 * an inner which completes without ever listening has declined the value that
 * opened it. `values$` is for one listener at a time. Completion of the source
 * completes `values$`; the output completes with the last inner.
 *
 * `groups` is the map of live groups, to be counted.
 */
export const perKey =
  <T, R>(
    keyOf: (value: T) => string,
    project: (key: string, values$: Observable<T>) => Observable<R>,
    groups: Map<string, Group<T>> = new Map(),
  ): OperatorFunction<T, R> =>
  source =>
    new Observable(subscriber => {
      let completed = false

      const open = (key: string, group: Group<T>): void => {
        let ended = false
        let listened = false
        const values$ = new Observable<T>(listener => {
          listened = true
          group.listener = listener
          listener.add(() => {
            if (group.listener === listener) group.listener = undefined
          })
          deliver(key, group)
        })
        group.phase = 'open'
        group.inner = defer(() => project(key, values$)).subscribe({
          next: result => subscriber.next(result),
          error: error => subscriber.error(error),
          complete: () => {
            ended = true
          },
        })
        if (subscriber.closed) group.inner.unsubscribe()
        // Forgotten after its teardown, so that two inners of a key never overlap.
        group.inner.add(() => {
          if (!ended) return
          if (!listened) group.queue.shift()
          group.phase = 'closed'
          deliver(key, group)
        })
      }

      const deliver = (key: string, group: Group<T>): void => {
        if (group.delivering) return
        group.delivering = true
        while (!subscriber.closed) {
          if (group.phase === 'closed') {
            if (group.queue.size() === 0) break
            open(key, group)
            continue
          }
          if (group.listener === undefined) break
          const oldest = group.queue.shift()
          if (oldest !== undefined) group.listener.next(oldest.value)
          else {
            if (completed) group.listener.complete()
            break
          }
        }
        group.delivering = false
        if (group.phase === 'closed') {
          groups.delete(key)
          if (completed && groups.size === 0) subscriber.complete()
        }
      }

      subscriber.add(() => {
        for (const { inner } of groups.values()) inner?.unsubscribe()
        groups.clear()
      })
      subscriber.add(
        source.subscribe({
          next: value => {
            let key: string
            try {
              key = keyOf(value)
            } catch (error) {
              subscriber.error(error)
              return
            }
            let group = groups.get(key)
            if (group === undefined) {
              group = { queue: queue(), phase: 'closed', delivering: false }
              groups.set(key, group)
            }
            group.queue.push(value)
            deliver(key, group)
          },
          error: error => subscriber.error(error),
          complete: () => {
            completed = true
            if (groups.size === 0) subscriber.complete()
            for (const [key, group] of groups) deliver(key, group)
          },
        }),
      )
    })
