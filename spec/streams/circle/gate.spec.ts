import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BehaviorSubject, NEVER } from 'rxjs'
import { gate } from '../../../streams/circle/gate.ts'
import { slots } from '../../../streams/operators/slots.ts'
import { marbles } from '../../marbles.ts'

test('a standby starts nothing and holds no slot; waiting keys go once it leads', () =>
  marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
    const limited = slots({ workers: 1 })
    const leading$ = hot('f---t---', { f: false, t: true })
    const work = cold('   ----(w|)')
    expectObservable(gate(limited, leading$).run('urgent', () => work)).toBe('--------(w|)')
    expectSubscriptions(work.subscriptions).toBe('----^---!')
    flush()
    assert.equal(limited.running(), 0)
    assert.equal(limited.waiting('urgent'), 0)
  }))

test('losing the lead does not abandon a run: its effects ask themselves whether they may write', () =>
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const leading$ = hot('t-f-t---', { f: false, t: true })
    const work = cold('----(w|)')
    const run$ = gate(slots({ workers: 1 }), leading$).run('backlog', () => work)
    expectObservable(run$).toBe('----(w|)')
    expectSubscriptions(work.subscriptions).toBe('^---!')
  }))

test('a process that leads already waits for nothing', () =>
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const leading$ = cold('--t', { t: true })
    expectObservable(gate(slots(), leading$, () => true).run('urgent', () => cold('-(w|)'))).toBe('-(w|)')
    expectSubscriptions(leading$.subscriptions).toBe([])
  }))

test('a key that waits for leadership is counted as waiting, until the process leads or gives up', () => {
  const leading$ = new BehaviorSubject(false)
  const gated = gate(slots({ workers: 1 }), leading$)
  const [first, second, third] = ['urgent', 'backlog', 'urgent'].map(priority =>
    gated.run(priority === 'urgent' ? 'urgent' : 'backlog', () => NEVER).subscribe(),
  )
  const waiting = () => [gated.waiting('urgent'), gated.waiting('backlog')]
  assert.deepEqual(waiting(), [2, 1])
  third?.unsubscribe()
  assert.deepEqual(waiting(), [1, 1])
  leading$.next(true)
  assert.deepEqual([gated.running(), ...waiting()], [1, 0, 1])
  first?.unsubscribe()
  assert.deepEqual([gated.running(), ...waiting()], [1, 0, 0])
  second?.unsubscribe()
  assert.deepEqual([gated.running(), ...waiting()], [0, 0, 0])
})
