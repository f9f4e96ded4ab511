import type { Snapshot } from '../cache/snapshot.ts'
import type { Controller } from '../controller/controller.ts'
import { ownedOf } from '../controller/ownedOf.ts'
import { describeRef, type Key, type KubeObject, keyOf, type Manifest, type Ref, refOf } from '../kube/object.ts'
import { isControlledBy, isSameRef } from '../kube/same.ts'
import { adopt } from './adopt.ts'
import { deleteChild, isLive } from './deleteChild.ts'
import { type ChildDecision, diffChild } from './diffChild.ts'
import { writtenBy } from './effectWords.ts'
import { mentions } from './mentions.ts'
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
  const adopted = manifests.map(manifest => adopt(controller, object, manifest))
  const wanted = new Set(adopted.map(idOf))
  const decided = adopted.map(desired => ({ desired, decision: decide(controller, snapshot, object, desired) }))
  const notOwned = decided.flatMap(({ desired, decision }) =>
    decision._tag === 'NotOwned' ? [{ ref: refOf(desired), message: decision.message }] : [],
  )
  // What names an object of somebody else's would make use of it on behalf of whoever wrote the owner.
  const isShared = ({ kind, name }: Ref) =>
    adopted.some(other => other.metadata.name === name && other.kind !== kind && !isNotOwned(other))
  const isNotOwned = (other: Manifest) => notOwned.some(({ ref }) => isSameRef(ref, refOf(other)))
  const held = (manifest: Manifest) => notOwned.find(({ ref }) => mentions(manifest, ref, isShared(ref)))
  const writes = decided.flatMap(({ desired, decision }) =>
    decision._tag === 'Write' ? [{ effect: decision.effect, by: held(desired) }] : [],
  )
  const effects: Effect[] = writes.flatMap(({ effect, by }) => (by === undefined ? [effect] : []))
  const waiting = writes.flatMap(({ effect, by }) =>
    by === undefined ? [] : [`${describeRef(writtenBy(effect))} waits, as it names ${describeRef(by.ref)}`],
  )
  // Read as well: they may not be ours either, which a watch by label does not show.
  const waitingRefs = writes.flatMap(({ effect, by }) => (by === undefined ? [] : [writtenBy(effect)]))
  const premise: Premise = {
    _tag: 'Owner',
    ref: refOf(object),
    uid: object.metadata.uid,
    ...(object.metadata.generation === undefined
      ? { resourceVersion: object.metadata.resourceVersion }
      : { generation: object.metadata.generation }),
  }
  // A plan in which something is not ours deletes no child: what is to take its place may not come about.
  for (const { resource } of notOwned.length > 0 ? [] : controller.owns) {
    for (const child of snapshot.owned(resource, key)) {
      const isOurs = isControlledBy(child, object.metadata.uid)
      if (!isOurs || !isLive(child) || wanted.has(idOf(child))) continue
      effects.push(deleteChild(child, premise))
    }
  }
  if (notOwned.length === 0) return { effects }
  const message = [...notOwned.map(each => each.message), ...waiting].join('; ')
  return {
    effects,
    blocked: { reason: 'ChildNotOwned', message },
    blockedBy: [...notOwned.map(({ ref }) => ref), ...waitingRefs],
  }
}

const idOf = ({ apiVersion, kind, metadata }: Manifest | KubeObject): string =>
  `${apiVersion}/${kind}/${keyOf(metadata)}`

const decide = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: O,
  desired: Manifest,
): ChildDecision => {
  const owned = ownedOf(controller, desired)
  if (owned === undefined) return { _tag: 'Nothing' }
  const key = keyOf(desired.metadata)
  const present = snapshot.named(owned.resource, key)
  return diffChild(desired, present, {
    ownerUid: object.metadata.uid,
    claim: snapshot.claim(owned.resource, key),
    applied: present && snapshot.applied(present.metadata.uid),
  })
}
