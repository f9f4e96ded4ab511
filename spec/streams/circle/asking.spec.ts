import assert from 'node:assert/strict'
import { test } from 'node:test'
import { map } from 'rxjs'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import { Deployment } from '../../../lib/kube/kinds.ts'
import type { Reason, Trigger } from '../../../lib/plan/trigger.ts'
import type { VerbOnKind } from '../../../lib/retry/verbOnKind.ts'
import { askings } from '../../../streams/circle/asking.ts'
import type { RunEvent } from '../../../streams/circle/runEvent.ts'
import { marbles } from '../../marbles.ts'

const access: VerbOnKind = { verb: 'create', resource: Deployment, namespace: 'demo' }
const request = { method: 'PATCH', path: '/x', contentType: 'application/json', body: {} } as const
const broken: ApiFailure = { _tag: 'Status', code: 500, reason: 'InternalError', message: 'm' }
const initial: readonly Reason[] = [{ _tag: 'Initial' }]
const edit: readonly Reason[] = [{ _tag: 'Modified', kind: 'Site', key: 'demo/c' }]
const short = map((event: Trigger | RunEvent) =>
  '_tag' in event ? (event._tag === 'Fault' && event.failure ? 'began' : 'ended') : event.key,
)

test('one request fails, the next is not sent, a change is tried at once, and the others go on one by one', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions, time }) => {
    const first = cold('-#', undefined, broken)
    const third = cold('--(o|)', { o: 'done' })
    const answers = [first, third]
    const asking = askings({ scheduler, read: () => cold('|'), write: () => answers.shift() ?? cold('|') })
    const failed = { ...broken, fault: { isHeld: false, isLasting: false } }
    expectObservable(asking.begin('a', initial).write(access, request)).toBe('-#', undefined, failed)
    scheduler.schedule(() => {
      const held = asking.begin('b', initial).write(access, request)
      expectObservable(held).toBe('---#', undefined, { ...broken, fault: { isHeld: true, isLasting: false } })
    }, time('---|'))
    scheduler.schedule(() => {
      expectObservable(asking.begin('c', edit).write(access, request)).toBe('------(o|)', { o: 'done' })
    }, time('----|'))
    expectObservable(asking.events$.pipe(short), '^ 30ms !').toBe('-x----(ya) 6ms b', {
      x: 'began',
      y: 'ended',
      a: 'a',
      b: 'b',
    })
    expectSubscriptions(first.subscriptions).toBe('^!')
    expectSubscriptions(third.subscriptions).toBe('----^-!')
  }))

test('a run that is given up takes its request with it, and says nothing of the server', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
    const never = cold('----')
    const asking = askings({ scheduler, read: () => cold('|'), write: () => never })
    expectObservable(asking.begin('a', initial).write(access, request), '^-!').toBe('--')
    expectSubscriptions(never.subscriptions).toBe('^-!')
    flush()
    assert.equal(asking.open.size, 0)
  }))

test('an error that is no failure of the API server is passed on and not remembered', () =>
  marbles(({ cold, scheduler, expectObservable, flush }) => {
    const asking = askings({ scheduler, read: () => cold('|'), write: () => cold('-#', undefined, 'boom') })
    expectObservable(asking.begin('a', initial).write(access, request)).toBe('-#', undefined, 'boom')
    flush()
    assert.equal(asking.open.size, 0)
  }))
