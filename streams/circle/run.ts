import { defer, interval, map, merge, NEVER, type Observable, takeUntil, tap } from 'rxjs'
import { createCache } from '../../lib/cache/cache.ts'
import type { Controller } from '../../lib/controller/controller.ts'
import type { Key, KubeObject } from '../../lib/kube/object.ts'
import { timerMs, withTimerMs } from '../../lib/kube/timerMs.ts'
import { deleteBudget } from '../../lib/plan/deleteBudget.ts'
import { targetOf } from '../../lib/plan/diffChild.ts'
import { coalesce, isBacklog, type Trigger } from '../../lib/plan/trigger.ts'
import { vanished } from '../../lib/plan/vanished.ts'
import { type RetryOptions, retryDefaults } from '../../lib/retry/retryState.ts'
import { backlog } from '../operators/backlog.ts'
import { besides } from '../operators/besides.ts'
import type { KeyPlace } from '../operators/keyPlace.ts'
import { scheduling } from '../operators/scheduling.ts'
import type { SettleOptions } from '../operators/settle.ts'
import { type SlotsOptions, slots } from '../operators/slots.ts'
import type { Sources } from '../ports/sources.ts'
import { askings } from './asking.ts'
import { attempting } from './attempting.ts'
import { executing } from './executing.ts'
import { gate } from './gate.ts'
import { learning } from './learning.ts'
import { type Live, live } from './live.ts'
import { loop } from './loop.ts'
import { type ObservingOptions, observing } from './observing.ts'
import { type PlanningOptions, planning } from './planning.ts'
import type { RunEvent } from './runEvent.ts'
import { writePermit } from './writePermit.ts'
import type { Calls } from './writing.ts'

export interface RunOptions
  extends Partial<Omit<ObservingOptions, 'resync$'>>,
    Partial<RetryOptions>,
    SettleOptions,
    SlotsOptions,
    Pick<PlanningOptions<KubeObject>, 'orphanGraceMs'> {
  /** All keys are planned again after this time, 1,000 ms to 24.8 days. Default 36,000,000 ms (10 h). */
  readonly resyncMs?: number
  /** Each emission plans all keys again. Default: never. */
  readonly resync$?: Observable<unknown>
  /** Each emission lets all deletes through for a minute, also those that the controller's limit holds back. Default: never. */
  readonly allowDeletes$?: Observable<unknown>
  /** Handlers of `Call` effects, by name. */
  readonly calls?: Calls
  /** The first emission starts no new effect, lets the running ones end, and completes. Default: never. */
  readonly stop$?: Observable<unknown>
  /** Given the numbers of the run when it starts, to be asked at any time. */
  readonly live?: (numbers: Live) => void
}

/**
 * Interprets a controller: watch streams are merged, debounced and grouped by key,
 * switched into pure plans, and handed to an executor that applies them. One
 * circle, one direction.
 *
 *     observing → scheduling(planning → executing) → loop → scheduling
 *
 * What is switched over is the waiting for a slot: a plan is made only when it may
 * be executed, from the newest snapshot, and an execution is never abandoned.
 *
 * Cold: each subscription is a run of its own; unsubscribing ends it at once,
 * `stop$` gracefully. Never errors, never completes by itself. Touches nothing
 * but the given sources.
 */
export const run = <O extends KubeObject>(
  controller: Controller<O>,
  sources: Sources,
  given: RunOptions = {},
): Observable<RunEvent> =>
  defer(() => {
    const options = withTimerMs(given)
    const { resyncMs = 36_000_000, resync$ = NEVER, stop$ = NEVER, allowDeletes$ = NEVER, calls = {} } = options
    const { scheduler } = sources
    const cache = createCache(controller, sources.packing)
    const outcomes = loop(sources, { ...retryDefaults, ...options })
    const asking = askings(sources)
    const learned = learning(cache, outcomes.tell)
    const permit = writePermit(sources, stop$)
    const admitted = gate(slots(options), permit.open$, permit.mayPass)
    const state = { backlog: new Map<Key, readonly Trigger[]>(), places: new Map<Key, KeyPlace<Trigger>>() }
    const running = new Map<Key, number>()
    const ownedKinds = controller.owns.map(({ resource }) => resource.kind)
    options.live?.(
      live({ ...options, ...state, cache, slots: admitted, running, loop: outcomes, permit, asking, scheduler }),
    )

    const budget = deleteBudget(controller.limits?.deletesPerMinute)
    const allowed$ = allowDeletes$.pipe(tap(() => budget.allow(scheduler.now())))
    const everything$ = merge(resync$, allowed$, interval(timerMs(resyncMs, leastResyncMs), scheduler))
    const plan = planning({ ...options, controller, cache, scheduler, learning: learned, budget })
    const execute = executing({
      ...{ controller, cache, scheduler, learning: learned, calls, budget },
      mayWrite: permit.mayWrite,
    })
    const attempt = attempting({
      plan,
      execute,
      asking,
      loop: outcomes,
      scheduler,
      mayWrite: permit.mayWrite,
      leadingSinceMs: permit.leadingSinceMs,
      running,
      objectOf: key => {
        const seen = cache.watched(key)
        return seen && targetOf(seen.object)
      },
      roundOf: key => {
        const generation = cache.watched(key)?.object.metadata.generation
        return { ...(generation !== undefined && { generation }), watchedKind: controller.watches.kind, ownedKinds }
      },
      vanishedOf: (made, reasons) => vanished(controller, cache, made, reasons),
    })
    const byKey = scheduling<Trigger, RunEvent>({
      ...options,
      keyOf,
      priorityOf: ({ reason }) => (isBacklog(reason) ? 'backlog' : 'urgent'),
      merge: coalesce,
      run: attempt,
      restMs: outcomes.restMs,
      slots: admitted,
      scheduler,
      places: state.places,
    })

    const observed$ = observing(cache, sources, { ...options, resync$: everything$ })
    return merge(observed$, outcomes.triggers$, asking.events$, permit.followed$).pipe(
      takeUntil(permit.stopped$),
      besides(isTrigger, triggers$ =>
        triggers$.pipe(
          map(trigger => ({ ...trigger, atMs: scheduler.now() })),
          backlog({ keyOf, isBacklog: isOfBacklog, merge: coalesce, endOf, waiting: state.backlog }, byKey),
        ),
      ),
    )
  })

const leastResyncMs = 1000

const isTrigger = (seen: RunEvent | Trigger): seen is Trigger => !('_tag' in seen)
const keyOf = ({ key }: Trigger): Key => key
const isOfBacklog = ({ reason }: Trigger): boolean => isBacklog(reason)
/** The key whose run an event ends. */
const endOf = (event: RunEvent): Key | undefined => (event._tag === 'Ran' ? event.key : undefined)
