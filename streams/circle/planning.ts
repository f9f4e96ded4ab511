import { concat, defer, forkJoin, ignoreElements, type Observable, of, type SchedulerLike } from 'rxjs'
import type { Cache } from '../../lib/cache/cache.ts'
import type { Controller } from '../../lib/controller/controller.ts'
import type { Key, KubeObject } from '../../lib/kube/object.ts'
import type { DeleteBudget } from '../../lib/plan/deleteBudget.ts'
import { orphansOf } from '../../lib/plan/orphans.ts'
import type { Plan } from '../../lib/plan/plan.ts'
import { planFor } from '../../lib/plan/planFor.ts'
import type { RetryState } from '../../lib/retry/retryState.ts'
import type { Sources } from '../ports/sources.ts'
import type { Learning } from './learning.ts'

export interface PlanningOptions<O extends KubeObject> {
  readonly controller: Controller<O>
  readonly cache: Cache<O>
  readonly scheduler: SchedulerLike
  readonly learning: Learning
  readonly budget: DeleteBudget
  /** How long the garbage collector has for the children of a vanished object, in ms. Default 60,000. */
  readonly orphanGraceMs?: number
}

/** What a function is given is frozen while it is developed and tested. */
const isProduction = globalThis.process?.env.NODE_ENV === 'production'

/**
 * A key → its plan, made from the newest snapshot. What is to be reread is read
 * first; errors with the `ApiFailure` of that read.
 */
export const planning = <O extends KubeObject>(options: PlanningOptions<O>) => {
  const { controller, cache, scheduler, learning, budget, orphanGraceMs } = options
  /** Since when the children of a key have been seen without their owner, in ms since the epoch. */
  const orphanedSince = new Map<Key, number>()

  const rereadAll = ({ toReread }: RetryState, ports: Pick<Sources, 'read'>): Observable<unknown> =>
    forkJoin(
      toReread.map(ref => {
        const resource = learning.resourceOf(ref)
        if (resource === undefined) return of(undefined)
        return learning.read(ports, resource, ref)
      }),
    )

  const planNow = (key: Key, retryState: RetryState): Plan => {
    const nowMs = scheduler.now()
    const orphanedSinceMs = orphanedSince.get(key) ?? nowMs
    const orphans = orphansOf(controller, cache, key)
    if (orphans.length > 0) orphanedSince.set(key, orphanedSinceMs)
    else orphanedSince.delete(key)
    const plan = planFor(controller, cache, key, {
      nowMs,
      deletesLeft: budget.left(nowMs),
      freezes: !isProduction,
      orphanedSinceMs,
      orphans,
      ...(orphanGraceMs !== undefined && { orphanGraceMs }),
      ...(retryState.trouble && { trouble: retryState.trouble }),
    })
    // A plan that only reports an earlier failure says nothing of its deletes.
    if (retryState.trouble === undefined) budget.planned(key, plan.heldBack !== undefined)
    return plan
  }

  return (key: Key, retryState: RetryState, ports: Pick<Sources, 'read'>): Observable<Plan> => {
    const planned$ = defer(() => of(planNow(key, retryState)))
    return retryState.toReread.length === 0
      ? planned$
      : concat(rereadAll(retryState, ports).pipe(ignoreElements()), planned$)
  }
}
