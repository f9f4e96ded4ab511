import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appliedAnnotation } from '../../../lib/kube/ownership/claim.ts'
import type { Effect } from '../../../lib/plan/plan.ts'
import type { Reason } from '../../../lib/plan/trigger.ts'
import { continued, hotLoopOf, mayGoOn, type Round, type Streak, timesIn } from '../../../lib/retry/streak.ts'

const changed = (kind: string): Reason => ({ _tag: 'Modified', kind, key: 'demo/web' })
const apply = (wish: string, name = 'web'): Effect => ({
  _tag: 'Apply',
  manifest: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'demo', annotations: { [appliedAnnotation]: wish } },
  },
  uid: 'd1',
  resourceVersion: '1',
  reapplied: false,
})
const target = { apiVersion: 'demo/v1', kind: 'Site', namespace: 'demo', name: 'web', uid: 's1', resourceVersion: '1' }
const status = (ready: number): Effect => ({ _tag: 'SetStatus', target, status: { ready } })
const round = (effects: readonly Effect[], reason: Reason = { _tag: 'Verify' }, generation?: number): Round => ({
  reasons: [reason],
  effects,
  ...(generation !== undefined && { generation }),
  watchedKind: 'Site',
  ownedKinds: ['Deployment'],
})
/** 100 ms apart. */
const rounds = (...all: readonly Round[]): Streak =>
  all.reduce<Streak | undefined>((streak, each, at) => continued(streak, each, at * 100), undefined) ?? {
    writes: new Map(),
  }
const five = (each: (turn: number) => Round): Streak => rounds(...[1, 2, 3, 4, 5].map(each))

test('writes of one object count while only its own kind changes', () => {
  const loop = five(turn => round([apply(`${turn}`)], changed('Deployment'), 1))
  assert.equal(timesIn(loop), 5)
  assert.deepEqual(hotLoopOf(loop), { object: 'Deployment demo/web', kind: 'Deployment', why: 'Differs' })
})

test('a write that is made again and again alike is undone by another writer', () => {
  assert.equal(hotLoopOf(five(() => round([apply('same')], changed('Deployment'), 1)))?.why, 'Overwritten')
})

test('children that are written in order are no loop', () => {
  assert.equal(timesIn(five(turn => round([apply('x', `web-${turn}`)], changed('Deployment'), 1))), 1)
})

test('a change of the owner, of something that is read, or the time that was asked for begins anew', () => {
  const begins = (reason: Reason, generation?: number): number =>
    timesIn(
      continued(
        five(() => round([apply('x')], undefined, 1)),
        round([apply('x')], reason, generation),
        500,
      ),
    )
  assert.equal(begins(changed('Site'), 2), 1, 'another generation')
  assert.equal(begins(changed('Site'), 1), 6, 'its status alone')
  assert.equal(begins(changed('Site')), 1, 'a kind without a generation')
  assert.equal(begins(changed('Namespace'), 1), 1)
  assert.equal(begins({ _tag: 'Requeue' }, 1), 1)
  assert.equal(begins({ _tag: 'Retry', attempt: 1 }, 1), 6)
})

test('a status that goes on is no loop, one that comes back to the same is', () => {
  assert.equal(timesIn(five(turn => round([status(turn)], changed('Deployment'), 1))), 1)
  const fight = five(() => round([status(1)], changed('Site'), 1))
  assert.deepEqual(hotLoopOf(fight), { object: 'Site demo/web', kind: 'Site', why: 'Overwritten' })
})

test('who wants something else after more than a second goes through steps', () => {
  const steps = [1, 2, 3].reduce<Streak | undefined>(
    (streak, turn) => continued(streak, round([apply(`${turn}`)], undefined, 1), turn * 1000),
    undefined,
  )
  assert.equal(steps && timesIn(steps), 1)
  assert.equal(timesIn(continued(steps, round([apply('4')], undefined, 1), 6_500, 3_000)), 2, 'a rest does not count')
})

test('a streak may go on while nothing is to do, unless all of it was made for the first time', () => {
  const create: Effect = { _tag: 'Create', manifest: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } } }
  assert.equal(mayGoOn(rounds(round([create]))), false)
  assert.equal(mayGoOn(rounds(round([create]), round([create]))), true)
  assert.equal(mayGoOn(rounds(round([apply('x')]))), true)
})

test('the memory is bounded', () => {
  const many = rounds(...Array.from({ length: 200 }, (_, at) => round([status(at)], undefined, 1)))
  assert.equal(many.writes.size, 50)
})
