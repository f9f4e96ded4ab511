import { defer, distinctUntilChanged, merge, type Observable } from 'rxjs'
import type { Cache, Feed } from '../../lib/cache/cache.ts'
import type { KubeObject } from '../../lib/kube/object.ts'
import type { Health } from '../../lib/kube/watchEvent.ts'
import type { Reason, Trigger } from '../../lib/plan/trigger.ts'
import { spread } from '../operators/spread.ts'
import type { ListWatchSources } from '../ports/sources.ts'
import { listWatch } from '../watching/listWatch.ts'
import type { ListWatchOptions } from '../watching/options.ts'
import type { RunEvent } from './runEvent.ts'
import { triggers } from './triggers.ts'

export interface ObservingOptions {
  /** Only objects of this namespace. Default: all. */
  readonly namespace?: string
  readonly watching?: Omit<ListWatchOptions, 'selection' | 'keep' | 'claimOf' | 'statusOf' | 'isKnown'>
  /** Each emission triggers all keys. */
  readonly resync$: Observable<unknown>
}

/**
 * Watches all that a controller declares, keeps its cache, and triggers the keys
 * that a change concerns.
 *
 *     watched   L---------c------
 *     owned     ------L---------d
 *     observing ------(RIII)-t--t     R=Ready I=Initial: nothing before each kind was listed once
 *
 * The cache shows a change before the trigger that it causes is emitted.
 */
export const observing = <O extends KubeObject>(
  cache: Cache<O>,
  sources: ListWatchSources,
  { namespace, watching, resync$ }: ObservingOptions,
): Observable<RunEvent | Trigger> =>
  defer(() => {
    let ready = false
    const isSettled = ({ role, store, resource }: Feed): boolean =>
      store.listed() || (role !== 'watched' && cache.unknown(role, resource) !== undefined)
    const everything = (reason: Reason): readonly Trigger[] => [...cache.keys()].map(key => ({ key, reason }))

    const becomeReady = (): readonly (RunEvent | Trigger)[] => {
      if (ready || !cache.feeds.every(isSettled)) return []
      ready = true
      const objects = cache.feeds.reduce((sum, { store }) => sum + store.size(), 0)
      return [{ _tag: 'Ready', objects }, ...everything({ _tag: 'Initial' })]
    }

    const follow = (feed: Feed): Observable<RunEvent | Trigger> => {
      const { claimOf, statusOf, keep, labelSelector, name, resource, store } = feed
      const selection = {
        ...(namespace !== undefined && resource.scope === 'Namespaced' && { namespace }),
        ...(labelSelector !== undefined && { labelSelector }),
      }
      const { events$, health$ } = listWatch(resource, sources, {
        ...watching,
        selection,
        keep,
        claimOf,
        statusOf,
        isKnown: store.awaits,
      })
      return merge(
        health$.pipe(
          distinctUntilChanged(sameHealth),
          spread((health): readonly (RunEvent | Trigger)[] => {
            const event: RunEvent = { _tag: 'Watch', feed: name, health }
            // One kind that is missing holds up only what needs it.
            const { attempts, isLasting, problem } = health
            if (!isLasting || problem === undefined || attempts < attemptsToGiveUp) return [event]
            cache.giveUp(feed, problem)
            return [event, ...becomeReady()]
          }),
        ),
        events$.pipe(
          spread((event): readonly (RunEvent | Trigger)[] => {
            if (event._tag === 'Undecodable') return [{ ...event, feed: name }]
            const isFirst = !store.listed()
            const changes = store.take(event)
            if (!ready) return becomeReady()
            // Whoever needed the kind waits for it.
            return isFirst && store.listed() ? everything({ _tag: 'Initial' }) : triggers(feed, changes)
          }),
        ),
      )
    }

    return merge(...cache.feeds.map(follow), resync$.pipe(spread(() => (ready ? everything({ _tag: 'Resync' }) : []))))
  })

/** A kind that is installed together with the controller may take a moment. */
const attemptsToGiveUp = 3

const sameHealth = (a: Health, b: Health): boolean =>
  a._tag === b._tag && a.problem === b.problem && a.attempts === b.attempts
