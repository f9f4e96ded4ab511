import type { Cache } from '../cache/cache.ts'
import type { Controller } from '../controller/controller.ts'
import { apiVersionOf, fromKey, type KubeObject, keyOf, type Ref } from '../kube/object.ts'
import type { Effect, Plan } from './plan.ts'
import type { Reason } from './trigger.ts'

/**
 * The children of a key that left their watch and that its plan does not make again.
 * They were deleted, or only lost the label by which they are watched: a read tells
 * which. Without it a child that is no longer desired would stay.
 */
export const vanished = <O extends KubeObject>(
  controller: Controller<O>,
  cache: Cache<O>,
  { key, effects }: Plan,
  reasons: readonly Reason[],
): readonly Ref[] => {
  const owner = cache.watched(key)
  if (owner === undefined || owner.object.metadata.deletionTimestamp !== undefined) return []
  return reasons.flatMap(reason =>
    reason._tag !== 'Deleted' || effects.some(effect => makesAgain(effect, reason))
      ? []
      : controller.owns
          .filter(({ resource }) => resource.kind === reason.kind && cache.named(resource, reason.key) === undefined)
          .map(({ resource }) => ({ apiVersion: apiVersionOf(resource), kind: resource.kind, ...fromKey(reason.key) })),
  )
}

/** Whether the effect creates the child whose deletion the reason reports. */
export const makesAgain = (effect: Effect, reason: Reason): boolean =>
  effect._tag === 'Create' &&
  reason._tag === 'Deleted' &&
  reason.kind === effect.manifest.kind &&
  reason.key === keyOf(effect.manifest.metadata)
