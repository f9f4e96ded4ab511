import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defer, finalize, map, type Observable, of, Subject, timer, VirtualTimeScheduler } from 'rxjs'
import type { Group } from '../../../streams/operators/perKey.ts'
import { scheduling } from '../../../streams/operators/scheduling.ts'
import { slots } from '../../../streams/operators/slots.ts'
import { marbles } from '../../marbles.ts'

const first = (value: string): string => value.slice(0, 1)

test('a quiet key runs at once; what arrives during a run is owed to one more, settled', () => {
  const runs: string[] = []
  marbles(({ hot, cold, expectObservable, expectSubscriptions, scheduler }) => {
    const source = hot('  a-b-c----------------|')
    const inner = cold('  ------x|')
    const expected = '    ------x------x-------|'
    const result = source.pipe(
      scheduling({
        keyOf: () => 'key',
        quietMs: 3,
        run: (key, values: readonly string[]) => {
          runs.push(`${key}: ${values.join('')}`)
          return inner
        },
        slots: slots(),
        scheduler,
      }),
    )
    expectObservable(result).toBe(expected)
    expectSubscriptions(source.subscriptions).toBe('^--------------------!')
    expectSubscriptions(inner.subscriptions).toBe(['^------!', '-------^------!'])
  })
  assert.deepEqual(runs, ['key: a', 'key: bc'])
})

test('values that arrive while a key waits join its run, raise its priority, and keep its place', () => {
  const runs: string[] = []
  const clock = new VirtualTimeScheduler()
  const shared = slots({ workers: 1 })
  const source = new Subject<string>()
  const groups = new Map<string, Group<string>>()
  source
    .pipe(
      scheduling({
        keyOf: first,
        priorityOf: value => (value.endsWith('!') ? 'urgent' : 'backlog'),
        run: (_key, values) => {
          runs.push(values.join(' '))
          return timer(100, clock)
        },
        slots: shared,
        scheduler: clock,
        groups,
      }),
    )
    .subscribe()
  for (const value of ['a1', 'b1', 'c1', 'd1']) source.next(value)
  clock.schedule(() => source.next('d2!'), 30)
  clock.schedule(() => source.next('b2'), 30)
  clock.flush()
  assert.deepEqual(runs, ['a1', 'd1 d2!', 'b1 b2', 'c1'])
  assert.deepEqual([groups.size, shared.running(), shared.waiting('backlog'), shared.waiting('urgent')], [0, 0, 0, 0])
})

test('a run, once begun, is not left when something urgent arrives', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions, scheduler }) => {
    const source = hot('  b-----u----------|')
    const inner = cold('  --------x|')
    const expected = '    --------x--------x|'
    const result = source.pipe(
      scheduling<string, string>({
        keyOf: () => 'key',
        priorityOf: value => (value === 'u' ? 'urgent' : 'backlog'),
        quietMs: 2,
        run: () => inner,
        slots: slots({ workers: 1 }),
        scheduler,
      }),
    )
    expectObservable(result).toBe(expected)
    expectSubscriptions(inner.subscriptions).toBe(['^--------!', '---------^--------!'])
  })
})

test('merge decides what an owed run is given', () => {
  const runs: string[] = []
  const clock = new VirtualTimeScheduler()
  const source = new Subject<string>()
  source
    .pipe(
      scheduling({
        keyOf: () => 'key',
        merge: (owed, next) => [...new Set([...owed, ...next])],
        quietMs: 5,
        run: (_key, values) => {
          runs.push(values.join(' '))
          return timer(500, clock)
        },
        slots: slots(),
        scheduler: clock,
      }),
    )
    .subscribe()
  for (let atMs = 0; atMs < 400; atMs += 20)
    clock.schedule(() => source.next(atMs % 40 === 0 ? 'child' : 'owner'), atMs)
  clock.flush()
  assert.deepEqual(runs, ['child', 'owner child'])
})

interface Run {
  readonly key: string
  readonly ids: readonly number[]
  readonly startMs: number
  endMs: number
}

interface Value {
  readonly id: number
  readonly key: string
  readonly atMs: number
  readonly urgent: boolean
}

interface Schedule {
  readonly arrivals: readonly { readonly key: string; readonly gapMs: number; readonly urgent: boolean }[]
  /** 0: synchronous. */
  readonly durationsMs: readonly number[]
  /** Whether the nth result causes another value of its key, synchronously. */
  readonly echoes: readonly boolean[]
  readonly workers: number
  readonly quietMs: number
  readonly ceilingMs: number
}

const schedules: fc.Arbitrary<Schedule> = fc.record({
  arrivals: fc.array(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 120 })),
      urgent: fc.boolean(),
    }),
    { maxLength: 60, size: 'max' },
  ),
  durationsMs: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 80 })), { minLength: 1, maxLength: 20 }),
  echoes: fc.array(fc.boolean(), { maxLength: 20 }),
  workers: fc.integer({ min: 1, max: 3 }),
  quietMs: fc.integer({ min: 1, max: 20 }),
  ceilingMs: fc.integer({ min: 1, max: 60 }),
})

/** Plays a schedule on virtual time; what must hold at every moment is asserted on the way. */
const play = (
  { arrivals, durationsMs, echoes, workers, quietMs, ceilingMs }: Schedule,
  end: { readonly atMs: number; readonly by: 'completion' | 'unsubscription' } | undefined = undefined,
) => {
  const clock = new VirtualTimeScheduler()
  const shared = slots({ workers })
  const groups = new Map<string, Group<Value>>()
  const source = new Subject<Value>()
  const values: Value[] = []
  const runs: Run[] = []
  const active = new Set<string>()
  const failures: unknown[] = []
  let results = 0
  let completed = false
  let stopped = false

  const send = (key: string, urgent: boolean): void => {
    if (stopped) return
    const value = { id: values.length, key, atMs: clock.now(), urgent }
    values.push(value)
    source.next(value)
  }
  const run = (key: string, given: readonly Value[]): Observable<string> => {
    assert.ok(!stopped || end?.by === 'completion', 'nothing starts after unsubscription')
    assert.ok(given.length > 0, 'no run without a reason')
    assert.ok(!active.has(key), `two runs of ${key} at once`)
    active.add(key)
    assert.ok(active.size <= workers, 'more runs than workers')
    assert.ok(given.every(value => value.key === key))
    const entry: Run = { key, ids: given.map(({ id }) => id), startMs: clock.now(), endMs: Number.NaN }
    const durationMs = durationsMs[runs.length % durationsMs.length] ?? 0
    runs.push(entry)
    return (durationMs === 0 ? of(0) : timer(durationMs, clock)).pipe(
      map(() => key),
      finalize(() => {
        entry.endMs = clock.now()
        active.delete(key)
      }),
    )
  }
  const subscription = source
    .pipe(
      scheduling({
        keyOf: ({ key }) => key,
        priorityOf: ({ urgent }) => (urgent ? 'urgent' : 'backlog'),
        quietMs,
        ceilingMs,
        run,
        slots: shared,
        scheduler: clock,
        groups,
      }),
    )
    .subscribe({
      next: key => {
        if (echoes[results++] === true) send(key, true)
      },
      error: error => failures.push(error),
      complete: () => {
        completed = true
      },
    })
  let atMs = 0
  for (const { key, gapMs, urgent } of arrivals) {
    atMs += gapMs
    clock.schedule(() => send(key, urgent), atMs)
  }
  if (end !== undefined)
    clock.schedule(() => {
      stopped = true
      if (end.by === 'completion') source.complete()
      else subscription.unsubscribe()
    }, end.atMs)
  clock.flush()
  assert.deepEqual(failures, [])
  assert.equal(active.size, 0, 'a run never ended')
  assert.deepEqual([groups.size, shared.running(), shared.waiting('urgent'), shared.waiting('backlog')], [0, 0, 0, 0])
  assert.equal(clock.actions.length, 0)
  return { values, runs, completed, endedMs: clock.now() }
}

const idsOf = (key: string, values: readonly Value[]): readonly number[] =>
  values.filter(value => value.key === key).map(({ id }) => id)
const taken = (key: string, runs: readonly Run[]): readonly number[] =>
  runs.filter(run => run.key === key).flatMap(({ ids }) => ids)

test('for any arrivals each value is in one run of its key, in order, with at most `workers` at once', () => {
  fc.assert(
    fc.property(schedules, schedule => {
      const { values, runs, endedMs } = play(schedule)
      for (const key of ['a', 'b', 'c']) assert.deepEqual(taken(key, runs), idsOf(key, values))
      for (const run of runs) for (const id of run.ids) assert.ok((values[id]?.atMs ?? Number.NaN) <= run.startMs)
      const lastMs = Math.max(
        0,
        ...values.map(({ atMs }) => atMs + schedule.quietMs),
        ...runs.map(({ endMs }) => endMs),
      )
      assert.ok(endedMs <= lastMs, `a timer lived until ${endedMs}, after everything was over at ${lastMs}`)
    }),
    { numRuns: 1_000 },
  )
})

test('with a free slot a quiet key runs at once, and no value is held longer than the ceiling', () => {
  fc.assert(
    fc.property(schedules, ({ workers: _, ...schedule }) => {
      const { values, runs } = play({ ...schedule, workers: 3 })
      for (const run of runs) {
        const ofKey = runs.filter(({ key }) => key === run.key)
        const before = ofKey[ofKey.indexOf(run) - 1]
        for (const id of run.ids) {
          const value = values[id]
          assert.ok(value !== undefined)
          const freeMs = Math.max(value.atMs, before?.endMs ?? 0)
          assert.ok(run.startMs <= Math.max(value.atMs + schedule.ceilingMs, freeMs), 'held longer than the ceiling')
          const previous = values.findLast(other => other.key === value.key && other.id < id)
          const wasQuiet = previous === undefined || value.atMs - previous.atMs > schedule.quietMs
          if (wasQuiet) assert.equal(run.startMs, freeMs, 'a quiet key had to wait')
        }
      }
    }),
    { numRuns: 1_000 },
  )
})

test('when the source completes, everything that had arrived still runs, and then the output completes', () => {
  fc.assert(
    fc.property(schedules, fc.integer({ min: 0, max: 1_500 }), (schedule, atMs) => {
      const { values, runs, completed } = play(schedule, { atMs, by: 'completion' })
      for (const key of ['a', 'b', 'c']) assert.deepEqual(taken(key, runs), idsOf(key, values))
      assert.ok(completed)
    }),
    { numRuns: 500 },
  )
})

test('unsubscribing at any moment ends all runs, waits and timers, and starts nothing more', () => {
  fc.assert(
    fc.property(schedules, fc.integer({ min: 0, max: 1_500 }), (schedule, atMs) => {
      const { completed } = play(schedule, { atMs, by: 'unsubscription' })
      assert.ok(!completed)
    }),
    { numRuns: 500 },
  )
})

test('a key that settles costs one timer, and 100,000 keys leave no group and no timer', () => {
  const clock = new VirtualTimeScheduler()
  const groups = new Map<string, Group<number>>()
  const source = new Subject<number>()
  const shared = slots({ workers: 4 })
  let delivered = 0
  source
    .pipe(
      scheduling({
        keyOf: String,
        run: (_key, values) =>
          defer(() => {
            delivered += values.length
            return of(undefined)
          }),
        slots: shared,
        scheduler: clock,
        groups,
      }),
    )
    .subscribe()
  for (let round = 0; round < 500; round += 1) {
    for (let n = 0; n < 200; n += 1) for (let times = 0; times < 3; times += 1) source.next(round * 200 + n)
    assert.deepEqual([groups.size, clock.actions.length], [200, 200])
    clock.flush()
    assert.equal(groups.size, 0)
  }
  assert.equal(delivered, 300_000)
  assert.deepEqual([groups.size, shared.running(), clock.actions.length], [0, 0, 0])
})
