import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delay, NEVER, type Observable, of, throwError } from 'rxjs'
import type { ApiFailure } from '../../../../../lib/kube/failure.ts'
import type { RunEvent } from '../../../../../streams/circle/runEvent.ts'
import type { ClusterConnection } from '../../../../../streams/drivers/connection/openCluster.ts'
import { type EventsOptions, events } from '../../../../../streams/drivers/observability/events/events.ts'
import { type VirtualClock, virtualClock } from '../../../../../streams/simulate/virtualClock.ts'
import { applied, create, status, web } from '../../../../lib/events/reconciles.ts'

type Answer = (method: string, path: string) => Observable<unknown>

const collection = '/apis/events.k8s.io/v1/namespaces/demo/events'

/** An effect that creates a Service of this name. */
const ran = (name: string, uid = web.uid): RunEvent => ({
  ...applied([create('Service', name)], { object: { ...web, uid } }),
  _tag: 'Ran',
  reconcile: 1,
  key: 'demo/web',
  durationMs: 1,
})

const setUp = (answer: Answer, options: Partial<EventsOptions> = {}) => {
  const clock: VirtualClock = virtualClock(0)
  const sent: string[] = []
  const lines: string[] = []
  const request: ClusterConnection['request'] = (method, path, { body, contentType } = {}) => {
    const event = Object(body)
    const what = event.note ?? `${path.slice(collection.length + 1).split('.')[0]} ${contentType}`
    const count = event.series === undefined ? '' : ` x${event.series.count}`
    sent.push(`${clock.now()} ${method} ${what}${count}`)
    return answer(method, path)
  }
  const told = events(
    { request },
    {
      controller: 'sites',
      instance: 'pod',
      scheduler: clock,
      log: (level, line) => lines.push(`${level}: ${line}`),
      ...options,
    },
  )
  return { ...told, clock, sent, lines }
}

const ok: Answer = () => of({})
const failing =
  (failure: ApiFailure): Answer =>
  () =>
    throwError(() => failure)
const lost: ApiFailure = { _tag: 'Connection', message: 'ECONNREFUSED', sent: false }

test('an Event is written at once, and its repetition is patched into a series', () => {
  const { observe, clock, sent, dropped } = setUp(ok)
  observe(ran('a'))
  observe(ran('b'))
  observe(ran('a'))
  clock.advance(10)
  observe(ran('a'))
  clock.advance(1_000)
  assert.deepEqual(sent, [
    '0 POST Created Service a',
    '0 POST Created Service b',
    '0 PATCH web application/merge-patch+json x2',
    '1000 PATCH web application/merge-patch+json x3',
  ])
  assert.equal(dropped(), 0)
})

test('Events are written one after the other, and the run does not wait for a slow API server', () => {
  const clock = virtualClock(0)
  const { observe, sent } = setUp(() => of({}).pipe(delay(100, clock)), { scheduler: clock })
  for (const name of ['a', 'b', 'c']) observe(ran(name))
  assert.equal(sent.length, 1)
  clock.advance(99)
  assert.equal(sent.length, 1)
  clock.advance(1)
  assert.equal(sent.length, 2)
  clock.advance(100)
  assert.equal(sent.length, 3)
})

test('a failed write is retried after 1 s and 5 s, then the Event is left out with one warning', () => {
  const { observe, clock, sent, lines, dropped } = setUp(failing(lost))
  observe(ran('a'))
  observe(ran('b'))
  clock.advance(6_000)
  assert.deepEqual(sent.slice(0, 4), [
    '0 POST Created Service a',
    '1000 POST Created Service a',
    '6000 POST Created Service a',
    '6000 POST Created Service b',
  ])
  clock.advance(6_000)
  assert.equal(dropped(), 2)
  assert.deepEqual(lines, ['warn: Events are left out: ECONNREFUSED'])
})

test('a failure of the API server is logged again after a write succeeded', () => {
  let answer: Answer = failing(status(422, 'no'))
  const { observe, lines, dropped } = setUp((method, path) => answer(method, path))
  observe(ran('a'))
  answer = ok
  observe(ran('b'))
  answer = failing(status(422, 'no'))
  observe(ran('c'))
  observe(ran('d'))
  assert.deepEqual(lines, ['warn: Events are left out: no', 'warn: Events are left out: no'])
  assert.equal(dropped(), 3)
})

test('Retry-After is obeyed up to 30 s', () => {
  const failure = {
    _tag: 'Status',
    code: 429,
    reason: 'TooManyRequests',
    message: 'wait',
    retryAfterMs: 3_000,
  } as const
  const { observe, clock, sent } = setUp(failing(failure))
  observe(ran('a'))
  clock.advance(60_000)
  assert.deepEqual(
    sent,
    ['0', '3000', '8000'].map(at => `${at} POST Created Service a`),
  )
  const long = setUp(failing({ ...failure, retryAfterMs: 3_600_000 }))
  long.observe(ran('a'))
  long.clock.advance(60_000)
  assert.deepEqual(
    long.sent,
    ['0', '30000', '60000'].map(at => `${at} POST Created Service a`),
  )
})

test('a missing right is named in the warning, and such a write is not retried', () => {
  const message =
    'events.events.k8s.io is forbidden: User "system:serviceaccount:ops:bot" cannot create resource "events" in API group "events.k8s.io" in the namespace "demo"'
  const { observe, clock, sent, lines } = setUp(failing(status(403, message)))
  observe(ran('a'))
  clock.advance(60_000)
  assert.equal(sent.length, 1)
  assert.deepEqual(lines, [
    'warn: Events are left out: ServiceAccount ops/bot cannot create events in namespace demo: grant verb create on events in group events.k8s.io, in namespace demo',
  ])
})

for (const [what, failure] of [
  [
    'whose namespace is terminating',
    status(403, 'unable to create new content in namespace demo because it is being terminated'),
  ],
  ['whose namespace is gone', status(404, 'namespaces "demo" not found')],
  ['that an attempt whose answer was lost has written', status(409, 'events "web.1" already exists')],
] as const)
  test(`an Event ${what} is not counted as lost, and not logged`, () => {
    const { observe, clock, sent, lines, dropped } = setUp(failing(failure))
    observe(ran('a'))
    clock.advance(60_000)
    assert.deepEqual([sent.length, dropped(), lines], [1, 0, []])
  })

test('an Event that has expired is created again, with its series', () => {
  const gone = throwError(() => status(404, 'events "web.1" not found'))
  const { observe, sent, dropped } = setUp(method => (method === 'PATCH' ? gone : of({})))
  observe(ran('a'))
  observe(ran('a'))
  assert.deepEqual(sent, [
    '0 POST Created Service a',
    '0 PATCH web application/merge-patch+json x2',
    '0 POST Created Service a x2',
  ])
  assert.equal(dropped(), 0)
})

test('Events beyond the limit are left out and counted, with one warning', () => {
  const { observe, sent, lines, dropped } = setUp(ok)
  for (let at = 0; at < 30; at += 1) observe(ran(`s${at}`))
  assert.deepEqual([sent.length, dropped(), lines], [25, 5, ['warn: Events are left out: there are too many']])
})

test('the queue has a limit while the API server does not answer', () => {
  const { observe, sent, dropped } = setUp(() => NEVER, { queue: 10 })
  for (let at = 0; at < 50; at += 1) observe(ran('a', `site-${at}`))
  assert.equal(sent.length, 1)
  assert.equal(dropped(), 50 - 10 - 1)
})

test('drain writes the Events that wait, ends as soon as that is done, and leaves no timer behind', async () => {
  const { observe, drain, clock, sent, dropped } = setUp(ok, { rate: { burst: 1, refillMs: 1_000 } })
  observe(ran('a'))
  observe(ran('b'))
  observe(ran('a'))
  assert.equal(sent.length, 1)
  await drain()
  assert.deepEqual(sent.slice(1), ['0 POST Created Service b', '0 PATCH web application/merge-patch+json x2'])
  assert.equal(clock.pending(), 0)
  observe(ran('c'))
  assert.deepEqual([sent.length, dropped()], [3, 1], 'it is over')
  await drain()
})

test('drain waits 2 s at most for an API server that does not answer, and counts the lost Events', async () => {
  const { observe, drain, clock, dropped, lines } = setUp(() => NEVER)
  for (const name of ['a', 'b', 'c']) observe(ran(name))
  let isDone = false
  const done = drain().then(() => {
    isDone = true
  })
  clock.advance(1_999)
  await Promise.resolve()
  assert.equal(isDone, false)
  clock.advance(1)
  await done
  assert.deepEqual([dropped(), lines], [3, ['warn: Events are left out: the API server did not take them in time']])
  assert.equal(clock.pending(), 0)
})

test('no timer is left two hours after the last event', () => {
  const { observe, clock } = setUp(ok)
  for (let at = 0; at < 25; at += 1) observe(ran(`s${at}`))
  clock.advance(2 * 3_600_000 + 300_000)
  assert.equal(clock.pending(), 0)
})

test('only the end of a reconcile becomes an Event', () => {
  const { observe, sent } = setUp(ok)
  observe({ _tag: 'Ready', objects: 1 })
  observe({ _tag: 'Planned', reconcile: 1, key: 'demo/web', reasons: [], plan: { key: 'demo/web', effects: [] } })
  observe({ _tag: 'Effected', reconcile: 1, key: 'demo/web', effect: create('Service'), durationMs: 1 })
  assert.deepEqual(sent, [])
})
