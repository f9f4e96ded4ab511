import type { Snapshot } from '../cache/snapshot.ts'
import type { Controller } from '../controller/controller.ts'
import { apiVersionOf, controllerOf, fromKey, type Key, type KubeObject, type Ref } from '../kube/object.ts'
import { isControlledBy } from '../kube/same.ts'
import { deleteChild, isLive } from './deleteChild.ts'
import type { Plan } from './plan.ts'

/** Children that name this key as their owner, but not the object that it has now. */
export const orphansOf = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  key: Key,
): readonly KubeObject[] => {
  const uid = snapshot.watched(key)?.object.metadata.uid
  return controller.owns
    .flatMap(({ resource }) => snapshot.owned(resource, key))
    .filter(child => isLive(child) && !isControlledBy(child, uid))
}

export interface OrphanContext {
  readonly nowMs: number
  /** Since when children of this key have been seen without their owner. */
  readonly orphanedSinceMs?: number
  /** The answer of `orphansOf`, where the caller has it already. */
  readonly orphans?: readonly KubeObject[]
  /** How long the garbage collector has for them. Default 60,000 ms. */
  readonly orphanGraceMs?: number
}

/** Children whose owner is gone: the garbage collector's; ours only when it does not come. */
export const planOrphans = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  key: Key,
  { nowMs, orphanedSinceMs = nowMs, orphans, orphanGraceMs = 60_000 }: OrphanContext,
): Pick<Plan, 'effects' | 'requeueAfterMs'> => {
  const left = orphans ?? orphansOf(controller, snapshot, key)
  if (left.length === 0) return { effects: [] }
  const remainingMs = orphanedSinceMs + orphanGraceMs - nowMs
  if (remainingMs > 0) return { effects: [], requeueAfterMs: remainingMs }
  const ref: Ref = { apiVersion: apiVersionOf(controller.watches), kind: controller.watches.kind, ...fromKey(key) }
  return {
    effects: left.map(child => deleteChild(child, { _tag: 'Gone', ref, uid: controllerOf(child)?.uid ?? '' })),
  }
}
