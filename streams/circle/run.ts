import {
  BehaviorSubject,
  connect,
  defer,
  filter,
  ignoreElements,
  interval,
  map,
  merge,
  NEVER,
  type Observable,
  share,
  takeUntil,
  tap,
} from 'rxjs'
import { createCache } from '../../lib/cache/cache.ts'
import type { Controller } from '../../lib/controller/controller.ts'
import type { Key, KubeObject } from '../../lib/kube/object.ts'
import { changesOf } from '../../lib/plan/childChanges.ts'
import { targetOf } from '../../lib/plan/diffChild.ts'
import { coalesce, isBacklog, type Trigger } from '../../lib/plan/trigger.ts'
import { vanished } from '../../lib/plan/vanished.ts'
import { type RetryOptions, retryDefaults } from '../../lib/retry/retry.ts'
import { backlog } from '../operators/backlog.ts'
import { scheduling } from '../operators/scheduling.ts'
import type { SettleOptions } from '../operators/settle.ts'
import { type SlotsOptions, slots } from '../operators/slots.ts'
import type { Sources } from '../ports/sources.ts'
import { attempting } from './attempting.ts'
import { executing } from './executing.ts'
import { gate } from './gate.ts'
import { learning } from './learning.ts'
import { type Live, live } from './live.ts'
import { loop } from './loop.ts'
import { type ObservingOptions, observing } from './observing.ts'
import { type PlanningOptions, planning } from './planning.ts'
import type { RunEvent } from './runEvent.ts'
import type { Calls } from './writing.ts'

export interface RunOptions
  extends Partial<Omit<ObservingOptions, 'resync$'>>,
    Partial<RetryOptions>,
    SettleOptions,
    SlotsOptions,
    Pick<PlanningOptions<KubeObject>, 'orphanGraceMs'> {
  /** All keys are planned again after this time. Default 36,000,000 ms (10 h). */
  readonly resyncMs?: number
  /** Each emission plans all keys again. Default: never. */
  readonly resync$?: Observable<unknown>
  /** Handlers of `Call` effects, by name. */
  readonly calls?: Calls
  /** The first emission starts no new effect, lets the running ones end, and completes. Default: never. */
  readonly stop$?: Observable<unknown>
  /** Given the numbers of the run when it starts, to be asked at any time. */
  readonly live?: (numbers: Live) => void
}

/**
 * Interprets a controller: one circle, one direction.
 *
 *     observing → scheduling(planning → executing) → loop → scheduling
 *
 * Cold: each subscription is a run of its own; unsubscribing ends it at once,
 * `stop$` gracefully. Never errors, never completes by itself. Touches nothing
 * but the given sources.
 */
export const run = <O extends KubeObject>(
  controller: Controller<O>,
  sources: Sources,
  options: RunOptions = {},
): Observable<RunEvent> =>
  defer(() => {
    const { resyncMs = 36_000_000, resync$ = NEVER, stop$ = NEVER, calls = {} } = options
    const { scheduler } = sources
    const leading = new BehaviorSubject(false)
    let stopping = false
    let leadingSinceMs = 0
    const mayWrite = () => leading.value && !stopping
    const waiting = new Map<Key, readonly Trigger[]>()
    const running = new Map<Key, number>()

    const cache = createCache(controller)
    const outcomes = loop(sources, { ...retryDefaults, ...options })
    const learned = learning(cache, outcomes.tell)
    const plan = planning({ ...options, controller, cache, sources, learning: learned })
    const execute = executing({ controller, cache, sources, learning: learned, calls, mayWrite })
    const attempt = attempting({
      plan,
      execute,
      loop: outcomes,
      scheduler,
      mayWrite,
      leadingSinceMs: () => leadingSinceMs,
      running,
      objectOf: key => {
        const seen = cache.watched(key)
        return seen && targetOf(seen.object)
      },
      vanishedOf: (made, reasons) => vanished(controller, cache, made, reasons),
      changesOf: made => changesOf(controller, cache, made),
    })
    const ended$ = stop$.pipe(
      tap(() => {
        stopping = true
      }),
      // However many keys wait for it.
      share(),
    )

    const observed$ = observing(cache, sources, { ...options, resync$: merge(resync$, interval(resyncMs, scheduler)) })
    const leads$ = sources.leading$.pipe(
      tap(leads => {
        if (leads && !leading.value) leadingSinceMs = scheduler.now()
        leading.next(leads)
      }),
      ignoreElements(),
    )
    const admitted = gate(slots(options), merge(leading, ended$.pipe(map(() => true))), () => leading.value || stopping)
    const { workers = 10 } = options
    const { retryStates } = outcomes
    options.live?.(live({ workers, slots: admitted, backlog: waiting, running, retryStates, feeds: cache.feeds }))
    return merge(observed$, outcomes.triggers$, leads$).pipe(
      takeUntil(ended$),
      connect(seen$ =>
        merge(
          seen$.pipe(filter(isEvent)),
          seen$.pipe(
            filter(isTrigger),
            map(trigger => ({ ...trigger, atMs: scheduler.now() })),
            backlog<Trigger, RunEvent>(
              {
                keyOf: ({ key }) => key,
                isBacklog: ({ reason }) => isBacklog(reason),
                merge: coalesce,
                endOf: event => (event._tag === 'Ran' ? event.key : undefined),
                waiting,
              },
              scheduling({
                ...options,
                keyOf: ({ key }) => key,
                priorityOf: ({ reason }) => (isBacklog(reason) ? 'backlog' : 'urgent'),
                merge: coalesce,
                restMs: outcomes.restMs,
                run: attempt,
                slots: admitted,
                scheduler,
              }),
            ),
          ),
        ),
      ),
    )
  })

const isEvent = (seen: RunEvent | Trigger): seen is RunEvent => '_tag' in seen
const isTrigger = (seen: RunEvent | Trigger): seen is Trigger => !('_tag' in seen)
