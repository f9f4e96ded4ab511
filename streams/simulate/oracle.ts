import { type Cache, createCache, managedBy, managedByLabel } from '../../lib/cache/cache.ts'
import type { Controller } from '../../lib/controller/controller.ts'
import {
  apiVersionOf,
  controllerOf,
  describeRef,
  KubeObject,
  keyOf,
  type Resource,
  refOf,
} from '../../lib/kube/object.ts'
import { planFor } from '../../lib/plan/planFor.ts'
import { arrival } from '../watching/arrival.ts'

/**
 * Whether a cluster is as a controller wants it, judged from its whole state: a
 * plan for each key is empty, made from caches that miss nothing (no label hides
 * an object), no orphan is left over or in the way, and each status is about the
 * present generation. One line for each fault found.
 *
 * `objectsOf` gives all objects of a kind, as they were at one moment.
 */
export const notConverged = <O extends KubeObject>(
  controller: Controller<O>,
  objectsOf: (resource: Resource) => Iterable<unknown>,
  nowMs: number,
): readonly string[] => {
  const found: string[] = []
  const all = (resource: Resource): readonly KubeObject[] =>
    [...objectsOf(resource)].flatMap(object => (KubeObject.is(object) ? [object] : []))
  const owners = all(controller.watches)
  const uids = new Set(owners.map(({ metadata }) => metadata.uid))
  const isOrphan = (object: KubeObject): boolean => {
    const owner = controllerOf(object)
    return owner?.kind === controller.watches.kind && !uids.has(owner.uid)
  }
  const cacheOf = (isKnown: (object: KubeObject) => boolean): Cache<O> => {
    const cache = createCache(controller)
    for (const { resource, claimOf, store } of cache.feeds) {
      const objects = all(resource)
        .filter(isKnown)
        .map(object => ({ ...object, apiVersion: apiVersionOf(resource), kind: resource.kind }))
        .map(object => arrival(resource, object, { claimOf }))
        .filter(seen => seen._tag !== 'Undecodable')
      store.take({ _tag: 'Listed', resourceVersion: '0', objects })
    }
    return cache
  }

  // An orphan that stands where a child should be is only waited for; without it the child would be made.
  const [whole, withoutOrphans] = [cacheOf(() => true), cacheOf(object => !isOrphan(object))]
  for (const key of whole.keys()) {
    const waiting = planFor(controller, withoutOrphans, key, { nowMs }).effects.filter(({ _tag }) => _tag === 'Create')
    const { effects } = planFor(controller, whole, key, { nowMs })
    for (const effect of [...effects, ...waiting]) {
      const ref = 'target' in effect ? effect.target : refOf(effect.manifest)
      found.push(`${key}: there is still to do: ${effect._tag} ${describeRef(ref)}`)
    }
  }
  for (const { resource } of controller.owns) {
    for (const child of all(resource).filter(isOrphan)) {
      // Without its label only the garbage collector of the cluster can find it.
      if (child.metadata.labels?.[managedByLabel] !== managedBy(controller)) continue
      found.push(`${resource.kind} ${keyOf(child.metadata)} is an orphan of ${controllerOf(child)?.name}`)
    }
  }
  for (const owner of owners) {
    const status: unknown = Reflect.get(owner, 'status')
    const observed =
      typeof status === 'object' && status !== null ? Reflect.get(status, 'observedGeneration') : undefined
    const { deletionTimestamp, finalizers = [] } = owner.metadata
    if (deletionTimestamp !== undefined) {
      if (finalizers.length === 0 || finalizers.includes(controller.finalizer ?? ''))
        found.push(`${keyOf(owner.metadata)} is still being deleted`)
    } else if (controller.reports !== false && observed !== owner.metadata.generation) {
      found.push(
        `${keyOf(owner.metadata)}: its status is of generation ${observed}, not of ${owner.metadata.generation}`,
      )
    }
  }
  return found
}
