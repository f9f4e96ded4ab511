import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tap } from 'rxjs'
import type { Reason } from '../../../lib/plan/trigger.ts'
import type { Outcome } from '../../../lib/retry/outcome.ts'
import { retryDefaults } from '../../../lib/retry/retryState.ts'
import { type Round, timesIn } from '../../../lib/retry/streak.ts'
import { loop } from '../../../streams/circle/loop.ts'
import { marbles } from '../../marbles.ts'

const options = { ...retryDefaults, retryBackoff: { firstMs: 4, factor: 2, capMs: 1000, jitter: 0 } }
const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'demo' } }
const round = (reasons: readonly Reason[]): Round => ({
  reasons,
  effects: [{ _tag: 'Create', manifest }],
  watchedKind: 'Site',
  ownedKinds: ['ConfigMap'],
})
const edit: Reason = { _tag: 'Modified', kind: 'Site', key: 'a' }
const lost: Outcome = {
  _tag: 'Failed',
  wrote: 0,
  failure: { _tag: 'Connection', message: 'reset', sent: true },
  remedy: { _tag: 'Doubt' },
  toReread: [],
}
const applied: Outcome = { _tag: 'Applied', wrote: 0 }
const later = (requeueAfterMs: number): Outcome => ({ ...applied, requeueAfterMs })
const requeue = (key: string) => ({ key, reason: { _tag: 'Requeue' } })
const retry = (key: string, attempt: number) => ({ key, reason: { _tag: 'Retry', attempt } })

test('a failure comes back after its delay, and each outcome replaces the timer of its key alone', () =>
  marbles(({ cold, scheduler, expectObservable }) => {
    const tested = loop({ scheduler, random: () => 0 }, options)
    cold('-ab-a', { a: 'a', b: 'b' }).subscribe(key => tested.end(key, lost, round([edit])))
    expectObservable(tested.triggers$).toBe('------b-----a', { b: retry('b', 1), a: retry('a', 2) })
  }))

test('a success cancels what was due', () =>
  marbles(({ cold, scheduler, expectObservable, flush }) => {
    const tested = loop({ scheduler, random: () => 0 }, options)
    cold('-l--s', { l: lost, s: applied }).subscribe(outcome => tested.end('a', outcome, round([edit])))
    expectObservable(tested.triggers$).toBe('-------------')
    flush()
    assert.equal(tested.retryStates.size, 0)
  }))

test('a healthy key leaves nothing behind, even if it asked to be planned again', () =>
  marbles(({ cold, scheduler, expectObservable, flush }) => {
    const tested = loop({ scheduler, random: () => 0 }, options)
    cold('-a---b-', { a: later(3), b: later(2) }).subscribe(outcome => tested.end('a', outcome, round([edit])))
    expectObservable(tested.triggers$).toBe('----a--b', { a: requeue('a'), b: requeue('a') })
    flush()
    assert.equal(tested.retryStates.size, 0)
  }))

const gone: Reason = { _tag: 'Deleted', kind: 'ConfigMap', key: 'demo/web' }
const madeAgain: Outcome = { _tag: 'Applied', wrote: 1, created: true, repaired: true, settled: true }

test('the memory of a repair ends at the first question after its time, without a timer', () =>
  marbles(({ scheduler, expectObservable, flush }) => {
    const tested = loop({ scheduler, random: () => 0 }, options)
    const kept: string[][] = []
    const askAt = (atMs: number) =>
      scheduler.schedule(() => {
        tested.begin('other', [edit])
        kept.push([...tested.retryStates.keys()])
      }, atMs)
    expectObservable(tested.triggers$).toBe('')
    scheduler.schedule(() => tested.end('a', madeAgain, round([edit])))
    scheduler.schedule(() => tested.end('b', madeAgain, round([edit])), 50)
    for (const atMs of [119, 120, 170]) askAt(atMs)
    flush()
    assert.deepEqual(kept, [['a', 'b'], ['b'], []])
  }))

test('the memory of a repair outlasts a run of its key, whose outcome replaces it', () =>
  marbles(({ scheduler, expectObservable, flush }) => {
    const tested = loop({ scheduler, random: () => 0 }, options)
    const rounds: number[] = []
    expectObservable(tested.triggers$).toBe('')
    scheduler.schedule(() => tested.end('a', madeAgain, round([edit])))
    scheduler.schedule(() => tested.begin('a', [edit]), 100)
    scheduler.schedule(() => {
      tested.begin('other', [edit])
      tested.end('a', madeAgain, round([gone]))
      const { streak } = tested.retryStates.get('a') ?? {}
      rounds.push(streak ? timesIn(streak) : 0)
    }, 300)
    scheduler.schedule(() => {
      tested.begin('a', [edit])
      tested.end('a', applied, round([edit]))
    }, 310)
    scheduler.schedule(() => {
      tested.begin('other', [edit])
      rounds.push(tested.retryStates.size)
    }, 10_310)
    flush()
    assert.deepEqual(rounds, [2, 0])
  }))

test('the timer of an outcome that follows its trigger at once is kept', () =>
  marbles(({ cold, scheduler, expectObservable }) => {
    const tested = loop({ scheduler, random: () => 0 }, options)
    let turns = 0
    const answered$ = tested.triggers$.pipe(
      tap(({ key, reason }) => {
        turns += 1
        if (turns < 3) tested.end(key, lost, round([reason]))
      }),
    )
    cold('-a').subscribe(() => tested.end('a', lost, round([edit])))
    expectObservable(answered$).toBe('-----a-------b---------------c', {
      a: retry('a', 1),
      b: retry('a', 2),
      c: retry('a', 3),
    })
  }))

test('a run begins with the retry state of its key', () =>
  marbles(({ scheduler }) => {
    const tested = loop({ scheduler, random: () => 0 }, options)
    assert.equal(tested.begin('a', [edit]).outages, 0)
    tested.end('a', lost, round([edit]))
    assert.equal(tested.begin('a', [edit]).outages, 1)
    assert.equal(tested.begin('b', [edit]).outages, 0)
    assert.deepEqual([...tested.retryStates.keys()], ['a'])
  }))
