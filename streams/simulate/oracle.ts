import { createCache, managedBy, managedByLabel } from '../../lib/cache.ts'
import type { ClusterState } from '../../lib/cluster/state.ts'
import { objectsOf } from '../../lib/cluster/state.ts'
import type { Controller } from '../../lib/controller.ts'
import { apiVersionOf, controllerOf, describeRef, KubeObject, keyOf, type Resource, refOf } from '../../lib/object.ts'
import { planFor } from '../../lib/planFor.ts'
import type { Seen } from '../../lib/watchEvent.ts'

/**
 * Whether a cluster is as a controller wants it, judged from its whole state:
 * a plan for each key is empty, made from caches that miss nothing (no label hides an object), nobody's child is left over,
 * and each status is about the present generation. One line for each fault found.
 */
export const notConverged = <O extends KubeObject>(
  controller: Controller<O>,
  state: ClusterState,
  nowMs: number,
): readonly string[] => {
  const found: string[] = []
  const cache = createCache(controller)
  const all = (resource: Resource): readonly KubeObject[] =>
    [...objectsOf(state, resource)].flatMap(object => (KubeObject.is(object) ? [object] : []))
  for (const { resource, store } of cache.feeds) {
    const ofKind = all(resource).map(object => ({ ...object, apiVersion: apiVersionOf(resource), kind: resource.kind }))
    const objects = ofKind.map(
      (object): Seen =>
        resource.codec.is(object)
          ? { _tag: 'Accepted', object }
          : { _tag: 'Refused', object, reasons: ['refused by its codec'] },
    )
    store.take({ _tag: 'Listed', resourceVersion: String(state.resourceVersion), objects })
  }

  for (const key of cache.keys()) {
    const { effects } = planFor(controller, cache, key, { nowMs })
    for (const effect of effects) {
      const ref = 'target' in effect ? effect.target : refOf(effect.manifest)
      found.push(`${key}: there is still to do: ${effect._tag} ${describeRef(ref)}`)
    }
  }
  const owners = all(controller.watches)
  const uids = new Set(owners.map(({ metadata }) => metadata.uid))
  for (const { resource } of controller.owns) {
    for (const child of all(resource)) {
      const owner = controllerOf(child)
      if (owner?.kind !== controller.watches.kind || uids.has(owner.uid)) continue
      // Without its label only the garbage collector of the cluster can find it.
      if (child.metadata.labels?.[managedByLabel] !== managedBy(controller)) continue
      found.push(`${resource.kind} ${keyOf(child.metadata)} is an orphan of ${owner.kind} ${owner.name}`)
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
