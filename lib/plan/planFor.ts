import { isLeft } from 'fp-ts/lib/Either.js'
import { observedBy, UnknownKind } from '../cache/observedBy.ts'
import { type Snapshot, statusMemory } from '../cache/snapshot.ts'
import type { Cleanup, Controller, Desired, Refusal, Status } from '../controller/controller.ts'
import { describeThrown, isSecret } from '../controller/secrecy.ts'
import { isRecord } from '../json/fields.ts'
import { frozen } from '../json/frozen.ts'
import type { Key, KubeObject } from '../kube/object.ts'
import { timerMs } from '../kube/timerMs.ts'
import { type Asked, faultsOf } from './checkAnswer.ts'
import { withinLimit } from './deleteLimit.ts'
import { targetOf } from './diffChild.ts'
import { finalizersOf, freed, mayGoUnread } from './finalizers.ts'
import { type OrphanContext, planOrphans } from './orphans.ts'
import type { Effect, Plan } from './plan.ts'
import { kindUnknown, planChildren } from './planChildren.ts'
import { planStatus } from './planStatus.ts'

export interface PlanContext extends OrphanContext {
  /** Why the last attempt could not succeed. The plan then reports it to the owner, and tries nothing else. */
  readonly trouble?: Refusal
  /** Deletes that the controller's limit allows now. Default: all. */
  readonly deletesLeft?: number
  /**
   * Whether the objects that `desired` is given are frozen, so that one which changes them throws instead of changing
   * what others see. Default true.
   */
  readonly freezes?: boolean
}

/**
 * Plans one key. Pure: the same snapshot and the same time give the same plan, byte
 * for byte; after a plan was applied, the next one is empty.
 *
 * finalizer → children (create, apply, overwrite) → children no longer desired → status.
 * A plan that changes a child leaves the status to the next plan, which sees the result.
 */
export const planFor = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  key: Key,
  context: PlanContext,
): Plan => {
  const seen = snapshot.watched(key)
  if (seen === undefined) {
    const gone = { controller, snapshot, key, context }
    return { key, ...limited(gone, planOrphans(controller, snapshot, key, context)) }
  }
  if (seen._tag === 'Refused') {
    // Reasons quote what they refuse.
    const message = isSecret(seen.object) ? 'its codec refuses it' : seen.reasons.join('; ')
    const refused = { controller, snapshot, object: seen.object, key, context }
    if (mayGoUnread(controller, seen.object)) return { key, effects: freed(controller, seen.object) }
    return report(refused, undefined, { reason: 'InvalidObject', message })
  }
  const { object } = seen
  const turn: Turn<O> = { controller, snapshot, object, key, context }
  return object.metadata.deletionTimestamp === undefined ? keeping(turn) : cleaningUp(turn)
}

/** One object and all that its plan is made from. */
interface Turn<O extends KubeObject> {
  readonly controller: Controller<O>
  readonly snapshot: Snapshot<O>
  readonly object: O
  readonly key: Key
  readonly context: PlanContext
}

const keeping = <O extends KubeObject>(turn: Turn<O>): Plan => {
  const { controller, snapshot, object, key, context } = turn
  const { freezes = true, nowMs } = context
  const observed = observedBy(controller, snapshot, object, nowMs, freezes)
  if (freezes) frozen(object)
  const desired = asked(controller, object, 'desired', () => controller.desired(object, observed))
  if ('reason' in desired) return report(turn, undefined, desired)
  if (context.trouble !== undefined) return report(turn, desired.status, context.trouble)
  const children = planChildren(controller, snapshot, object, key, desired.children, nowMs)
  const work = limited(turn, joined(planOrphans(controller, snapshot, key, context), children))
  const changes = children.effects.some(({ _tag }) => _tag !== 'Delete' && _tag !== 'Release')
  const status = changes ? [] : statusOf(turn, desired.status, work.blocked)
  const effects = [...finalizersOf(controller, object), ...work.effects, ...status]
  return requeued({ ...work, key, effects }, work.requeueAfterMs, clamped(desired.requeueAfterMs))
}

const cleaningUp = <O extends KubeObject>(turn: Turn<O>): Plan => {
  const { controller, snapshot, object, key, context } = turn
  const { finalizer } = controller
  const { finalizers = [] } = object.metadata
  // Children of a predecessor of the same name are orphans, even while a finalizer holds this object.
  const orphans = planOrphans(controller, snapshot, key, context)
  if (finalizer === undefined || !finalizers.includes(finalizer)) {
    const left = limited(turn, orphans)
    return { key, ...left, effects: [...left.effects, ...freed(controller, object)] }
  }
  const { freezes = true, nowMs } = context
  const observed = observedBy(controller, snapshot, object, nowMs, freezes)
  if (freezes) frozen(object)
  const cleanup: Cleanup | Refusal = asked(
    controller,
    object,
    'cleanup',
    () => controller.cleanup?.(object, observed) ?? { done: true },
  )
  if ('reason' in cleanup) return report(turn, undefined, cleanup)
  if (context.trouble !== undefined) return report(turn, undefined, context.trouble)
  const target = targetOf(object)
  const calls: readonly Effect[] = (cleanup.calls ?? []).map(call => ({ _tag: 'Call', target, call }))
  const children = planChildren(controller, snapshot, object, key, cleanup.children, nowMs)
  const work = limited(turn, joined(orphans, { ...children, effects: [...calls, ...children.effects] }))
  // With the finalizer gone, garbage collection would delete what is held back.
  const removal = cleanup.done && work.heldBack === undefined ? freed(controller, object) : []
  const status = work.heldBack ? statusOf(turn, undefined, work.blocked) : []
  const effects = [...work.effects, ...status, ...removal]
  return requeued({ ...work, key, effects }, work.requeueAfterMs, clamped(cleanup.requeueAfterMs))
}

/** An object as far as its status goes: also one that its codec refused. */
type Subject<O extends KubeObject> = Omit<Turn<O>, 'object'> & { readonly object: KubeObject }

/** Reports to the owner why nothing more can be done, and does nothing else. */
const report = <O extends KubeObject>(turn: Subject<O>, status: Status | undefined, blocked: Refusal): Plan => ({
  key: turn.key,
  effects: statusOf(turn, status, blocked),
  blocked,
})

const statusOf = <O extends KubeObject>(
  { controller, snapshot, object, key, context }: Subject<O>,
  status: Status | undefined,
  stalled: Refusal | undefined,
): readonly Effect[] =>
  planStatus(controller, object, status, stalled, context.nowMs, {
    ours: snapshot.watched(key)?.status,
    applied: snapshot.applied(statusMemory(object.metadata.uid)),
  })

/** What is left of others first. Both are one plan, so that one limit holds for both. */
const joined = (orphans: Omit<Plan, 'key'>, children: Omit<Plan, 'key'>): Omit<Plan, 'key'> => {
  const afterMs = [orphans.requeueAfterMs, children.requeueAfterMs].filter(each => each !== undefined)
  return {
    ...children,
    effects: [...orphans.effects, ...children.effects],
    ...(afterMs.length > 0 && { requeueAfterMs: Math.min(...afterMs) }),
  }
}

/** Deletes within the limit of the controller. */
const limited = <O extends KubeObject>(
  { controller, snapshot, key, context: { deletesLeft = Number.POSITIVE_INFINITY, nowMs } }: Omit<Turn<O>, 'object'>,
  plan: Omit<Plan, 'key'>,
): Omit<Plan, 'key'> => withinLimit(controller, snapshot, key, plan, deletesLeft, nowMs)

/** The reason of a refusal by a function that threw. */
export const threw = 'ReconcileFailed'

/** Where a function threw that a refusal is about: file, line and the calls above, for the log of its author. */
export const stackOf = (refusal: Refusal): string | undefined => stacks.get(refusal)

/** Beside the refusals, which are recorded and compared: where a file lies is no part of a plan. */
const stacks = new WeakMap<Refusal, string>()

/** Without the message, which may quote a Secret. */
const callsIn = (stack: string): string =>
  stack
    .split('\n')
    .filter(line => line.startsWith('    at '))
    .join('\n')

/** The reason of a refusal by an answer that cannot be carried out. */
export const invalidAnswer = 'InvalidAnswer'
const mostFaults = 100

/** Runs a user's function: what it throws or refuses concerns this key only. */
const asked = <O extends KubeObject, T extends Desired | Cleanup>(
  controller: Controller<O>,
  object: O,
  what: Asked,
  ask: () => T | { readonly _tag: 'Left'; readonly left: Refusal } | { readonly _tag: 'Right'; readonly right: T },
): T | Refusal => {
  try {
    const answer = ask()
    const isEither = isRecord(answer) && '_tag' in answer
    if (isEither && isLeft(answer)) return answer.left
    const said = isEither ? answer.right : answer
    const faults = faultsOf(controller, object, what, said)
    return faults.length === 0 ? said : { reason: invalidAnswer, message: faults.slice(0, mostFaults).join('; ') }
  } catch (error) {
    if (error instanceof UnknownKind) return { reason: kindUnknown, message: error.message }
    const refusal = { reason: threw, message: `${what} threw: ${describeThrown(error, controller)}` }
    if (error instanceof Error && error.stack !== undefined) stacks.set(refusal, callsIn(error.stack))
    return refusal
  }
}

/** A controller that asks for no pause at all would plan without one. */
const clamped = (requeueAfterMs: number | undefined): number | undefined =>
  requeueAfterMs === undefined ? undefined : timerMs(requeueAfterMs, leastRequeueMs)
const leastRequeueMs = 1000

/** Made again after the soonest of these times. */
const requeued = (plan: Plan, ...requeues: readonly (number | undefined)[]): Plan => {
  const afterMs = requeues.filter(each => each !== undefined)
  return afterMs.length === 0 ? plan : { ...plan, requeueAfterMs: Math.min(...afterMs) }
}
