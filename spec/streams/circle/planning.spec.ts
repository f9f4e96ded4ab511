import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Observable } from 'rxjs'
import type { TestScheduler } from 'rxjs/testing'
import { createCache } from '../../../lib/cache/cache.ts'
import { controller } from '../../../lib/controller/controller.ts'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import { ConfigMap } from '../../../lib/kube/kinds.ts'
import { type Key, type KubeObject, type Ref, refOf } from '../../../lib/kube/object.ts'
import { adopt } from '../../../lib/plan/adopt.ts'
import { deleteBudget } from '../../../lib/plan/deleteBudget.ts'
import type { Plan } from '../../../lib/plan/plan.ts'
import { healthy, type RetryState } from '../../../lib/retry/retryState.ts'
import { learning } from '../../../streams/circle/learning.ts'
import { planning } from '../../../streams/circle/planning.ts'
import { accepted, configMap, Site, type SiteObject, site, stored } from '../../lib/samples.ts'
import { marbles } from '../../marbles.ts'

const key = 'demo/web'

const setUp = (scheduler: TestScheduler, answers: readonly Observable<KubeObject | undefined>[] = []) => {
  const planned: number[] = []
  const of = controller<SiteObject>({
    name: 'site',
    watches: Site,
    owns: [ConfigMap],
    desired: ({ spec }) => {
      planned.push(spec.size)
      return { children: [configMap({ size: String(spec.size) })] }
    },
  })
  const cache = createCache(of)
  const [sites, children] = cache.feeds
  assert.ok(sites && children)
  for (const { store } of cache.feeds) store.take({ _tag: 'Listed', resourceVersion: '1', objects: [] })
  const reads: Ref[] = []
  const plans = planning({
    controller: of,
    cache,
    scheduler,
    learning: learning(cache),
    budget: deleteBudget(),
    orphanGraceMs: 100,
  })
  const plan = (key: Key, retryState: RetryState): Observable<Plan> =>
    plans(key, retryState, {
      read: (_, ref) => {
        const answer = answers[reads.length]
        assert.ok(answer, `unexpected read of ${ref.name}`)
        reads.push(ref)
        return answer
      },
    })
  let version = 10
  return {
    plan,
    planned,
    reads,
    show: (object: KubeObject) => {
      version += 1
      const metadata = { ...object.metadata, resourceVersion: String(version) }
      const feed = object.kind === 'Site' ? sites : children
      feed.store.take({ _tag: 'Changed', seen: accepted({ ...object, metadata }) })
    },
    hide: (object: KubeObject) => {
      version += 1
      const metadata = { ...object.metadata, resourceVersion: String(version) }
      const feed = object.kind === 'Site' ? sites : children
      feed.store.take({ _tag: 'Deleted', object: { ...object, metadata } })
    },
    child: (uid: string) => stored(adopt(of, site({ uid: `site-${uid}` }), configMap()), `child-${uid}`, '2'),
  }
}

test('with nothing to reread a plan is made at once, from the snapshot at the time of subscription', () =>
  marbles(({ scheduler, expectObservable, flush }) => {
    const { plan, planned, show } = setUp(scheduler)
    show(site({}, 3))
    const plan$ = plan(key, healthy)
    show(site({}, 4))
    assert.deepEqual(planned, [])
    expectObservable(plan$).toBe('(p|)', {
      p: { key, effects: [{ _tag: 'Create', manifest: planOfSize('4') }] },
    })
    flush()
    assert.deepEqual(planned, [4])
  }))

test('all that is to be reread is read first, and the plan sees it', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
    const own = site({ resourceVersion: '500' }, 7)
    const readOwner = cold<KubeObject | undefined>('--(o|)', { o: own })
    const readChild = cold<KubeObject | undefined>('-----(n|)', { n: undefined })
    const { plan, planned, reads, show, child } = setUp(scheduler, [readOwner, readChild])
    show(site({}, 1))
    show(child('1'))
    const toReread = [refOf(own), refOf(child('1'))]
    const stranger: Ref = { apiVersion: 'other.dev/v1', kind: 'Nobody', name: 'x' }
    expectObservable(plan(key, { ...healthy, toReread: [...toReread, stranger] })).toBe('-----(p|)', {
      p: { key, effects: [{ _tag: 'Create', manifest: planOfSize('7') }] },
    })
    expectSubscriptions(readOwner.subscriptions).toBe('^-!')
    expectSubscriptions(readChild.subscriptions).toBe('^----!')
    flush()
    assert.deepEqual(reads, toReread)
    assert.deepEqual(planned, [7])
  }))

test('a failing read errors with its failure, and no plan is made', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
    const failure: ApiFailure = { _tag: 'Connection', message: 'reset', sent: true }
    const failing = cold<KubeObject | undefined>('---#', {}, failure)
    const other = cold<KubeObject | undefined>('------(n|)', { n: undefined })
    const { plan, planned, show, child } = setUp(scheduler, [failing, other])
    show(site())
    expectObservable(plan(key, { ...healthy, toReread: [refOf(site()), refOf(child('1'))] })).toBe('---#', {}, failure)
    expectSubscriptions(other.subscriptions).toBe('^--!')
    flush()
    assert.deepEqual(planned, [])
  }))

test('unsubscribing gives up the reads', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
    const read = cold<KubeObject | undefined>('-----(n|)', { n: undefined })
    const { plan } = setUp(scheduler, [read])
    expectObservable(plan(key, { ...healthy, toReread: [refOf(site())] }), '--!').toBe('')
    expectSubscriptions(read.subscriptions).toBe('^-!')
  }))

/** What is planned for the orphans at this time: the rest of the grace in ms, or what is deleted. */
const orphansAt = (world: ReturnType<typeof setUp>) => {
  const told: unknown[] = []
  world.plan(key, healthy).subscribe(({ effects, requeueAfterMs }) => {
    const deleted = effects.flatMap(effect => (effect._tag === 'Delete' ? [effect.target.uid] : []))
    told.push(requeueAfterMs ?? deleted)
  })
  return told[0]
}

test('the grace of orphans counts from the first sight of them', () =>
  marbles(({ scheduler }) => {
    const world = setUp(scheduler)
    const told: unknown[] = []
    const lookAt = (ms: number, before: () => void = () => undefined) =>
      scheduler.schedule(() => {
        before()
        told.push([ms, orphansAt(world)])
      }, ms)
    lookAt(10, () => world.show(world.child('1')))
    lookAt(50)
    lookAt(109)
    lookAt(110)
    scheduler.flush()
    assert.deepEqual(told, [
      [10, 100],
      [50, 60],
      [109, 1],
      [110, ['child-1']],
    ])
  }))

test('a successor of the same name does not restart the grace', () =>
  marbles(({ scheduler }) => {
    const world = setUp(scheduler)
    const told: unknown[] = []
    const lookAt = (ms: number, before: () => void = () => undefined) =>
      scheduler.schedule(() => {
        before()
        told.push([ms, orphansAt(world)])
      }, ms)
    lookAt(10, () => world.show(world.child('1')))
    lookAt(60, () => world.show(site({ uid: 'site-2' })))
    lookAt(80, () => world.hide(site({ uid: 'site-2' })))
    lookAt(110)
    scheduler.flush()
    assert.deepEqual(told, [
      [10, 100],
      [60, 50],
      [80, 30],
      [110, ['child-1']],
    ])
  }))

test('the grace is forgotten with the orphans: later ones have their own', () =>
  marbles(({ scheduler }) => {
    const world = setUp(scheduler)
    const told: unknown[] = []
    const lookAt = (ms: number, before: () => void = () => undefined) =>
      scheduler.schedule(() => {
        before()
        told.push([ms, orphansAt(world)])
      }, ms)
    lookAt(10, () => world.show(world.child('1')))
    lookAt(90, () => world.hide(world.child('1')))
    lookAt(200, () => world.show(world.child('3')))
    scheduler.flush()
    assert.deepEqual(told, [
      [10, 100],
      [90, []],
      [200, 100],
    ])
  }))

const planOfSize = (size: string) => adopt({ name: 'site', watches: Site }, site(), configMap({ size }))
