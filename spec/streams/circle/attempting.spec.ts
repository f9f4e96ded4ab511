import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defer, map, NEVER, type Observable, tap } from 'rxjs'
import type { Ref } from '../../../lib/kube/object.ts'
import type { Effect, Plan } from '../../../lib/plan/plan.ts'
import type { Reason, Trigger } from '../../../lib/plan/trigger.ts'
import type { Outcome } from '../../../lib/retry/outcome.ts'
import { retryDefaults } from '../../../lib/retry/retryState.ts'
import { straight } from '../../../streams/circle/asking.ts'
import { attempting } from '../../../streams/circle/attempting.ts'
import type { Executed } from '../../../streams/circle/executing.ts'
import { loop } from '../../../streams/circle/loop.ts'
import type { RunEvent } from '../../../streams/circle/runEvent.ts'
import { marbles } from '../../marbles.ts'

const reason: Reason = { _tag: 'Resync' }
const plan: Plan = { key: 'a', effects: [] }
const applied: Outcome = { _tag: 'Applied', wrote: 0 }
const triggers = [{ key: 'a', reason }]
const planned: RunEvent = { _tag: 'Planned', reconcile: 1, key: 'a', reasons: [reason], plan }

const unasked = straight({ read: () => NEVER, write: () => NEVER })
const noFaults = { begin: () => unasked, end: () => undefined }

/** No object is known. */
const untold = {
  roundOf: () => ({ watchedKind: 'Site', ownedKinds: [] }),
  objectOf: () => undefined,
  vanishedOf: () => [],
  asking: noFaults,
}

const setUp = (
  scheduler: Parameters<typeof loop>[0]['scheduler'],
  plan$: Observable<Plan>,
  steps$: Observable<Executed>,
  mayWrite = () => true,
  of: readonly Trigger[] = triggers,
) => {
  const outcomes = loop({ scheduler, random: () => 0 }, retryDefaults)
  const attempt = attempting({
    plan: () => plan$,
    execute: () => steps$,
    loop: outcomes,
    scheduler,
    mayWrite,
    ...untold,
  })
  return { outcomes, run$: attempt('a', of) }
}

test('a run emits its plan, then its effects, then its outcome', () =>
  marbles(({ cold, scheduler, expectObservable, flush }) => {
    const step: Executed = {
      _tag: 'Effected',
      effect: { _tag: 'Create', manifest: { apiVersion: 'v1', kind: 'X', metadata: { name: 'x' } } },
      durationMs: 2,
    }
    const steps$ = cold<Executed>('   --e-(o|)', { e: step, o: { _tag: 'Ended', outcome: applied } })
    const { run$, outcomes } = setUp(scheduler, cold('-(p|)', { p: plan }), steps$)
    const ran: RunEvent = {
      _tag: 'Ran',
      reconcile: 1,
      key: 'a',
      reasons: [reason],
      plan,
      outcome: applied,
      durationMs: 5,
      waitedMs: 0,
      plannedAfterMs: 1,
      wroteAfterMs: 3,
    }
    expectObservable(run$).toBe('-p-e-(o|)', { p: planned, e: { ...step, reconcile: 1, key: 'a' }, o: ran })
    flush()
    assert.equal(outcomes.retryStates.size, 0)
  }))

test('a read that fails before the plan is an outcome of this key, and the run completes', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
    const failure = { _tag: 'Connection', message: 'reset', sent: true } as const
    const steps$ = cold<Executed>('|')
    const { run$, outcomes } = setUp(scheduler, cold('--#', {}, failure), steps$)
    const outcome: Outcome = { _tag: 'Failed', wrote: 0, failure, remedy: { _tag: 'Doubt' }, toReread: [] }
    expectObservable(run$).toBe('--(o|)', {
      o: {
        _tag: 'Ran',
        reconcile: 1,
        key: 'a',
        reasons: [reason],
        outcome,
        durationMs: 2,
        waitedMs: 0,
        retryAfterMs: 4,
      },
    })
    expectSubscriptions(steps$.subscriptions).toBe([])
    flush()
    assert.equal(outcomes.retryStates.get('a')?.outages, 1)
  }))

test('a process that may not write plans nothing, and still owes the run', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
    const plan$ = cold<Plan>('(p|)', { p: plan })
    const { run$ } = setUp(scheduler, plan$, cold<Executed>('|'), () => false)
    const outcome: Outcome = { _tag: 'Abandoned', wrote: 0, why: 'not leading, or stopping' }
    expectObservable(run$).toBe('(o|)', {
      o: {
        _tag: 'Ran',
        reconcile: 1,
        key: 'a',
        reasons: [reason],
        outcome,
        durationMs: 0,
        waitedMs: 0,
        retryAfterMs: 0,
      },
    })
    expectSubscriptions(plan$.subscriptions).toBe([])
  }))

test('while the server asked for silence nothing is sent, and the run comes afterwards', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
    const plan$ = cold<Plan>('(p|)', { p: plan })
    const { run$, outcomes } = setUp(scheduler, plan$, cold<Executed>('|'))
    outcomes.end(
      'a',
      {
        _tag: 'Failed',
        wrote: 0,
        failure: { _tag: 'Status', code: 429, reason: 'TooManyRequests', message: 'slow down', retryAfterMs: 10 },
        remedy: { _tag: 'Silence', retryAfterMs: 10 },
        toReread: [],
      },
      { reasons: [reason], effects: [], watchedKind: 'Site', ownedKinds: [] },
    )
    const outcome: Outcome = { _tag: 'Abandoned', wrote: 0, why: 'the server asked for silence' }
    expectObservable(run$, '----^').toBe('----(o|)', {
      o: {
        _tag: 'Ran',
        reconcile: 1,
        key: 'a',
        reasons: [reason],
        outcome,
        durationMs: 0,
        waitedMs: 0,
        retryAfterMs: 6,
      },
    })
    expectSubscriptions(plan$.subscriptions).toBe([])
  }))

test('the wait of a run counts from its oldest reason, and not from before its process led', () =>
  marbles(({ cold, scheduler }) => {
    const waited = (attempt: ReturnType<typeof attempting>, triggers: readonly Trigger[]): unknown => {
      let told: unknown
      attempt('a', triggers).subscribe(event => {
        if (event._tag === 'Ran') told = event.waitedMs
      })
      return told
    }
    const outcomes = loop({ scheduler, random: () => 0 }, retryDefaults)
    const running = new Map<string, number>()
    const options = {
      plan: () => cold<Plan>('#'),
      execute: () => cold<Executed>('|'),
      loop: outcomes,
      scheduler,
      mayWrite: () => false,
      running,
      ...untold,
    }
    const due = [30, 10, 20].map(atMs => ({ key: 'a', reason, atMs: scheduler.now() - atMs }))
    assert.equal(waited(attempting(options), due), 30)
    assert.equal(waited(attempting({ ...options, leadingSinceMs: () => scheduler.now() - 5 }), due), 5)
    assert.equal(waited(attempting(options), [{ key: 'a', reason, atMs: scheduler.now() + 1000 }]), 0)
    assert.equal(running.size, 0)
    const under = attempting({ ...options, mayWrite: () => true, plan: () => NEVER })('a', triggers).subscribe()
    assert.deepEqual([...running], [['a', scheduler.now()]])
    under.unsubscribe()
    assert.equal(running.size, 0)
  }))

const create: Effect = { _tag: 'Create', manifest: { apiVersion: 'v1', kind: 'X', metadata: { name: 'x' } } }
const target = { apiVersion: 'v1', kind: 'Y', name: 'a', uid: 'u', resourceVersion: '1' }
const status: Effect = { _tag: 'SetStatus', target, status: { ready: false } }
const created: Outcome = { _tag: 'Applied', wrote: 1, created: true }
const repaired: Outcome = { ...created, repaired: true }
const deleted: Reason = { _tag: 'Deleted', kind: 'X', key: 'x' }
const another: Reason = { _tag: 'Deleted', kind: 'X', key: 'y' }

for (const [what, why, then, plans, outcome, dueMs] of [
  [
    'that was deleted is looked at in the same run; where all is well it is forgotten',
    deleted,
    [],
    2,
    { ...repaired, settled: true },
    undefined,
  ],
  [
    'that was deleted is looked at in the same run; where more is to do the key rests first',
    deleted,
    [status],
    2,
    repaired,
    0,
  ],
  ['that was not there before rests without a look', another, [], 1, created, 0],
] as const)
  test(`a child ${what}`, () =>
    marbles(({ cold, scheduler, expectObservable, flush }) => {
      const answers: readonly (readonly Effect[])[] = [[create], then]
      let asked = 0
      const plan$ = defer(() => {
        asked += 1
        return cold('--(p|)', { p: { key: 'a', effects: answers[asked - 1] ?? [] } })
      })
      const steps$ = cold<Executed>('-(o|)', { o: { _tag: 'Ended', outcome: created } })
      const { run$, outcomes } = setUp(scheduler, plan$, steps$, undefined, [{ key: 'a', reason: why }])
      const told: (Outcome | number | undefined)[] = []
      expectObservable(
        run$.pipe(
          tap(event => event._tag === 'Ran' && told.push(event.outcome, event.retryAfterMs)),
          map(({ _tag }) => _tag[0]),
        ),
      ).toBe(plans === 2 ? '--P--(R|)' : '--P(R|)')
      expectObservable(outcomes.triggers$).toBe(dueMs === undefined ? '------' : plans === 2 ? '-----v' : '---v', {
        v: { key: 'a', reason: { _tag: 'Verify' } },
      })
      flush()
      assert.deepEqual([told, asked], [[outcome, dueMs], plans])
    }))

test('a child that left its watch is read, and the plan made anew, before anything is written', () =>
  marbles(({ cold, scheduler, expectObservable, flush }) => {
    const gone: Ref = { apiVersion: 'v1', kind: 'X', name: 'x' }
    const fresh: Plan = { key: 'a', effects: [status] }
    const toReread: (readonly Ref[])[] = []
    const attempt = attempting({
      ...untold,
      plan: (_key, retryState) => {
        toReread.push(retryState.toReread)
        return retryState.toReread.length === 0 ? cold('-(p|)', { p: plan }) : cold('---(p|)', { p: fresh })
      },
      vanishedOf: made => (made === plan ? [gone] : []),
      execute: made => cold('-(o|)', { o: { _tag: 'Ended', outcome: { ...applied, wrote: made.effects.length } } }),
      loop: loop({ scheduler, random: () => 0 }, retryDefaults),
      scheduler,
      mayWrite: () => true,
    })
    const told: unknown[] = []
    const run$ = attempt('a', [{ key: 'a', reason: deleted }])
    expectObservable(
      run$.pipe(
        tap(event => told.push('plan' in event ? event.plan : undefined)),
        map(({ _tag }) => _tag[0]),
      ),
    ).toBe('----P(R|)')
    flush()
    assert.deepEqual(told, [fresh, fresh])
    assert.deepEqual(toReread, [[], [gone]])
  }))
