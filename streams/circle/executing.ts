import { defer, Observable, type SchedulerLike, type Subscription } from 'rxjs'
import { statusMemory } from '../../lib/cache/snapshot.ts'
import { explainForbidden } from '../../lib/controller/forbidden.ts'
import { isSecret, withoutValues } from '../../lib/controller/secrecy.ts'
import type { ApiFailure } from '../../lib/kube/failure.ts'
import type { KubeObject, Ref } from '../../lib/kube/object.ts'
import type { ChildChange } from '../../lib/plan/childChange.ts'
import type { DeleteBudget } from '../../lib/plan/deleteBudget.ts'
import { rememberRefusal } from '../../lib/plan/diffChild.ts'
import type { Effect, Plan } from '../../lib/plan/plan.ts'
import { rereadAfter } from '../../lib/plan/rereadAfter.ts'
import type { Outcome } from '../../lib/retry/outcome.ts'
import { failureOf, type Remedy, remedyFor } from '../../lib/retry/remedy.ts'
import type { Asking } from './asking.ts'
import { type WritingOptions, writing } from './writing.ts'

export interface ExecutingOptions<O extends KubeObject> extends WritingOptions<O> {
  readonly scheduler: SchedulerLike
  readonly budget: DeleteBudget
  /** Asked before each effect: not leading or stopping leaves the rest of the plan. */
  readonly mayWrite: () => boolean
}

export type Executed =
  /** `change`: what an apply changed of an existing child. */
  | {
      readonly _tag: 'Effected'
      readonly effect: Effect
      readonly durationMs: number
      readonly change?: ChildChange
    }
  | { readonly _tag: 'Ended'; readonly outcome: Outcome }

/** The effects by which a child comes about: they are independent of each other. */
const isIndependent = ({ _tag }: Effect): boolean => _tag === 'Create' || _tag === 'Apply' || _tag === 'Overwrite'

/** Whether a failure tells nothing of other children. */
const leavesOthers = (failure: ApiFailure, { _tag }: Remedy): boolean =>
  _tag === 'Tell' || (_tag === 'Await' && failure._tag === 'Status')

const isDelete = ({ _tag }: Effect): boolean => _tag === 'Delete'

type Failed = Extract<Outcome, { readonly _tag: 'Failed' }>

/**
 * The outcome is that of the first effect that failed, with the remedy of the last; but what
 * is awaited is tried again by itself.
 */
const failedBy = (
  before: Failed | undefined,
  effect: Effect,
  ended: Pick<Failed, 'wrote' | 'failure' | 'remedy'>,
): Failed =>
  before === undefined
    ? { _tag: 'Failed', effect, ...ended, toReread: unread(effect, ended.failure) }
    : {
        ...before,
        wrote: ended.wrote,
        remedy: ended.remedy._tag === 'Await' ? before.remedy : ended.remedy,
        others: [...(before.others ?? []), effect],
        toReread: [...before.toReread, ...unread(effect, ended.failure)],
      }

/** Of a write that was not sent there is nothing to find out. */
const unread = (effect: Effect, { fault }: ApiFailure): readonly Ref[] => (fault?.isHeld ? [] : rereadAfter(effect))

/**
 * One plan → its effects, one after the other → one outcome, always last.
 *
 * Flow: premise (a consistent read) → write → the answer is learned. Children are
 * independent: one that the server refuses holds up no other, but then nothing is
 * deleted, called or released. Any other failure ends the plan; the rest is planned
 * afresh. Never errors.
 */
export const executing = <O extends KubeObject>(options: ExecutingOptions<O>) => {
  const { controller, cache, scheduler, mayWrite, budget } = options
  const write = writing(options)

  const remedyOf = (effect: Effect, failure: ApiFailure): Remedy => {
    if (effect._tag === 'Apply' && failure._tag === 'Status' && failure.code === 422) {
      const memory = rememberRefusal(effect, cache.applied(effect.uid))
      // Refused again after an overwrite, which is forgotten: the slow retry may overwrite once more.
      cache.remember(effect.uid, memory)
      if (memory !== undefined) return { _tag: 'Reread' }
    }
    return remedyFor(failure)
  }

  const named = (effect: Effect, error: unknown): ApiFailure => {
    const failure = failureOf(error)
    if (!('manifest' in effect)) return explainForbidden(failure)
    const { manifest } = effect
    const { namespace } = manifest.metadata
    const told = isSecret(manifest) ? { ...failure, message: withoutValues(failure.message, manifest) } : failure
    return explainForbidden(told, { owner: controller.watches, ...(namespace !== undefined && { namespace }) })
  }

  const isSettled = (effect: Effect): boolean =>
    effect._tag === 'SetStatus' && cache.applied(statusMemory(effect.target.uid)) === undefined

  const applied = (plan: Plan, wrote: number): Outcome => {
    const { requeueAfterMs, blocked, blockedBy } = plan
    return {
      _tag: 'Applied',
      wrote,
      ...(plan.effects.some(({ _tag }) => _tag === 'Create') && { created: true as const }),
      ...(wrote > 0 && plan.effects.every(isSettled) && { settled: true as const }),
      ...(requeueAfterMs !== undefined && { requeueAfterMs }),
      ...(blocked && { blocked }),
      ...(blockedBy && { blockedBy }),
    }
  }

  return (plan: Plan, ports: Asking): Observable<Executed> =>
    new Observable(subscriber => {
      const versions = new Map<string, string>()
      let next = 0
      let wrote = 0
      let refused: Failed | undefined
      let writing: Subscription | undefined
      const deletes = plan.isUnlimited ? 0 : plan.effects.filter(isDelete).length
      const taken = budget.take(deletes, scheduler.now())
      let deleted = 0
      const end = (outcome: Outcome): void => {
        budget.giveBack(Math.max(0, (taken ?? 0) - deleted))
        subscriber.next({ _tag: 'Ended', outcome })
        subscriber.complete()
      }
      const proceed = (): void => {
        const at = plan.effects.findIndex(
          (each, index) => index >= next && (refused === undefined || isIndependent(each)),
        )
        const effect = plan.effects[at]
        if (effect === undefined) {
          end(refused === undefined ? applied(plan, wrote) : { ...refused, wrote })
          return
        }
        next = at + 1
        if (!mayWrite()) {
          end(refused ? { ...refused, wrote } : { _tag: 'Abandoned', wrote, why: 'not leading, or stopping' })
          return
        }
        const startMs = scheduler.now()
        let change: ChildChange | undefined
        const written = defer(() => write(effect, versions, ports)).subscribe({
          next: made => {
            change = made
          },
          error: error => {
            const failure = named(effect, error)
            const remedy = remedyOf(effect, failure)
            const failed = failedBy(refused, effect, { wrote, failure, remedy })
            refused = failed
            if (!isIndependent(effect) || !leavesOthers(failure, remedy)) end(failed)
            else if (!subscriber.closed) proceed()
          },
          complete: () => {
            wrote += 1
            if (isDelete(effect)) deleted += 1
            const durationMs = scheduler.now() - startMs
            subscriber.next({ _tag: 'Effected', effect, durationMs, ...(change && { change }) })
            if (!subscriber.closed) proceed()
          },
        })
        if (subscriber.closed) written.unsubscribe()
        // A write that ended at once was followed by the next already.
        else if (!written.closed) writing = written
      }
      subscriber.add(() => writing?.unsubscribe())
      // Another key may have taken them since this plan was made.
      if (taken === undefined) end({ _tag: 'Abandoned', wrote: 0, why: 'its deletes are held back' })
      else proceed()
    })
}
