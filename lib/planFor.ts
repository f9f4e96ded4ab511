import { isLeft } from 'fp-ts/lib/Either.js'
import { adopt } from './adopt.ts'
import { mergeStatus, statusDifference } from './conditions.ts'
import type { Cleanup, Controller, Desired, Observed, Refusal, Status } from './controller.ts'
import { diffChild, targetOf } from './diffChild.ts'
import {
  apiVersionOf,
  controllerOf,
  describeRef,
  fromKey,
  type Key,
  type KubeObject,
  keyOf,
  type Manifest,
  type Ref,
  type Resource,
  refOf,
} from './object.ts'
import { type Effect, nothing, type Plan, type Premise } from './plan.ts'
import type { Snapshot } from './snapshot.ts'

export interface PlanContext {
  readonly nowMs: number
  /** Why the last attempt could not succeed: then only the owner is told, and nothing else is tried. */
  readonly trouble?: Refusal
  /** Since when children of this key have been seen without their owner. */
  readonly orphanedSinceMs?: number
  /** How long the garbage collector has for them. Default 60,000 ms. */
  readonly orphanGraceMs?: number
}

/**
 * What to do for one key. Pure: the same snapshot and the same time give the
 * same plan, byte for byte; a plan that was applied is followed by an empty one.
 *
 * finalizer → children (create, apply, overwrite) → children no longer desired → status.
 * A plan that creates a child leaves the status to the next one, which has seen it.
 */
export const planFor = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  key: Key,
  context: PlanContext,
): Plan => {
  const seen = snapshot.watched(key)
  if (seen === undefined) return { key, ...orphans(controller, snapshot, key, undefined, context) }
  if (seen._tag === 'Refused') {
    const message = seen.reasons.join('; ')
    return report(controller, seen.object, key, undefined, { reason: 'InvalidObject', message }, context)
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
  if ('reason' in desired) return report(controller, object, key, undefined, desired, context)
  if (context.trouble !== undefined) return report(controller, object, key, desired.status, context.trouble, context)
  const children = childrenOf(controller, snapshot, object, key, desired.children)
  const finalizer = addFinalizer(controller, object)
  const creates = children.effects.some(effect => effect._tag === 'Create')
  const status = creates ? [] : statusOf(controller, object, desired.status, children.blocked, context.nowMs)
  const left = orphans(controller, snapshot, key, object.metadata.uid, context)
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
  if (finalizer === undefined || !finalizers.includes(finalizer)) return nothing(key)
  const cleanup: Cleanup | Refusal = asked('cleanup', () => controller.cleanup?.(object, observed) ?? { done: true })
  if ('reason' in cleanup) return report(controller, object, key, undefined, cleanup, context)
  if (context.trouble !== undefined) return report(controller, object, key, undefined, context.trouble, context)
  const target = targetOf(object)
  const calls: readonly Effect[] = (cleanup.calls ?? []).map(call => ({ _tag: 'Call', target, call }))
  const children = childrenOf(controller, snapshot, object, key, cleanup.children)
  const removal: readonly Effect[] = cleanup.done
    ? [{ _tag: 'RemoveFinalizer', target, finalizers: finalizers.filter(each => each !== finalizer) }]
    : []
  return planOf(
    key,
    [...calls, ...children.effects, ...removal],
    cleanup.requeueAfterMs,
    children.blocked,
    children.obstacles,
  )
}

/** Children whose owner is gone: the garbage collector's; ours only when it does not come. */
const orphans = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  key: Key,
  uid: string | undefined,
  { nowMs, orphanedSinceMs = nowMs, orphanGraceMs = 60_000 }: PlanContext,
): Pick<Plan, 'effects' | 'requeueAfterMs'> => {
  const left = controller.owns
    .flatMap(({ resource }) => snapshot.owned(resource, key))
    .filter(child => isLive(child) && controllerOf(child)?.uid !== uid)
  if (left.length === 0) return { effects: [] }
  const remainingMs = orphanedSinceMs + orphanGraceMs - nowMs
  if (remainingMs > 0) return { effects: [], requeueAfterMs: remainingMs }
  const ref: Ref = { apiVersion: apiVersionOf(controller.watches), kind: controller.watches.kind, ...fromKey(key) }
  return {
    effects: left.map(child => remove(child, { _tag: 'Gone', ref, uid: controllerOf(child)?.uid ?? '' })),
  }
}

const childrenOf = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: O,
  key: Key,
  manifests: readonly Manifest[] | undefined,
): Pick<Plan, 'effects' | 'blocked' | 'obstacles'> => {
  if (manifests === undefined) return { effects: [] }
  const effects: Effect[] = []
  const foreign: string[] = []
  const obstacles: Ref[] = []
  const wanted = new Set<string>()
  for (const manifest of manifests) {
    const desired = adopt(controller, object, manifest)
    const childKey = keyOf(desired.metadata)
    wanted.add(`${desired.apiVersion}/${desired.kind}/${childKey}`)
    const resource = resourceOf(controller, desired)
    if (resource === undefined) {
      foreign.push(`${describeRef(refOf(desired))} is not among the kinds that this controller declares in owns`)
      continue
    }
    const present = snapshot.named(resource, childKey)
    const applied = present === undefined ? undefined : snapshot.applied(present.metadata.uid)
    const decision = diffChild(desired, present, object.metadata.uid, applied)
    if (decision._tag === 'Write') effects.push(decision.effect)
    if (decision._tag === 'Foreign') {
      foreign.push(decision.message)
      obstacles.push(refOf(desired))
    }
  }
  const premise: Premise = {
    _tag: 'Owner',
    ref: refOf(object),
    uid: object.metadata.uid,
    generation: object.metadata.generation ?? 0,
  }
  for (const { resource } of controller.owns) {
    for (const child of snapshot.owned(resource, key)) {
      const isOurs = child.metadata.ownerReferences?.some(
        owner => owner.controller && owner.uid === object.metadata.uid,
      )
      if (!isOurs || !isLive(child) || wanted.has(`${child.apiVersion}/${child.kind}/${keyOf(child.metadata)}`))
        continue
      effects.push(remove(child, premise))
    }
  }
  return foreign.length === 0
    ? { effects }
    : { effects, blocked: { reason: 'ChildNotOwned', message: foreign.join('; ') }, obstacles }
}

/** Tells the owner why nothing more can be done, and does nothing else. */
const report = <O extends KubeObject>(
  controller: Controller<O>,
  object: KubeObject,
  key: Key,
  status: Status | undefined,
  blocked: Refusal,
  { nowMs }: PlanContext,
): Plan => planOf(key, statusOf(controller, object, status, blocked, nowMs), undefined, blocked)

const statusOf = <O extends KubeObject>(
  controller: Controller<O>,
  object: KubeObject,
  desired: Status | undefined,
  stalled: Refusal | undefined,
  nowMs: number,
): readonly Effect[] => {
  if (controller.reports === false) return []
  const previous = previousStatus(object)
  const next = mergeStatus({
    desired,
    previous,
    generation: object.metadata.generation ?? 0,
    now: new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(stalled && { stalled }),
  })
  const status = statusDifference(previous, next)
  return status === undefined ? [] : [{ _tag: 'SetStatus', target: targetOf(object), status }]
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

const observedBy = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: O,
  nowMs: number,
): Observed => {
  const key = keyOf(object.metadata)
  const children = <C extends KubeObject>(resource: Resource<C>): readonly C[] =>
    snapshot
      .owned(declared(controller.owns, resource, 'owns'), key)
      .filter(child => child.metadata.ownerReferences?.some(owner => owner.uid === object.metadata.uid))
      .filter(resource.codec.is)
  return {
    nowMs,
    children,
    child: (resource, name) => children(resource).find(child => child.metadata.name === name),
    related: resource => {
      const at = controller.related.findIndex(each => isSameKind(each.resource, resource))
      const relation = controller.related[at]
      if (relation === undefined) throw new Error(undeclared(resource, 'related'))
      return snapshot.related(at, relation.values(object)).filter(resource.codec.is)
    },
  }
}

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

const remove = (child: KubeObject, premise: Premise): Effect => ({ _tag: 'Delete', target: targetOf(child), premise })

const isLive = (object: KubeObject): boolean => object.metadata.deletionTimestamp === undefined

const isSameKind = (a: Resource, b: Resource): boolean => a.kind === b.kind && apiVersionOf(a) === apiVersionOf(b)

const resourceOf = <O extends KubeObject>(controller: Controller<O>, manifest: Manifest): Resource | undefined =>
  controller.owns.find(
    ({ resource }) => resource.kind === manifest.kind && apiVersionOf(resource) === manifest.apiVersion,
  )?.resource

const declared = (owns: Controller['owns'], resource: Resource, where: string): Resource => {
  const found = owns.find(each => isSameKind(each.resource, resource))
  if (found === undefined) throw new Error(undeclared(resource, where))
  return found.resource
}

const undeclared = (resource: Resource, where: string): string =>
  `${resource.kind} is read but not declared: add it to ${where}, so that its changes trigger`

const previousStatus = (object: KubeObject): Readonly<Record<string, unknown>> | undefined => {
  const status: unknown = Reflect.get(object, 'status')
  return typeof status === 'object' && status !== null ? { ...status } : undefined
}
