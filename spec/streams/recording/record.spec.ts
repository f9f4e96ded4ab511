import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { asapScheduler, BehaviorSubject, concat, NEVER, of, Subject, Subscription, throwError, timer } from 'rxjs'
import { myApp } from '../../../crd/controller.ts'
import { MyApp } from '../../../crd/myapp.ts'
import { compact } from '../../../lib/apiserver/store/state.ts'
import { canonical } from '../../../lib/json/canonical.ts'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { kind } from '../../../lib/kube/object.ts'
import { parseRecording, type Recording } from '../../../lib/recording/recording.ts'
import { seededRandom } from '../../../lib/recording/seededRandom.ts'
import { type RunOptions, run } from '../../../streams/circle/run.ts'
import type { RunEvent } from '../../../streams/circle/runEvent.ts'
import type { Sources } from '../../../streams/ports/sources.ts'
import { compareReplay } from '../../../streams/recording/compareReplay.ts'
import { record } from '../../../streams/recording/record.ts'
import { replay } from '../../../streams/recording/replay.ts'
import type { ReadFault, WatchFault, WriteFault } from '../../../streams/simulate/faultySources.ts'
import type { UserAct } from '../../../streams/simulate/users.ts'
import { virtualClock } from '../../../streams/simulate/virtualClock.ts'
import { recordedWorld, startMs } from './recordedWorld.ts'

const recordingOf = (text: string): Recording => {
  const parsed = parseRecording(text)
  assert(isRight(parsed), JSON.stringify(parsed))
  return parsed.right
}

const replayed = (recording: Recording, controller = myApp): readonly string[] => {
  const events: string[] = []
  let completed = false
  replay(controller, recording).subscribe({
    next: event => events.push(canonical(event)),
    error: error => assert.fail(error),
    complete: () => {
      completed = true
    },
  })
  assert(completed, 'a replay ends within its subscription')
  return events
}

/** The replay says and plans what the recorded run did, in every byte. */
const assertReplays = (world: ReturnType<typeof recordedWorld>, controller = myApp): Recording => {
  const recording = recordingOf(world.text())
  const plans = recording.lines.filter(line => 'planned' in line).length
  assert.deepEqual(replayed(recording, controller), world.events())
  assert.deepEqual(compareReplay(controller, recording), { same: plans, different: [], notCompared: 0 })
  return recording
}

const spec = { image: 'nginx:1.29', replicas: 2, port: 80, config: { a: 'b' } }

test('a recorded run replays to the same events and plans, from creation to deletion', () => {
  const world = recordedWorld(myApp, 1)
  world.act({ _tag: 'Create', name: 'web', spec })
  world.clock.advance(2000)
  world.act({ _tag: 'DeleteChild', kind: 'Deployment', name: 'web' })
  world.clock.advance(2000)
  world.act({ _tag: 'Delete', name: 'web', cascade: 'Background' })
  world.clock.advance(60_000)
  world.stop$.next()
  assert(world.completed())
  const { lines } = assertReplays(world)
  assert(lines.filter(line => 'planned' in line).length > 5)
  assert.deepEqual(lines.at(-1), { at: startMs + 64_000, end: 'Completed' })
})

type Act =
  | UserAct
  | { readonly _tag: 'Write'; readonly fault: WriteFault }
  | { readonly _tag: 'Read' | 'Open'; readonly fault: ReadFault }
  | { readonly _tag: 'Watch'; readonly fault: WatchFault }
  | { readonly _tag: 'Lead'; readonly leading: boolean }
  | { readonly _tag: 'Lag'; readonly ms: number }
  | { readonly _tag: 'Compact' | 'Resync' }

const name = fc.constantFrom('a', 'b')
const childKind = fc.constantFrom('Deployment', 'Service', 'ConfigMap')
const specs = fc.record({ image: fc.constantFrom('x:1', 'x:2'), replicas: fc.nat(3), port: fc.constantFrom(80, null) })
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ _tag: fc.constantFrom('Create', 'Edit', 'Replace'), name, spec: specs }),
  fc.record({ _tag: fc.constant('Delete'), name, cascade: fc.constantFrom('Background', 'Foreground', 'Orphan') }),
  fc.record({
    _tag: fc.constantFrom('DeleteChild', 'StripLabels', 'StripOwner', 'Squat', 'Leave'),
    kind: childKind,
    name,
  }),
  fc.record({ _tag: fc.constant('StripFinalizers'), name }),
  fc.record({
    _tag: fc.constant('Write'),
    fault: fc.constantFrom('lost', 'unanswered', 'late', 'error 500', 'error 503', 'error 429', 'outrun'),
  }),
  fc.record({ _tag: fc.constantFrom('Read', 'Open'), fault: fc.constantFrom('lost', 'error 500', 'error 429') }),
  fc.record({ _tag: fc.constant('Watch'), fault: fc.constantFrom('reset', 'end', 'garbled') }),
  fc.record({ _tag: fc.constant('Lead'), leading: fc.boolean() }),
  fc.record({ _tag: fc.constant('Lag'), ms: fc.nat(200) }),
  fc.record({ _tag: fc.constantFrom('Compact', 'Resync') }),
)
const history = fc.array(fc.record({ afterMs: fc.constantFrom(0, 1, 3, 25, 200, 5000, 40_000), act }), {
  minLength: 3,
  maxLength: 15,
})

const perform = (world: ReturnType<typeof recordedWorld>, act: Act): void => {
  switch (act._tag) {
    case 'Write':
      world.weather.writes.push(act.fault)
      return
    case 'Read':
      world.weather.reads.push(act.fault)
      return
    case 'Open':
      world.weather.opens.push(act.fault)
      return
    case 'Watch':
      world.weather.watches.next(act.fault)
      return
    case 'Lead':
      world.leading$.next(act.leading)
      return
    case 'Lag':
      world.weather.lagMs = act.ms
      return
    case 'Compact':
      world.cluster.change(state => compact(state, state.resourceVersion))
      world.weather.watches.next('reset')
      return
    case 'Resync':
      world.resync$.next()
      return
    default:
      world.act(act)
  }
}

const options: fc.Arbitrary<RunOptions> = fc.record(
  {
    namespace: fc.constant('default'),
    workers: fc.constantFrom(1, 10),
    quietMs: fc.constantFrom(0, 20, 100),
    resyncMs: fc.constantFrom(10_000, Number.POSITIVE_INFINITY),
    watching: fc.record({ streamingList: fc.boolean(), pageSize: fc.constantFrom(1, 500) }),
  },
  { requiredKeys: [] },
)

test('any history, in any weather, with any options, replays to the same events and plans', () => {
  fc.assert(
    fc.property(history, options, fc.nat(), fc.boolean(), (history, options, seed, stops) => {
      const world = recordedWorld(myApp, seed, options)
      for (const { afterMs, act } of history) {
        world.clock.advance(afterMs)
        perform(world, act)
      }
      world.clock.advance(10_000)
      if (stops) world.stop$.next()
      world.clock.advance(10_000)
      world.running.unsubscribe()
      assertReplays(world)
    }),
    { numRuns: 60 },
  )
})

test('a recording that ends anywhere replays to where it ends', () => {
  const world = recordedWorld(myApp, 3)
  world.act({ _tag: 'Create', name: 'web', spec })
  world.clock.advance(3000)
  const lines = world.text().trimEnd().split('\n')
  fc.assert(
    fc.property(fc.integer({ min: 1, max: lines.length }), length => {
      const recording = recordingOf(`${lines.slice(0, length).join('\n')}\n`)
      const { different, astray, same } = compareReplay(myApp, recording)
      assert.deepEqual({ different, astray }, { different: [], astray: undefined })
      assert.equal(same, recording.lines.filter(line => 'planned' in line).length)
    }),
  )
})

test('recording changes nothing of what a run does in the end', () => {
  const end = (recorded: boolean) => {
    const world = recordedWorld(myApp, 5)
    if (!recorded) {
      world.running.unsubscribe()
      run(myApp, { ...world.cluster.sources, leading$: of(true) }).subscribe()
    }
    world.act({ _tag: 'Create', name: 'web', spec })
    world.clock.advance(5000)
    return world.cluster.requests.filter(({ port }) => port === 'write').map(({ method, path }) => `${method} ${path}`)
  }
  assert(end(true).length > 5)
  assert.deepEqual(end(true), end(false))
})

const fakes = (lists: Partial<Sources> = {}): Sources & { readonly clock: ReturnType<typeof virtualClock> } => {
  const clock = virtualClock(startMs)
  return {
    clock,
    scheduler: clock,
    random: seededRandom(1),
    list: () => of({ resourceVersion: '5', items: [] }),
    watch: () => NEVER,
    read: () => of(undefined),
    write: () => NEVER,
    leading$: of(true),
    ...lists,
  }
}

test('ports that answer on subscription, throw, or error with anything are recorded, and replay alike', () => {
  const clock = virtualClock(startMs)
  const lines: string[] = []
  const events: RunEvent[] = []
  const sources = fakes({
    scheduler: clock,
    list: resource => {
      if (resource === Deployment && clock.now() < startMs + 1000) throw new Error('no list today')
      return of({ resourceVersion: '5', items: [] })
    },
    watch: resource =>
      resource === MyApp ? throwError(() => 'no error at all') : timer(50, clock).pipe(() => of('x')),
  })
  record(myApp, sources, { watching: { streamingList: false } }, line => lines.push(line)).subscribe(event =>
    events.push(event),
  )
  clock.advance(5000)
  const recording = recordingOf(`${lines.join('\n')}\n`)
  assert(lines.some(line => line.includes('"error":{"_tag":"Thrown","message":"no list today"}')))
  assert(lines.some(line => line.includes('"error":{"_tag":"Thrown","message":"no error at all"}')))
  assert(events.some(({ _tag }) => _tag === 'Ready'))
  assert.deepEqual(replayed(recording), events.map(canonical))
})

test('the clock stands still while a turn lasts, and each line has its time', () => {
  let nowMs = startMs
  const creeping = { now: () => nowMs++, schedule: asapScheduler.schedule.bind(asapScheduler) }
  const times: number[] = []
  const lines: string[] = []
  const leading$ = new BehaviorSubject(false)
  const controller = {
    ...myApp,
    desired: (...[app, observed]: Parameters<typeof myApp.desired>) => {
      times.push(observed.nowMs)
      return myApp.desired(app, observed)
    },
  }
  const object = {
    apiVersion: 'example.com/v1',
    kind: 'MyApp',
    metadata: {
      name: 'a',
      namespace: 'n',
      uid: 'u',
      resourceVersion: '4',
      generation: 1,
      finalizers: [myApp.finalizer],
    },
    spec: { image: 'x:1' },
  }
  const items = Array.from({ length: 5 }, (_, at) => ({ ...object, metadata: { ...object.metadata, name: `a${at}` } }))
  const list: Sources['list'] = resource => of({ resourceVersion: '5', items: resource === MyApp ? items : [] })
  const sources = fakes({ scheduler: { ...creeping, schedule: () => new Subscription() }, leading$, list })
  record(controller, sources, { watching: { streamingList: false } }, line => lines.push(line)).subscribe()
  leading$.next(true)
  assert.equal(times.length, 5)
  assert.equal(new Set(times).size, 1)
  const last: unknown = lines.filter(line => line.includes('"port":"leading"')).at(-1)
  assert(typeof last === 'string' && last.startsWith(`{"at":${times[0]},`), String(last))
})

test('answers that come within a turn wait for its end', () => {
  const lines: string[] = []
  const watching = new Subject<string>()
  const sources = fakes({ watch: resource => (resource === MyApp ? watching : NEVER) })
  const bookmark =
    '{"type":"BOOKMARK","object":{"kind":"MyApp","apiVersion":"example.com/v1","metadata":{"resourceVersion":"9"}}}'
  const seen: string[] = []
  record(myApp, sources, { watching: { streamingList: false } }, line => lines.push(line)).subscribe(event => {
    if (event._tag !== 'Ready') return
    watching.next(bookmark)
    seen.push(lines.some(line => line.includes('BOOKMARK')) ? 'within' : 'after')
  })
  assert.deepEqual(seen, ['after'])
  assert(lines.some(line => line.includes('BOOKMARK')))
})

test('a timer that fires within a turn and is cancelled before its own does not fire', () => {
  const lines: string[] = []
  const events: string[] = []
  const watching = new Subject<string>()
  const { clock, ...sources } = fakes({ watch: resource => (resource === MyApp ? watching : NEVER) })
  record(myApp, sources, { watching: { streamingList: false } }, line => lines.push(line)).subscribe(event => {
    events.push(canonical(event))
    if (event._tag !== 'Ready') return
    watching.complete()
    clock.advance(5000)
  })
  assert(lines.some(line => line.includes('"tick":')))
  assert.deepEqual(replayed(recordingOf(`${lines.join('\n')}\n`)), events)
})

test('handlers of calls, resyncs and the stop are inputs like any other', () => {
  let attempts = 0
  const forgetting = {
    ...myApp,
    cleanup: () => ({ done: true, calls: [{ name: 'forget', input: { zone: 'x' } }] }),
  }
  const circular: { self?: unknown } = {}
  circular.self = circular
  const calls = {
    forget: () => {
      attempts += 1
      return attempts === 1 ? throwError(() => new Error('not yet')) : of(circular)
    },
  }
  const world = recordedWorld(forgetting, 9, { calls })
  world.act({ _tag: 'Create', name: 'web', spec })
  world.clock.advance(1000)
  world.resync$.next()
  world.clock.advance(1000)
  world.act({ _tag: 'Delete', name: 'web', cascade: 'Background' })
  world.clock.advance(60_000)
  world.stop$.next()
  const recording = assertReplays(world, forgetting)
  assert.equal(attempts, 2)
  const ports = recording.lines.flatMap(line => ('port' in line ? [line.port] : []))
  for (const port of ['call', 'resync', 'stop', 'leading', 'watch', 'write'] as const)
    assert(ports.includes(port), port)
})

test('values of Secrets are left out of what is written, unless they are asked for', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'n', uid: 'u', resourceVersion: '4' },
    data: { password: 'aHVudGVyMg==' },
  }
  const edited = { ...secret, metadata: { ...secret.metadata, resourceVersion: '6' } }
  const Secret = kind('', 'v1', 'Secret', 'secrets')
  const reading = { ...myApp, related: [{ resource: Secret, values: () => ['n/s'] }] }
  const written = (redact?: boolean): string => {
    const lines: string[] = []
    const list: Sources['list'] = resource => of({ resourceVersion: '5', items: resource === Secret ? [secret] : [] })
    const watch: Sources['watch'] = resource =>
      resource === Secret ? concat(of(JSON.stringify({ type: 'MODIFIED', object: edited })), NEVER) : NEVER
    const recordOptions = redact === undefined ? {} : { redact }
    const options = { watching: { streamingList: false } }
    const running = record(
      reading,
      fakes({ list, watch }),
      options,
      line => lines.push(line),
      recordOptions,
    ).subscribe()
    running.unsubscribe()
    return lines.join('\n')
  }
  assert.equal(written(false).split('aHVudGVyMg==').length, 3)
  assert.equal(written().split('aHVudGVyMg==').length, 1)
  assert.equal(written().split('UkVEQUNURUQ=').length, 3)
})

test('a recording holds one run', () => {
  const world = recordedWorld(myApp, 1)
  let refused: unknown
  world.run.subscribe({ error: error => (refused = error) })
  assert(refused instanceof Error)
  assert.equal(refused.message, 'a recording holds one run: record again for another')
})

test('a recording that is unsubscribed in the middle of a turn says so', () => {
  const lines: string[] = []
  const running = record(myApp, fakes(), { watching: { streamingList: false } }, line => lines.push(line)).subscribe()
  running.unsubscribe()
  assert.match(lines.at(-1) ?? '', /"end":"Unsubscribed"/)
  const { length } = lines
  running.unsubscribe()
  assert.equal(lines.length, length)
})
