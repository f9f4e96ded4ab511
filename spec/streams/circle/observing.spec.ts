import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filter, map, NEVER, type Observable, tap } from 'rxjs'
import type { RunHelpers, TestScheduler } from 'rxjs/testing'
import { createCache } from '../../../lib/cache/cache.ts'
import { controller } from '../../../lib/controller/controller.ts'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import { ConfigMap, Deployment } from '../../../lib/kube/kinds.ts'
import { type KubeObject, kind } from '../../../lib/kube/object.ts'
import { describeReason, type Trigger } from '../../../lib/plan/trigger.ts'
import { type ObservingOptions, observing } from '../../../streams/circle/observing.ts'
import type { RunEvent } from '../../../streams/circle/runEvent.ts'
import type { ListOptions, ListPage, Selection, WatchOptions } from '../../../streams/ports/sources.ts'
import { ownedBy, Site, type SiteObject, site } from '../../lib/samples.ts'
import { marbles } from '../../marbles.ts'

const Node = kind('', 'v1', 'Node', 'nodes', 'Cluster')

const of = controller<SiteObject>({
  name: 'site',
  watches: Site,
  owns: [Deployment],
  related: [
    { resource: ConfigMap, values: ({ spec }) => [`demo/config-${spec.size}`] },
    { resource: Node, values: () => [] },
  ],
  desired: () => ({}),
})

const shop = site({ name: 'shop', uid: 'site-2' }, 2)
const child = (resourceVersion: string, owner: string): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'd',
    namespace: 'demo',
    uid: 'd1',
    resourceVersion,
    labels: { resourceVersion },
    ownerReferences: ownedBy(`uid-${owner}`, owner),
  },
})
const config: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'config-2', namespace: 'demo', uid: 'c2', resourceVersion: '30' },
}
const page = (resourceVersion: string, ...items: readonly KubeObject[]): ListPage => ({ resourceVersion, items })
const line = (type: string, object: unknown): string => JSON.stringify({ type, object })
const gone = line('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' })

/** Marbles of one kind: its lists, one after the other, and its watches. */
interface Kind {
  readonly lists: readonly string[]
  readonly watches?: readonly string[]
}
type Kinds = Readonly<Record<'Site' | 'Deployment' | 'ConfigMap' | 'Node', Kind>>
const empty: Kind = { lists: ['(0|)'] }

const setUp = (
  { cold }: RunHelpers,
  scheduler: TestScheduler,
  kinds: Kinds,
  options: Partial<ObservingOptions> = {},
) => {
  const pages: Readonly<Record<string, ListPage>> = {
    0: page('20'),
    s: page('20', site(), shop),
    t: page('40', site({ resourceVersion: '35', labels: { a: 'b' } })),
    d: page('20', child('11', 'lost')),
  }
  const lines: Readonly<Record<string, string>> = {
    w: line('MODIFIED', site({ resourceVersion: '31' }, 2)),
    d: line('MODIFIED', child('32', 'web')),
    c: line('ADDED', config),
    u: 'no JSON',
    g: gone,
  }
  const asked: [string, 'list' | 'watch', Selection][] = []
  const watches: Record<string, ReturnType<typeof cold<string>>[]> = {}
  const failure: ApiFailure = { _tag: 'Connection', message: 'reset', sent: true }
  const counts: Record<string, number> = {}
  const nth = (of: string): number => {
    const at = counts[of] ?? 0
    counts[of] = at + 1
    return at
  }
  const marblesOf = (name: string): Kind => Object.entries(kinds).find(([kind]) => kind === name)?.[1] ?? empty
  const selected = ({ namespace, labelSelector }: ListOptions | WatchOptions): Selection => ({
    ...(namespace !== undefined && { namespace }),
    ...(labelSelector !== undefined && { labelSelector }),
  })
  const cache = createCache(of)
  const events$ = observing(
    cache,
    {
      scheduler,
      random: () => 0.5,
      list: ({ kind }, options) => {
        asked.push([kind, 'list', selected(options)])
        return cold(marblesOf(kind).lists[nth(`list ${kind}`)] ?? '#', pages, failure)
      },
      watch: ({ kind }, options) => {
        asked.push([kind, 'watch', selected(options)])
        const watch$ = cold<string>(marblesOf(kind).watches?.[nth(`watch ${kind}`)] ?? '-', lines, failure)
        watches[kind] = [...(watches[kind] ?? []), watch$]
        return watch$
      },
    },
    { resync$: NEVER, ...options, watching: { streamingList: false } },
  )
  return { cache, asked, watches, events$ }
}

/** `demo/web: Site demo/web modified`, `ready 3`, `owned apps/v1/Deployment: undecodable` */
const describe = (event: RunEvent | Trigger): string => {
  if (!('_tag' in event)) return `${event.key}: ${describeReason(event.reason)}`
  if (event._tag === 'Ready') return `ready ${event.objects}`
  if (event._tag === 'Undecodable') return `${event.feed}: undecodable ${event.text}`
  return event._tag
}
const described = (events$: Observable<RunEvent | Trigger>): Observable<string> =>
  events$.pipe(
    filter(event => !('_tag' in event) || event._tag !== 'Watch'),
    map(describe),
  )

test('every key is triggered once each declared kind was listed, not before, even of missing owners', () =>
  marbles(helpers => {
    const { expectObservable, flush, scheduler } = helpers
    const { events$, watches } = setUp(helpers, scheduler, {
      Site: { lists: ['-(s|)'], watches: ['--w'] },
      Deployment: { lists: ['-----(d|)'] },
      ConfigMap: empty,
      Node: { lists: ['---(0|)'] },
    })
    expectObservable(described(events$), '----------!').toBe('-----(rabc)', {
      r: 'ready 3',
      a: 'demo/web: initial',
      b: 'demo/shop: initial',
      c: 'demo/lost: initial',
    })
    flush()
    const closings = Object.entries(watches).map(([of, all]) => [
      of,
      all.flatMap(each => each.subscriptions.map(log => [log.subscribedFrame, log.unsubscribedFrame])),
    ])
    assert.deepEqual(Object.fromEntries(closings), {
      ConfigMap: [[0, 10]],
      Site: [[1, 10]],
      Node: [[3, 10]],
      Deployment: [[5, 10]],
    })
  }))

test('a change triggers the keys that it concerns, after the cache shows it', () =>
  marbles(helpers => {
    const { expectObservable, flush, scheduler } = helpers
    const { events$, cache } = setUp(helpers, scheduler, {
      Site: { lists: ['(s|)'], watches: ['--w'] },
      Deployment: { lists: ['(d|)'], watches: ['----d'] },
      ConfigMap: { lists: ['(0|)'], watches: ['--------c'] },
      Node: empty,
    })
    const versions: (string | undefined)[] = []
    const shown$ = events$.pipe(
      tap(event => {
        if ('_tag' in event || !('kind' in event.reason)) return
        const { kind, key } = event.reason
        const feed = cache.feeds.find(({ resource }) => resource.kind === kind)
        versions.push(feed?.store.get(key)?.object.metadata.resourceVersion)
      }),
      filter(event => '_tag' in event || event.reason._tag !== 'Initial'),
    )
    expectObservable(described(shown$), '------------!').toBe('r-w-(xy)(ab)', {
      r: 'ready 3',
      w: 'demo/web: Site demo/web modified',
      x: 'demo/lost: Deployment demo/d modified',
      y: 'demo/web: Deployment demo/d modified',
      a: 'demo/shop: ConfigMap demo/config-2 added',
      b: 'demo/web: ConfigMap demo/config-2 added',
    })
    flush()
    assert.deepEqual([...versions].sort(), ['30', '30', '31', '32', '32'])
  }))

test('a resync triggers all keys, and nothing before all is ready', () =>
  marbles(helpers => {
    const { expectObservable, expectSubscriptions, hot, scheduler } = helpers
    const resync$ = hot('-r---r----')
    const { events$ } = setUp(
      helpers,
      scheduler,
      { Site: { lists: ['(s|)'] }, Deployment: { lists: ['---(0|)'] }, ConfigMap: empty, Node: empty },
      { resync$ },
    )
    expectObservable(described(events$.pipe(filter(isResync))), '---------!').toBe('-----(ab)', {
      a: 'demo/web: resync',
      b: 'demo/shop: resync',
    })
    expectSubscriptions(resync$.subscriptions).toBe('^--------!')
  }))

const isResync = (event: RunEvent | Trigger): boolean => !('_tag' in event) && event.reason._tag === 'Resync'

test('an object that cannot be decoded is reported with its feed, and stops nothing', () =>
  marbles(helpers => {
    const { expectObservable, scheduler } = helpers
    const { events$ } = setUp(helpers, scheduler, {
      Site: { lists: ['(s|)'] },
      Deployment: { lists: ['(0|)'], watches: ['--u-d'] },
      ConfigMap: empty,
      Node: empty,
    })
    const later$ = events$.pipe(filter(event => '_tag' in event || event.reason._tag !== 'Initial'))
    expectObservable(described(later$), '---------!').toBe('r-u-d', {
      r: 'ready 2',
      u: 'owned apps/v1/Deployment: undecodable no JSON',
      d: 'demo/web: Deployment demo/d added',
    })
  }))

test('a relist triggers the keys of changed objects alone', () =>
  marbles(helpers => {
    const { expectObservable, scheduler } = helpers
    const { events$ } = setUp(helpers, scheduler, {
      Site: { lists: ['(s|)', '--(t|)'], watches: ['-----g'] },
      Deployment: { lists: ['(0|)', '(0|)'], watches: ['------g'] },
      ConfigMap: empty,
      Node: empty,
    })
    const changes$ = events$.pipe(filter(event => !('_tag' in event) && event.reason._tag !== 'Initial'))
    expectObservable(described(changes$), '5s !').toBe('-------(ab)', {
      a: 'demo/web: Site demo/web modified',
      b: 'demo/shop: Site demo/shop deleted',
    })
  }))

test('health is emitted only when it changes', () =>
  marbles(helpers => {
    const { expectObservable, scheduler, flush } = helpers
    const { events$ } = setUp(helpers, scheduler, {
      Site: { lists: ['-(s|)'], watches: ['--w--|', '--w-w--|', '--w--#', '--w'] },
      Deployment: empty,
      ConfigMap: empty,
      Node: empty,
    })
    const told: string[] = []
    const health$ = events$.pipe(
      filter(event => '_tag' in event && event._tag === 'Watch' && event.feed === 'watched'),
      tap(event => {
        if ('_tag' in event && event._tag === 'Watch')
          told.push(`${scheduler.now()} ${event.health._tag} ${event.health.attempts}`)
      }),
      filter(() => false),
    )
    expectObservable(health$, '10s !').toBe('')
    flush()
    // Neither the lines nor the first clean end, at 6 ms, is a change.
    assert.deepEqual(told, [
      '0 Listing 0',
      '1 Watching 0',
      '13 Resuming 1',
      '415 Watching 1',
      '418 Resuming 2',
      '1220 Watching 2',
    ])
  }))

test('watches of namespaced kinds select the namespace, those of owned kinds the label', () =>
  marbles(helpers => {
    const { expectObservable, scheduler, flush } = helpers
    const { events$, asked } = setUp(
      helpers,
      scheduler,
      { Site: empty, Deployment: empty, ConfigMap: empty, Node: empty },
      { namespace: 'demo' },
    )
    expectObservable(described(events$), '--!').toBe('r', { r: 'ready 0' })
    flush()
    const labelSelector = 'app.kubernetes.io/managed-by=sluice-site'
    const namespace = 'demo'
    for (const verb of ['list', 'watch'] as const) {
      assert.deepEqual(Object.fromEntries(asked.flatMap(([kind, how, what]) => (how === verb ? [[kind, what]] : []))), {
        Site: { namespace },
        Deployment: { namespace, labelSelector },
        ConfigMap: { namespace },
        Node: {},
      })
    }
  }))
