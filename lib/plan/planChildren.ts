import type { Snapshot } from '../cache/snapshot.ts'
import type { Child } from '../controller/child.ts'
import type { Controller, Refusal } from '../controller/controller.ts'
import { ownedOf } from '../controller/ownedOf.ts'
import { describeRef, type Key, type KubeObject, keyOf, type Manifest, type Ref } from '../kube/object.ts'
import { isControlledBy, isSameRef } from '../kube/same.ts'
import { adopt } from './adopt.ts'
import { type ChildDecision, diffChild } from './diffChild.ts'
import { writtenBy } from './effectWords.ts'
import { overdue } from './leaving.ts'
import { mentions } from './mentions.ts'
import type { Effect, Plan, Waits } from './plan.ts'
import { removals } from './unwanted.ts'
import { refOfWish, type Wish, wishOf } from './wish.ts'

/** The effects that the children need: first the desired ones, in their order, then those that are desired no longer. */
export const planChildren = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: O,
  key: Key,
  children: readonly Child[] | undefined,
  nowMs: number,
): Omit<Plan, 'key'> => {
  if (children === undefined) return { effects: [] }
  const wishes = children.map(child => adopted(controller, object, wishOf(child)))
  const decided = wishes.map(wish => ({ wish, decision: decide(controller, snapshot, object, wish) }))
  const obstacles = decided.flatMap(({ wish, decision }) =>
    decision._tag === 'NotOwned' || decision._tag === 'Unknown'
      ? [{ ref: refOfWish(wish), message: decision.message, isUnknown: decision._tag === 'Unknown' }]
      : [],
  )
  const { effects, held } = apart(decided, obstacles)
  const wanted = new Set(wishes.map(wish => idOf(refOfWish(wish))))
  const waits: readonly Waits[] = decided.flatMap(({ wish, decision }) =>
    decision._tag === 'Wait' ? [{ ref: refOfWish(wish), why: decision.why }] : [],
  )
  const told = waits.length > 0 && { waits }
  // A plan in which something is not ours, or unknown, deletes no child: what is to take its place may not come about.
  if (obstacles.length > 0) {
    const message = [...new Set(obstacles.map(each => each.message)), ...held.map(each => each.why)].join('; ')
    const foreign = obstacles.filter(({ isUnknown }) => !isUnknown)
    const blocked: Refusal = { reason: foreign.length === 0 ? kindUnknown : 'ChildNotOwned', message }
    // Those that wait are read as well: they may not be ours either, which a watch by label does not show.
    return {
      effects,
      blocked,
      ...(foreign.length > 0 && { blockedBy: [...foreign, ...held].map(({ ref }) => ref) }),
      ...told,
    }
  }
  const removed = removals(controller, snapshot, object, key, ref => wanted.has(idOf(ref)))
  const own = controller.owns
    .flatMap(({ resource }) => snapshot.owned(resource, key))
    .filter(child => isControlledBy(child, object.metadata.uid))
  const { told: stuck, requeueAfterMs } = overdue(own, nowMs)
  return {
    effects: [...effects, ...removed],
    ...told,
    ...(requeueAfterMs !== undefined && { requeueAfterMs }),
    ...(stuck.length > 0 && { blocked: notDeleted(stuck) }),
  }
}

/** The reason of a refusal for want of a kind, or of the right to list it. */
export const kindUnknown = 'KindUnknown'

const notDeleted = (told: readonly string[]): Refusal => ({ reason: 'ChildNotDeleted', message: told.join('; ') })

interface Decided {
  readonly wish: Wish
  readonly decision: ChildDecision
}

/** What names an obstacle waits: it would make use of somebody else's object on behalf of whoever wrote the owner. */
const apart = (
  decided: readonly Decided[],
  obstacles: readonly { readonly ref: Ref }[],
): { readonly effects: readonly Effect[]; readonly held: readonly Waits[] } => {
  const isObstacle = (other: Ref) => obstacles.some(({ ref }) => isSameRef(ref, other))
  const isShared = ({ kind, name }: Ref) =>
    decided.some(({ wish }) => {
      const other = refOfWish(wish)
      return other.name === name && other.kind !== kind && !isObstacle(other)
    })
  const heldBy = (manifest: Manifest) => obstacles.find(({ ref }) => mentions(manifest, ref, isShared(ref)))
  const effects: Effect[] = []
  const held: Waits[] = []
  for (const { wish, decision } of decided) {
    if (decision._tag !== 'Write' || wish._tag !== 'Made') continue
    const by = heldBy(wish.manifest)
    if (by === undefined) effects.push(decision.effect)
    else {
      const ref = writtenBy(decision.effect)
      held.push({ ref, why: `${describeRef(ref)} waits, as it names ${describeRef(by.ref)}` })
    }
  }
  return { effects, held }
}

const idOf = (ref: Ref): string => `${ref.apiVersion}/${ref.kind}/${keyOf(ref)}`

const adopted = <O extends KubeObject>(controller: Controller<O>, object: O, wish: Wish): Wish =>
  wish._tag === 'Kept' ? wish : { ...wish, manifest: adopt(controller, object, wish.manifest) }

const decide = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: O,
  wish: Wish,
): ChildDecision => {
  if (wish._tag === 'Kept') return { _tag: 'Nothing' }
  const { manifest, isOnce, waitsFor } = wish
  if (waitsFor !== undefined) return { _tag: 'Wait', why: waitsFor }
  const owned = ownedOf(controller, manifest)
  if (owned === undefined) return { _tag: 'Nothing' }
  const problem = snapshot.unknown('owned', owned.resource)
  if (problem !== undefined) return { _tag: 'Unknown', message: problem }
  const key = keyOf(manifest.metadata)
  const present = snapshot.named(owned.resource, key)
  const decision = diffChild(manifest, present, {
    ownerUid: object.metadata.uid,
    claim: snapshot.claim(owned.resource, key),
    applied: present && snapshot.applied(present.metadata.uid),
  })
  return isOnce && present !== undefined && decision._tag === 'Write' ? { _tag: 'Nothing' } : decision
}
