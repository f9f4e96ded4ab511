import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asapScheduler } from 'rxjs'
import { myApp } from '../../../crd/controller.ts'
import { createCache } from '../../../lib/cache/cache.ts'
import { healthy } from '../../../lib/retry/retryState.ts'
import { live } from '../../../streams/circle/live.ts'
import { slots } from '../../../streams/operators/slots.ts'

test('the numbers of a run are counted when they are asked for', () => {
  const backlog = new Map([['demo/a', []]])
  const running = new Map([['demo/b', 7]])
  const failure = { _tag: 'Connection', message: 'reset', sent: true } as const
  const fault = { place: 'create pods', failure, sinceMs: 1, probeAtMs: 2, waiting: new Set(['demo/b']) }
  const retryStates = new Map([
    ['demo/c', { ...healthy, parked: true }],
    ['demo/d', healthy],
  ])
  const limited = slots({ workers: 1 })
  const held = limited.acquire('urgent').subscribe()
  limited.acquire('urgent').subscribe()
  limited.acquire('backlog').subscribe()
  const { feeds, unknown } = createCache(myApp)
  const numbers = live({
    workers: 1,
    slots: limited,
    backlog,
    places: new Map(),
    running,
    loop: { due: new Map(), retryStates },
    cache: { feeds, unknown },
    permit: { mayPass: () => true },
    asking: { open: new Map([[fault.place, fault]]) },
    scheduler: asapScheduler,
  })
  assert.deepEqual([numbers.waiting('urgent'), numbers.waiting('backlog')], [1, 2])
  assert.deepEqual(numbers.runningSinceMs(), [7])
  assert.deepEqual([numbers.parked(), numbers.faults()], [1, [fault]])
  assert.deepEqual(
    [...numbers.objects()],
    [
      ['MyApp', 0],
      ['Deployment', 0],
      ['Service', 0],
      ['ConfigMap', 0],
    ],
  )
  backlog.clear()
  running.clear()
  retryStates.delete('demo/c')
  held.unsubscribe()
  assert.deepEqual([numbers.waiting('urgent'), numbers.waiting('backlog')], [0, 1])
  assert.deepEqual([numbers.runningSinceMs(), numbers.parked()], [[], 0])
})
