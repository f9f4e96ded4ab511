import { defer, finalize, type Observable, tap } from 'rxjs'
import type { Cache } from '../../lib/cache/cache.ts'
import { exactJson } from '../../lib/json/exactJson.ts'
import { apiVersionOf, type KubeObject, keyOf, type Ref, type Resource } from '../../lib/kube/object.ts'
import { held } from '../../lib/kube/ownership/claim.ts'
import { isOfKind } from '../../lib/kube/same.ts'
import type { Trigger } from '../../lib/plan/trigger.ts'
import type { Sources } from '../ports/sources.ts'
import { arrival } from '../watching/arrival.ts'
import { triggers } from './triggers.ts'

/** Whether an object is written as the one that is watched, or as a child. */
export type WrittenAs = 'watched' | 'owned'

/** Read-your-writes: what the server answers is in the store before the key is planned again. */
export interface Learning {
  readonly resourceOf: (ref: Pick<Ref, 'apiVersion' | 'kind'>) => Resource | undefined
  /**
   * The server's answer to a write. A kind may be both watched and owned: its own watch shows the object in its other
   * role, and triggers there. `isApplied`: to an apply, which shows all that can be ours of its manifest.
   */
  readonly learn: (resource: Resource, answer: unknown, role: WrittenAs, isApplied?: boolean) => void
  /**
   * Call it before a write, and its answer after that was learned: what a watch shows of the object meanwhile is told
   * then, unless it is the echo of the write.
   */
  readonly writing: (resource: Resource, ref: Ref, role: WrittenAs) => () => void
  /** The server answered that the object of this uid is gone. */
  readonly forget: (resource: Resource, ref: Ref, uid: string) => void
  /** One consistent read. Its answer is learned, and triggers the keys that it concerns, before it is passed on. Errors like the read. */
  readonly read: (sources: Pick<Sources, 'read'>, resource: Resource, ref: Ref) => Observable<KubeObject | undefined>
}

/** `tell` is given the triggers of what a read found changed, for a watch may never show it. */
export const learning = <O extends KubeObject>(
  cache: Cache<O>,
  tell: (found: readonly Trigger[]) => void = () => undefined,
): Learning => {
  // A related object is never written, and its own watch shows its changes.
  const feeds = cache.feeds.filter(({ role }) => role !== 'related')
  const feedsOf = (resource: Resource) =>
    feeds.filter(feed => isOfKind(feed.resource, { apiVersion: apiVersionOf(resource), kind: resource.kind }))
  const feedOf = (resource: Resource, role: WrittenAs) => feedsOf(resource).find(feed => feed.role === role)
  return {
    resourceOf: ref => feeds.find(feed => isOfKind(feed.resource, ref))?.resource,
    learn: (resource, answer, role, isApplied = false) => {
      const feed = feedOf(resource, role)
      if (feed === undefined) return
      const seen = arrival(resource, answer, feed)
      if (seen._tag === 'Undecodable') return
      if (isApplied && seen.claim) held(seen.claim)
      feed.store.learn(seen)
    },
    writing: (resource, ref, role) => {
      const feed = feedOf(resource, role)
      const answered = feed?.store.writing(keyOf(ref))
      return () => {
        if (feed && answered) tell(triggers(feed, answered()))
      }
    },
    forget: (resource, ref, uid) => {
      for (const { store } of feedsOf(resource)) store.forget(keyOf(ref), uid)
    },
    read: (sources, resource, ref) =>
      defer(() => {
        const readings = feedsOf(resource).map(feed => ({ feed, reading: feed.store.reading(keyOf(ref)) }))
        const changesOf = ({ feed, reading }: (typeof readings)[number], answer: KubeObject | undefined) => {
          if (answer === undefined) return reading.absent()
          // What arrives is thinned out in place, so each feed needs its own where there are two.
          const value = readings.length === 1 ? answer : exactJson(JSON.stringify(answer))
          const seen = arrival(resource, value, feed)
          return seen._tag === 'Undecodable' ? [] : reading.found(seen)
        }
        return sources.read(resource, ref).pipe(
          tap(answer => {
            for (const each of readings) tell(triggers(each.feed, changesOf(each, answer)))
          }),
          finalize(() => {
            for (const { reading } of readings) reading.end()
          }),
        )
      }),
  }
}
