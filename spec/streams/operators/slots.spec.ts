import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { EMPTY, finalize, NEVER, type Observable, of, Subject, type Subscription } from 'rxjs'
import { type Priority, slots } from '../../../streams/operators/slots.ts'
import { marbles } from '../../marbles.ts'

test('no more runs at once than workers; the work is asked for when its slot is there', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const { run } = slots({ workers: 2 })
    const work = cold('         --x|')
    expectObservable(run('urgent', () => work)).toBe('--x|')
    expectObservable(run('urgent', () => work)).toBe('--x|')
    expectObservable(run('urgent', () => work)).toBe('-----x|')
    expectSubscriptions(work.subscriptions).toBe(['^--!', '^--!', '---^--!'])
  })
})

/** Fills the only worker, lets `priorities` wait in order, and answers with the order in which they were served. */
const served = (priorities: readonly Priority[], backlogEvery?: number): string => {
  const shared = slots({ workers: 1, ...(backlogEvery === undefined ? {} : { backlogEvery }) })
  const log: string[] = []
  const blocker = shared.acquire('urgent').subscribe()
  const counts = { urgent: 0, backlog: 0 }
  for (const priority of priorities) {
    counts[priority] += 1
    const name = `${priority.slice(0, 1)}${counts[priority]}`
    shared
      .run(priority, () => {
        log.push(name)
        return EMPTY
      })
      .subscribe()
  }
  assert.deepEqual({ urgent: shared.waiting('urgent'), backlog: shared.waiting('backlog') }, counts)
  blocker.unsubscribe()
  assert.deepEqual([shared.running(), shared.waiting('urgent'), shared.waiting('backlog')], [0, 0, 0])
  return log.join(' ')
}

test('urgent goes first, in order of arrival within a priority', () => {
  assert.equal(served(['backlog', 'urgent', 'backlog', 'urgent']), 'u1 u2 b1 b2')
})

test('of every four grants one goes to the backlog that waits', () => {
  const nine: readonly Priority[] = Array.from({ length: 9 }, () => 'urgent')
  assert.equal(served(['backlog', 'backlog', ...nine]), 'u1 u2 u3 b1 u4 u5 u6 b2 u7 u8 u9')
  assert.equal(served(['backlog', 'backlog', ...nine.slice(0, 3)], 2), 'u1 b1 u2 b2 u3')
  assert.equal(served(['urgent', 'backlog', 'urgent'], 1), 'b1 u1 u2')
})

test('grants made while no backlog waits do not count against the urgent', () => {
  const shared = slots({ workers: 1 })
  const log: string[] = []
  for (let n = 0; n < 10; n += 1) shared.run('urgent', () => EMPTY).subscribe()
  const blocker = shared.acquire('urgent').subscribe()
  for (const name of ['b', 'u1', 'u2', 'u3', 'u4'])
    shared
      .run(name === 'b' ? 'backlog' : 'urgent', () => {
        log.push(name)
        return EMPTY
      })
      .subscribe()
  blocker.unsubscribe()
  assert.deepEqual(log, ['u1', 'u2', 'u3', 'b', 'u4'])
})

test('a waiter that unsubscribes is forgotten; a slot is released by completion, error and unsubscription', () => {
  const shared = slots({ workers: 1 })
  const held = shared.acquire('urgent').subscribe()
  let granted = 0
  const count = (): void => {
    granted += 1
  }
  const waiter = shared.acquire('urgent').subscribe(count)
  waiter.unsubscribe()
  assert.equal(shared.waiting('urgent'), 0)
  held.unsubscribe()
  assert.equal(granted, 0)
  assert.equal(shared.running(), 0)

  const work = new Subject<void>()
  shared.run('urgent', () => work).subscribe()
  assert.equal(shared.running(), 1)
  work.complete()
  assert.equal(shared.running(), 0)

  const failing = new Subject<void>()
  const errors: unknown[] = []
  shared.run('backlog', () => failing).subscribe({ error: error => errors.push(error) })
  failing.error('refused')
  const thrown = new Error('no work')
  const throwing = (): never => {
    throw thrown
  }
  shared.run('urgent', throwing).subscribe({ error: error => errors.push(error) })
  assert.deepEqual(errors, ['refused', thrown])
  shared
    .run('urgent', () => NEVER)
    .subscribe()
    .unsubscribe()
  assert.equal(shared.running(), 0)
})

test('a slot is free only when the work that held it is torn down', () => {
  const shared = slots({ workers: 1 })
  const log: string[] = []
  const work = new Subject<void>()
  shared
    .run('urgent', () => work.pipe(finalize(() => log.push('torn down'))))
    .subscribe({ complete: () => log.push('complete') })
  shared
    .run('urgent', () => {
      log.push('next')
      return EMPTY
    })
    .subscribe()
  work.complete()
  assert.deepEqual(log, ['torn down', 'complete', 'next'])
})

test('work that completes synchronously is torn down before its end is passed on', () => {
  const shared = slots({ workers: 1 })
  const log: string[] = []
  const blocker = shared.acquire('urgent').subscribe()
  shared
    .run('urgent', () => of('x').pipe(finalize(() => log.push('torn down'))))
    .subscribe({ next: value => log.push(value), complete: () => log.push('complete') })
  blocker.unsubscribe()
  assert.deepEqual(log, ['x', 'torn down', 'complete'])
})

test('a run that asks for another from inside is served without a deadlock or a stack', () => {
  const shared = slots({ workers: 1 })
  let runs = 0
  const again = (): Observable<void> =>
    shared.run('urgent', () => {
      runs += 1
      if (runs < 20_000) again().subscribe()
      return of(undefined)
    })
  again().subscribe()
  assert.equal(runs, 20_000)
  assert.equal(shared.running(), 0)
})

test('a hundred thousand waiters, every second one leaving, are served in order', () => {
  const shared = slots({ workers: 1 })
  const blocker = shared.acquire('urgent').subscribe()
  const log: number[] = []
  const leaving: Subscription[] = []
  for (let n = 0; n < 100_000; n += 1) {
    const waiter = shared
      .run('backlog', () => {
        log.push(n)
        return EMPTY
      })
      .subscribe()
    if (n % 2 === 1) leaving.push(waiter)
  }
  for (const waiter of leaving) waiter.unsubscribe()
  assert.equal(shared.waiting('backlog'), 50_000)
  blocker.unsubscribe()
  assert.deepEqual(
    log,
    Array.from({ length: 50_000 }, (_, index) => index * 2),
  )
})

test('slots are bounded, work-conserving, first come first served and ageing, in any order of use', () => {
  const command = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant('ask' as const),
        priority: fc.constantFrom<Priority>('urgent', 'backlog'),
      }),
    },
    { weight: 3, arbitrary: fc.record({ does: fc.constant('release' as const), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('leave' as const), which: fc.nat() }) },
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(command, { maxLength: 150, size: 'max' }),
      (workers, backlogEvery, commands) => {
        const shared = slots({ workers, backlogEvery })
        const waiting: Record<Priority, number[]> = { urgent: [], backlog: [] }
        const subscriptions = new Map<number, Subscription>()
        const holders: number[] = []
        let urgentWhileBacklogWaits = 0
        commands.forEach((next, id) => {
          if (next.does === 'ask') {
            waiting[next.priority].push(id)
            const subscription = shared.acquire(next.priority).subscribe(() => {
              assert.equal(waiting[next.priority].shift(), id, 'first come, first served')
              if (next.priority === 'urgent' && waiting.backlog.length > 0) urgentWhileBacklogWaits += 1
              else urgentWhileBacklogWaits = 0
              assert.ok(urgentWhileBacklogWaits < backlogEvery, 'the backlog ages forward')
              holders.push(id)
            })
            subscriptions.set(id, subscription)
          } else {
            const among = next.does === 'release' ? holders : [...waiting.urgent, ...waiting.backlog]
            const chosen = among[next.which % Math.max(1, among.length)]
            if (chosen === undefined) return
            for (const list of [holders, waiting.urgent, waiting.backlog])
              if (list.includes(chosen)) list.splice(list.indexOf(chosen), 1)
            subscriptions.get(chosen)?.unsubscribe()
          }
          assert.equal(shared.running(), holders.length)
          assert.equal(shared.waiting('urgent'), waiting.urgent.length)
          assert.equal(shared.waiting('backlog'), waiting.backlog.length)
          assert.ok(holders.length <= workers, 'bounded')
          assert.ok(
            holders.length === workers || waiting.urgent.length + waiting.backlog.length === 0,
            'work-conserving',
          )
        })
      },
    ),
    { numRuns: 500 },
  )
})
