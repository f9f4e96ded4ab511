import type { Cache } from '../lib/cache.ts'
import { type KubeObject, keyOf, type Ref, type Resource } from '../lib/object.ts'
import type { Store } from '../lib/store.ts'
import { arrival } from './listWatch/arrival.ts'

/** Read-your-writes: what the server answers is in the store before the key is planned again. */
export interface Learning {
  readonly resourceOf: (ref: Pick<Ref, 'apiVersion' | 'kind'>) => Resource | undefined
  /** The server's answer to a write, or what a consistent read found. */
  readonly learn: (resource: Resource, answer: unknown) => void
  /** The object is gone; without `uid`, whichever was known. */
  readonly forget: (resource: Resource, ref: Ref, uid?: string) => void
}

export const learning = <O extends KubeObject>(cache: Cache<O>): Learning => {
  const feeds = cache.feeds.filter(feed => !feed.name.startsWith('related '))
  const isOf = (resource: Resource, { apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>) =>
    resource.kind === kind && (resource.group === '' ? '' : `${resource.group}/`) + resource.version === apiVersion
  const storeOf = (resource: Resource): Store<KubeObject> | undefined =>
    feeds.find(feed => feed.resource === resource)?.store
  return {
    resourceOf: ref => feeds.find(feed => isOf(feed.resource, ref))?.resource,
    learn: (resource, answer) => {
      const seen = arrival(resource, answer)
      if (seen._tag !== 'Undecodable') storeOf(resource)?.learn(seen)
    },
    forget: (resource, ref, uid) => {
      const store = storeOf(resource)
      const known = uid ?? store?.get(keyOf(ref))?.object.metadata.uid
      if (known !== undefined) store?.forget(keyOf(ref), known)
    },
  }
}
