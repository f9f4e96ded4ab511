import type { Snapshot } from '../cache/snapshot.ts'
import type { Controller } from '../controller/controller.ts'
import { ownedOf } from '../controller/ownedOf.ts'
import { type Key, type KubeObject, keyOf, type Manifest, type Ref, refOf } from '../kube/object.ts'
import { isControlledBy } from '../kube/same.ts'
import { adopt } from './adopt.ts'
import { deleteChild, isLive } from './deleteChild.ts'
import { diffChild } from './diffChild.ts'
import type { Effect, Plan, Premise } from './plan.ts'

/** The effects that the children need: first the desired ones, in their order, then those that are desired no longer. */
export const planChildren = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: O,
  key: Key,
  manifests: readonly Manifest[] | undefined,
): Omit<Plan, 'key'> => {
  if (manifests === undefined) return { effects: [] }
  const effects: Effect[] = []
  const notOwned: string[] = []
  const blockedBy: Ref[] = []
  const wanted = new Set<string>()
  for (const manifest of manifests) {
    const desired = adopt(controller, object, manifest)
    const childKey = keyOf(desired.metadata)
    wanted.add(`${desired.apiVersion}/${desired.kind}/${childKey}`)
    const owned = ownedOf(controller, desired)
    if (owned === undefined) continue
    const present = snapshot.named(owned.resource, childKey)
    const applied = present === undefined ? undefined : snapshot.applied(present.metadata.uid)
    const claim = snapshot.claim(owned.resource, childKey)
    const decision = diffChild(desired, present, { ownerUid: object.metadata.uid, claim, applied })
    if (decision._tag === 'Write') effects.push(decision.effect)
    if (decision._tag === 'NotOwned') {
      notOwned.push(decision.message)
      blockedBy.push(refOf(desired))
    }
  }
  const premise: Premise = {
    _tag: 'Owner',
    ref: refOf(object),
    uid: object.metadata.uid,
    generation: object.metadata.generation ?? 0,
  }
  // A plan in which something is not ours deletes no child: what is to take its place may not come about.
  for (const { resource } of notOwned.length > 0 ? [] : controller.owns) {
    for (const child of snapshot.owned(resource, key)) {
      const isOurs = isControlledBy(child, object.metadata.uid)
      if (!isOurs || !isLive(child) || wanted.has(`${child.apiVersion}/${child.kind}/${keyOf(child.metadata)}`))
        continue
      effects.push(deleteChild(child, premise))
    }
  }
  return {
    effects,
    ...(notOwned.length > 0 && { blocked: { reason: 'ChildNotOwned', message: notOwned.join('; ') }, blockedBy }),
  }
}
