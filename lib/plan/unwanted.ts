import { managedByLabel } from '../cache/cache.ts'
import type { Snapshot } from '../cache/snapshot.ts'
import type { Controller, OnRemoval } from '../controller/controller.ts'
import { type Key, type KubeObject, type Ref, refOf } from '../kube/object.ts'
import { appliedAnnotation } from '../kube/ownership/claim.ts'
import { isControlledBy } from '../kube/same.ts'
import { isLive } from './deleteChild.ts'
import { targetOf } from './diffChild.ts'
import type { Effect, Premise } from './plan.ts'

/** What is done with the children that are desired no longer, as `onRemoval` of their kind says. */
export const removals = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: O,
  key: Key,
  isWanted: (ref: Ref) => boolean,
): readonly Effect[] => {
  const { generation, resourceVersion, uid } = object.metadata
  const premise: Premise = {
    _tag: 'Owner',
    ref: refOf(object),
    uid,
    ...(generation === undefined ? { resourceVersion } : { generation }),
  }
  return controller.owns.flatMap(({ resource, onRemoval = 'delete' }) =>
    snapshot
      .owned(resource, key)
      .filter(child => isControlledBy(child, uid) && isLive(child) && !isWanted(refOf(child)))
      .flatMap(child => removal(child, premise, onRemoval)),
  )
}

const removal = (child: KubeObject, premise: Premise, onRemoval: OnRemoval): readonly Effect[] => {
  switch (onRemoval) {
    case 'delete':
      return [{ _tag: 'Delete', target: targetOf(child), premise }]
    case 'orphan':
      return [released(child, premise)]
    case 'keep':
      return []
  }
}

/** Takes away all by which the child is this controller's. */
const released = (child: KubeObject, premise: Premise): Effect => ({
  _tag: 'Release',
  target: targetOf(child),
  premise,
  ownerReferences: (child.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== premise.uid),
  labels: [managedByLabel],
  annotations: [appliedAnnotation],
})
