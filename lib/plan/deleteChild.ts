import type { KubeObject } from '../kube/object.ts'
import { targetOf } from './diffChild.ts'
import type { Effect, Premise } from './plan.ts'

export const deleteChild = (child: KubeObject, premise: Premise): Effect => ({
  _tag: 'Delete',
  target: targetOf(child),
  premise,
})

/** Whether its deletion has not been asked for yet. */
export const isLive = (object: KubeObject): boolean => object.metadata.deletionTimestamp === undefined
