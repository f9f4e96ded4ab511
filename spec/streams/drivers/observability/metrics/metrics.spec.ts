import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mergeMap, NEVER, throwError, timer } from 'rxjs'
import { myApp } from '../../../../../crd/controller.ts'
import type { ApiFailure } from '../../../../../lib/kube/failure.ts'
import type { Live } from '../../../../../streams/circle/live.ts'
import type { RunEvent } from '../../../../../streams/circle/runEvent.ts'
import { createMetrics, type Metrics } from '../../../../../streams/drivers/observability/metrics/metrics.ts'
import type { Simulation } from '../../../../../streams/simulate/simulate.ts'
import { myApps, startMs } from '../../../simulate/myApps.ts'
import { readExposition } from './exposition.ts'

/** Metrics of a whole run of the MyApp controller, on virtual time. */

const web = { image: 'web:1', replicas: 2, port: 80, config: { greeting: 'hello' } }

interface World {
  readonly world: Simulation
  readonly metrics: Metrics
  readonly live: () => Live
  readonly scrape: () => Promise<Scraped>
}

/** The value of one series; `undefined` where there is none. */
type Scraped = (name: string, labels?: Readonly<Record<string, string>>) => number | undefined

const scrapeOf = async (metrics: Metrics): Promise<Scraped> => {
  const samples = [...readExposition(await metrics.text()).values()].flatMap(family => family.samples)
  return (name, labels = {}) =>
    samples.find(
      sample =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )?.value
}

const observed = (options: Parameters<typeof myApps>[0] = {}): World => {
  let now = () => startMs
  const metrics = createMetrics({ process: false, nowMs: () => now() })
  const { observe, live } = metrics.controller(options.controller ?? myApp)
  let numbers: Live | undefined
  const given = (fresh: Live): void => {
    numbers = fresh
    live(fresh)
  }
  const world = myApps({ ...options, options: { ...options.options, live: given } })
  now = () => world.clock.now()
  world.events$.subscribe(observe)
  return {
    world,
    metrics,
    live: () => {
      assert.ok(numbers)
      return numbers
    },
    scrape: () => scrapeOf(metrics),
  }
}

test('each counter exists at 0 from its declaration on', async () => {
  const metrics = createMetrics({ process: false })
  metrics.controller(myApp)
  metrics.webhooks(['/convert'])
  const families = readExposition(await metrics.text())
  const of = (name: string) => families.get(name)?.samples ?? []
  for (const { name, type, samples } of families.values()) {
    if (type !== 'counter' || name === 'rest_client_requests_total') continue
    assert.notEqual(samples.length, 0, name)
    for (const { value } of samples) assert.equal(value, 0, name)
  }
  assert.deepEqual(
    of('controller_runtime_reconcile_total').map(({ labels }) => labels),
    ['success', 'error', 'requeue', 'requeue_after'].map(result => ({ controller: 'myapp', result })),
  )
  assert.equal(of('sluice_effects_total').length, 18)
  assert.deepEqual(
    of('workqueue_depth').map(({ labels }) => labels),
    ['urgent', 'backlog'].map(priority => ({ name: 'myapp', controller: 'myapp', priority })),
  )
  assert.equal(of('controller_runtime_reconcile_time_seconds').flatMap(({ labels: { le } }) => le ?? []).length, 41)
})

test('metrics of a run cover reconciles, effects, queue, watches, objects and latencies', async () => {
  const { world, scrape } = observed()
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: web })
  assert.deepEqual(world.settle(), [])
  const value = await scrape()
  const controller = 'myapp'
  const success = value('controller_runtime_reconcile_total', { controller, result: 'success' }) ?? 0
  assert.ok(success >= 3, `${success}`)
  assert.equal(value('controller_runtime_reconcile_errors_total', { controller }), 0)
  assert.equal(value('controller_runtime_reconcile_time_seconds_count'), success)
  assert.equal(value('workqueue_adds_total', { name: controller, controller }), success)
  assert.equal(value('workqueue_queue_duration_seconds_count'), success)
  assert.equal(value('sluice_effects_total', { effect: 'Create', outcome: 'success' }), 3)
  assert.equal(value('sluice_effects_total', { effect: 'AddFinalizer', outcome: 'success' }), 1)
  assert.equal(value('sluice_effects_total', { effect: 'Create', outcome: 'error' }), 0)
  assert.equal(value('sluice_watch_state', { feed: 'watched', state: 'watching' }), 1)
  assert.equal(value('sluice_watch_state', { feed: 'owned apps/v1/Deployment', state: 'resuming' }), 0)
  assert.equal(value('sluice_snapshot_objects', { kind: 'MyApp' }), 1)
  assert.equal(value('sluice_snapshot_objects', { kind: 'Deployment' }), 1)
  assert.equal(value('controller_runtime_max_concurrent_reconciles', { controller }), 10)
  assert.equal(value('controller_runtime_active_workers', { controller }), 0)
  const events = value('sluice_event_to_plan_seconds_count') ?? 0
  assert.ok(events > 0 && events <= success)
  const planned = value('sluice_event_to_plan_seconds_sum') ?? 0
  const wrote = value('sluice_event_to_write_seconds_sum') ?? 0
  assert.ok(wrote > 0 && wrote < 1 && planned < 1, `${planned} ${wrote}`)
})

test('an edit is planned at once and written one round trip later', async () => {
  const { world, scrape } = observed()
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: web })
  world.settle()
  const before = await scrape()
  world.act({ _tag: 'Edit', name: 'web', spec: { replicas: 3 } })
  world.clock.advance(20)
  const after = await scrape()
  const grown = (name: string) => (after(name) ?? 0) - (before(name) ?? 0)
  assert.ok(grown('sluice_event_to_write_seconds_sum') <= 0.01, `${grown('sluice_event_to_write_seconds_sum')}`)
  assert.equal(grown('sluice_event_to_write_seconds_count') > 0, true)
})

test('a deleted object leaves no series, and no name of an object is ever in the text', async () => {
  const { world, metrics } = observed()
  world.clock.advance(100)
  const before = await metrics.text()
  for (const name of ['one-name', 'two-name']) world.act({ _tag: 'Create', name, spec: web })
  world.settle()
  const during = await metrics.text()
  for (const name of ['one-name', 'two-name']) world.act({ _tag: 'Delete', name, cascade: 'Background' })
  world.settle()
  const after = await metrics.text()
  const series = (text: string) => text.split('\n').map(line => line.replace(/ \S+$/, ''))
  assert.deepEqual(series(during), series(before))
  assert.deepEqual(series(after), series(before))
  for (const text of [during, after]) assert.doesNotMatch(text, /one-name|two-name|default|hello/)
  const { samples } = readExposition(after).get('sluice_snapshot_objects') ?? { samples: [] }
  for (const { labels, value } of samples) assert.equal(value, 0, labels.kind ?? '')
})

test('a desired that throws counts as a panic and as a terminal error at each try', async () => {
  const desired: typeof myApp.desired = () => {
    throw new Error('no')
  }
  const { world, scrape } = observed({ controller: { ...myApp, desired } })
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: web })
  world.clock.advance(5_000)
  const value = await scrape()
  const errors = value('controller_runtime_reconcile_errors_total') ?? 0
  assert.ok(errors > 0)
  assert.equal(value('controller_runtime_reconcile_panics_total'), errors)
  assert.equal(value('controller_runtime_terminal_reconcile_errors_total'), errors)
  assert.equal(value('controller_runtime_reconcile_total', { result: 'error' }), errors)
  assert.ok((value('workqueue_retries_total') ?? 0) > 0)
})

test('keys of a standby count as queued, and their wait does not count against a later leader', async () => {
  const { world, scrape } = observed()
  world.act({ _tag: 'Lead', leading: false })
  world.clock.advance(100)
  for (let at = 0; at < 100; at++) world.act({ _tag: 'Create', name: `app${at}`, spec: web })
  world.clock.advance(3_600_000)
  const standby = await scrape()
  const depth = (value: Scraped) =>
    ['urgent', 'backlog'].map(priority => value('workqueue_depth', { priority }) ?? 0).reduce((a, b) => a + b)
  assert.equal(depth(standby), 100)
  assert.equal(standby('workqueue_adds_total'), 100)
  assert.equal(standby('controller_runtime_reconcile_time_seconds_count'), 0)
  world.act({ _tag: 'Lead', leading: true })
  assert.deepEqual(world.settle(), [])
  const leader = await scrape()
  assert.equal(depth(leader), 0)
  const ran = leader('controller_runtime_reconcile_time_seconds_count') ?? 0
  assert.ok(ran >= 100)
  assert.equal(leader('workqueue_adds_total'), ran)
  for (const name of ['workqueue_queue_duration_seconds_sum', 'sluice_event_to_write_seconds_sum'])
    assert.ok((leader(name) ?? 0) < 60, `${name} ${leader(name)}`)
})

test('metrics show how many reconciles are under way, and for how long the longest', async () => {
  const { world, scrape } = observed({ wrap: sources => ({ ...sources, write: () => NEVER }) })
  world.clock.advance(100)
  for (let at = 0; at < 12; at++) world.act({ _tag: 'Create', name: `app${at}`, spec: web })
  world.clock.advance(10_000)
  const value = await scrape()
  assert.equal(value('controller_runtime_active_workers'), 10)
  assert.equal(value('workqueue_depth', { priority: 'urgent' }), 2)
  assert.equal(value('workqueue_adds_total'), 12)
  const longest = value('workqueue_longest_running_processor_seconds') ?? 0
  assert.ok(longest > 9 && longest <= 10, `${longest}`)
  const all = value('workqueue_unfinished_work_seconds') ?? 0
  assert.ok(all > 90 && all <= 100, `${all}`)
})

test('a fault of a verb on a kind is shown, and the field of a child that is written over and over', async () => {
  let fails = true
  let turn = 0
  const restless: typeof myApp.desired = () => {
    turn += 1
    return { children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { turn: `${turn}` } }] }
  }
  const { world, scrape } = observed({
    controller: { ...myApp, desired: restless },
    wrap: sources => ({ ...sources, write: request => (fails ? throwError(() => away) : sources.write(request)) }),
  })
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: web })
  world.clock.advance(1_000)
  assert.equal((await scrape())('sluice_faults'), 1)
  fails = false
  world.clock.advance(10_000)
  const value = await scrape()
  assert.equal(value('sluice_faults'), 0)
  assert.equal(value('sluice_hot_loop_fields_total', { kind: 'ConfigMap', field: 'data.turn' }), 1)
  world.stop()
})

const away: ApiFailure = { _tag: 'Status', code: 503, reason: 'ServiceUnavailable', message: 'away' }
const broke: ApiFailure = { _tag: 'Status', code: 409, reason: 'Conflict', message: 'broken' }

test('the gauge of parked keys is the number of keys that were parked and have not recovered', async () => {
  const app = fc.constantFrom('app0', 'app1', 'app2')
  const passMs = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 60_000 }))
  const act = fc.oneof(
    fc.record({ breaks: app, passMs }),
    fc.record({ mends: app, passMs }),
    fc.record({ edits: app, passMs }),
    fc.record({ removes: app, passMs }),
  )
  let most = 0
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 20 }), async acts => {
      const broken = new Set<string>()
      const desired: typeof myApp.desired = (object, observed) => myApp.desired(object, observed)
      const { world, scrape } = observed({
        controller: { ...myApp, desired },
        wrap: sources => ({
          ...sources,
          write: request =>
            [...broken].some(name => request.path.includes(`/${name}`))
              ? timer(1, world.clock).pipe(mergeMap(() => throwError(() => broke)))
              : sources.write(request),
        }),
      })
      const parked = new Set<string>()
      world.events$.subscribe((event: RunEvent) => {
        if (event._tag !== 'Ran') return
        const { became, key, outcome } = event
        if (became === 'parked') parked.add(key)
        else if (outcome._tag === 'Applied' && outcome.blocked === undefined) parked.delete(key)
      })
      for (const name of ['app0', 'app1', 'app2']) world.act({ _tag: 'Create', name, spec: web })
      world.clock.advance(200)
      const edit = (name: string) => world.act({ _tag: 'Edit', name, spec: { image: `web:${world.clock.now()}` } })
      for (const step of acts) {
        if ('breaks' in step) broken.add(step.breaks)
        if ('mends' in step) broken.delete(step.mends)
        if ('breaks' in step) edit(step.breaks)
        if ('edits' in step) edit(step.edits)
        if ('removes' in step) world.act({ _tag: 'Delete', name: step.removes, cascade: 'Background' })
        world.clock.advance(step.passMs)
        const value = await scrape()
        assert.equal(value('sluice_parked_keys'), parked.size)
        most = Math.max(most, parked.size)
      }
      broken.clear()
      world.settle(10_000_000)
      assert.equal((await scrape())('sluice_parked_keys'), 0)
      world.stop()
    }),
    { numRuns: 25 },
  )
  assert.ok(most > 1, `${most}`)
})
