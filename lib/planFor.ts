import { isLeft } from 'fp-ts/lib/Either.js'
import type { Cleanup, Controller, Desired, Observed, Refusal, Status } from './controller.ts'
import { targetOf } from './diffChild.ts'
import type { Key, KubeObject, Ref } from './object.ts'
import { observedBy } from './observedBy.ts'
import { type OrphanContext, planOrphans } from './orphans.ts'
import type { Effect, Plan } from './plan.ts'
import { planChildren } from './planChildren.ts'
import { planStatus } from './planStatus.ts'
import type { Snapshot } from './snapshot.ts'

export interface PlanContext extends OrphanContext {
  /** Why the last attempt could not succeed: then only the owner is told, and nothing else is tried. */
  readonly trouble?: Refusal
}

/**
 * What to do for one key. Pure: the same snapshot and the same time give the
 * same plan, byte for byte; a plan that was applied is followed by an empty one.
 *
 * finalizer → children (create, apply, overwrite) → children no longer desired → status.
 * A plan that changes a child leaves the status to the next one, which has seen what came of it.
 */
export const planFor = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  key: Key,
  context: PlanContext,
): Plan => {
  const seen = snapshot.watched(key)
  if (seen === undefined) return { key, ...planOrphans(controller, snapshot, key, context) }
  if (seen._tag === 'Refused') {
    const message = seen.reasons.join('; ')
    return report(controller, snapshot, seen.object, key, undefined, { reason: 'InvalidObject', message }, context)
  }
  const object = seen.object
  const observed = observedBy(controller, snapshot, object, context.nowMs)
  return object.metadata.deletionTimestamp === undefined
    ? keeping(controller, snapshot, object, observed, key, context)
    : cleaningUp(controller, snapshot, object, observed, key, context)
}

const keeping = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: O,
  observed: Observed,
  key: Key,
  context: PlanContext,
): Plan => {
  const desired = asked('desired', () => controller.desired(object, observed))
  if ('reason' in desired) return report(controller, snapshot, object, key, undefined, desired, context)
  if (context.trouble !== undefined)
    return report(controller, snapshot, object, key, desired.status, context.trouble, context)
  const children = planChildren(controller, snapshot, object, key, desired.children)
  const { uid } = object.metadata
  const finalizer = addFinalizer(controller, object)
  const changes = children.effects.some(effect => effect._tag !== 'Delete')
  const status = changes
    ? []
    : planStatus(controller, object, desired.status, children.blocked, context.nowMs, snapshot.applied(uid))
  const left = planOrphans(controller, snapshot, key, context)
  const effects = [...finalizer, ...left.effects, ...children.effects, ...status]
  return planOf(key, effects, sooner(desired.requeueAfterMs, left.requeueAfterMs), children.blocked, children.obstacles)
}

const cleaningUp = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: O,
  observed: Observed,
  key: Key,
  context: PlanContext,
): Plan => {
  const { finalizer } = controller
  const { finalizers = [] } = object.metadata
  // Of a predecessor of the same name, whatever keeps this one from going.
  const left = planOrphans(controller, snapshot, key, context)
  if (finalizer === undefined || !finalizers.includes(finalizer)) return { key, ...left }
  const cleanup: Cleanup | Refusal = asked('cleanup', () => controller.cleanup?.(object, observed) ?? { done: true })
  if ('reason' in cleanup) return report(controller, snapshot, object, key, undefined, cleanup, context)
  if (context.trouble !== undefined)
    return report(controller, snapshot, object, key, undefined, context.trouble, context)
  const target = targetOf(object)
  const calls: readonly Effect[] = (cleanup.calls ?? []).map(call => ({ _tag: 'Call', target, call }))
  const children = planChildren(controller, snapshot, object, key, cleanup.children)
  const removal: readonly Effect[] = cleanup.done
    ? [{ _tag: 'RemoveFinalizer', target, finalizers: finalizers.filter(each => each !== finalizer) }]
    : []
  return planOf(
    key,
    [...left.effects, ...calls, ...children.effects, ...removal],
    sooner(cleanup.requeueAfterMs, left.requeueAfterMs),
    children.blocked,
    children.obstacles,
  )
}

/** Tells the owner why nothing more can be done, and does nothing else. */
const report = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: KubeObject,
  key: Key,
  status: Status | undefined,
  blocked: Refusal,
  { nowMs }: PlanContext,
): Plan => {
  const applied = snapshot.applied(object.metadata.uid)
  return planOf(key, planStatus(controller, object, status, blocked, nowMs, applied), undefined, blocked)
}

const addFinalizer = <O extends KubeObject>({ finalizer }: Controller<O>, object: O): readonly Effect[] =>
  finalizer === undefined || object.metadata.finalizers?.includes(finalizer)
    ? []
    : [
        {
          _tag: 'AddFinalizer',
          target: targetOf(object),
          finalizers: [...(object.metadata.finalizers ?? []), finalizer],
        },
      ]

/** Runs a user's function: what it throws or refuses concerns this key only. */
const asked = <T extends Desired | Cleanup>(
  what: string,
  ask: () => T | { readonly _tag: 'Left'; readonly left: Refusal } | { readonly _tag: 'Right'; readonly right: T },
): T | Refusal => {
  try {
    const answer = ask()
    if (!('_tag' in answer)) return answer
    return isLeft(answer) ? answer.left : answer.right
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { reason: 'ReconcileFailed', message: `${what} threw: ${message}` }
  }
}

const planOf = (
  key: Key,
  effects: readonly Effect[],
  requeueAfterMs: number | undefined,
  blocked: Refusal | undefined,
  obstacles?: readonly Ref[],
): Plan => ({
  key,
  effects,
  ...(requeueAfterMs !== undefined && { requeueAfterMs }),
  ...(blocked && { blocked }),
  ...(obstacles && { obstacles }),
})

const sooner = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b)
