import { defer, finalize, type Observable, tap } from 'rxjs'
import type { Cache } from '../../lib/cache/cache.ts'
import { type KubeObject, keyOf, type Ref, type Resource } from '../../lib/kube/object.ts'
import { held } from '../../lib/kube/ownership/claim.ts'
import { isOfKind } from '../../lib/kube/same.ts'
import type { Trigger } from '../../lib/plan/trigger.ts'
import type { Sources } from '../ports/sources.ts'
import { arrival } from '../watching/arrival.ts'
import { triggers } from './triggers.ts'

/** Read-your-writes: what the server answers is in the store before the key is planned again. */
export interface Learning {
  readonly resourceOf: (ref: Pick<Ref, 'apiVersion' | 'kind'>) => Resource | undefined
  /** The server's answer to a write. `isApplied`: to an apply, which shows all that can be ours of its manifest. */
  readonly learn: (resource: Resource, answer: unknown, isApplied?: boolean) => void
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
  const feedOf = (resource: Resource) => feeds.find(feed => feed.resource === resource)
  return {
    resourceOf: ref => feeds.find(feed => isOfKind(feed.resource, ref))?.resource,
    learn: (resource, answer, isApplied = false) => {
      const feed = feedOf(resource)
      if (feed === undefined) return
      const seen = arrival(resource, answer, feed)
      if (seen._tag === 'Undecodable') return
      if (isApplied && seen.claim) held(seen.claim)
      feed.store.learn(seen)
    },
    forget: (resource, ref, uid) => {
      feedOf(resource)?.store.forget(keyOf(ref), uid)
    },
    read: (sources, resource, ref) =>
      defer(() => {
        const feed = feedOf(resource)
        if (feed === undefined) return sources.read(resource, ref)
        const reading = feed.store.reading(keyOf(ref))
        const changesOf = (answer: KubeObject | undefined) => {
          if (answer === undefined) return reading.absent()
          const seen = arrival(resource, answer, feed)
          return seen._tag === 'Undecodable' ? [] : reading.found(seen)
        }
        return sources.read(resource, ref).pipe(
          tap(answer => tell(triggers(feed, changesOf(answer)))),
          finalize(() => reading.end()),
        )
      }),
  }
}
