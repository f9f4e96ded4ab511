import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import type { Reason } from '../../../lib/plan/trigger.ts'
import type { Outcome } from '../../../lib/retry/outcome.ts'
import { remedyFor } from '../../../lib/retry/remedy.ts'
import { afterRun, beforeRun } from '../../../lib/retry/retry.ts'
import { type AfterRun, healthy, type RetryState, retryDefaults } from '../../../lib/retry/retryState.ts'
import { type Round, timesIn } from '../../../lib/retry/streak.ts'

const child = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'demo', name: 'web' }
const edit: Reason = { _tag: 'Modified', kind: 'Site', key: 'demo/web' }
const undone: Reason = { _tag: 'Modified', kind: 'ConfigMap', key: 'demo/web' }
const verify: Reason = { _tag: 'Verify' }
const retrying: Reason = { _tag: 'Retry', attempt: 1 }
const reporting: Reason = { _tag: 'Report' }
const status = (code: number, retryAfterMs?: number): ApiFailure => ({
  _tag: 'Status',
  code,
  reason: 'Because',
  message: `answer ${code}`,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})
const lost: ApiFailure = { _tag: 'Connection', message: 'reset', sent: true }
const broken = status(500)
const failed = (failure: ApiFailure, wrote = 0): Outcome => ({
  _tag: 'Failed',
  wrote,
  failure,
  remedy: remedyFor(failure),
  toReread: [child],
})
const applied = (wrote = 0): Outcome => ({ _tag: 'Applied', wrote })
const blocked: Outcome = { _tag: 'Applied', wrote: 0, blocked: { reason: 'R', message: 'm' }, blockedBy: [child] }
/** The controller refuses it: nothing is to be read. */
const refusing: Outcome = { _tag: 'Applied', wrote: 0, blocked: { reason: 'R', message: 'm' } }
const abandoned: Outcome = { _tag: 'Abandoned', wrote: 0, why: 'not leading' }

/** With a full draw of jitter, when the retry falls due. */
const after = (
  retryState: RetryState,
  outcome: Outcome,
  reasons: readonly Reason[] = [retrying],
  nowMs = retryState.retryAtMs ?? 0,
): AfterRun => afterRun(beforeRun(retryState, reasons), outcome, round(outcome, reasons), retryDefaults, nowMs, 1)
/** What was written is always the same child. */
const round = (outcome: Outcome, reasons: readonly Reason[]): Round => ({
  reasons,
  effects: outcome.wrote === 0 ? [] : [{ _tag: 'Create', manifest: { ...child, metadata: { name: 'web' } } }],
  watchedKind: 'Site',
  ownedKinds: ['ConfigMap'],
})
const again = (next: AfterRun): RetryState => next.retryState ?? healthy
/** As if that had begun long enough ago to park a key. */
const old = (retryState: RetryState): RetryState => ({ ...retryState, failingSinceMs: -1e6 })
const times = (count: number, retryState: RetryState, outcome: Outcome): RetryState =>
  Array.from({ length: count }).reduce<RetryState>(before => again(after(before, outcome)), retryState)

test('success leaves nothing behind', () => {
  assert.deepEqual(after(healthy, applied()), {})
  assert.deepEqual(after(times(4, healthy, failed(lost)), applied()), {})
})

test('a plan that asks to be made again leaves a timer and no memory', () => {
  const next = after(healthy, { _tag: 'Applied', wrote: 0, requeueAfterMs: 5000 })
  assert.deepEqual(next, { after: { delayMs: 5000, reason: { _tag: 'Requeue' } } })
  const late = after(healthy, { _tag: 'Applied', wrote: 0, requeueAfterMs: 1e12 })
  assert.equal(late.after?.delayMs, 2 ** 31 - 1, 'a longer timer would fire at once')
})

test('a key that wrote is looked at again soon', () => {
  const next = after(healthy, applied(2), [edit])
  assert.deepEqual(next.after, { delayMs: 0, reason: verify })
})

test('an unknown outcome is read before the next plan, after 5, 10, 20, 40 and 80 ms', () => {
  const delays: (number | undefined)[] = []
  let retryState = healthy
  for (let turn = 0; turn < 5; turn += 1) {
    const next = after(retryState, failed(lost))
    delays.push(next.after?.delayMs)
    retryState = again(next)
    assert.deepEqual(retryState.toReread, [child], 'told once')
  }
  assert.deepEqual(delays, [5, 10, 20, 40, 80])
})

test('500s park the key only after 30 s: one report, then a retry every 30 s', () => {
  let young = healthy
  let nowMs = 0
  while (!young.parked) {
    const next = after(young, failed(broken), [retrying], nowMs)
    young = again(next)
    assert.equal(young.parked === true, nowMs >= 30_000 && young.failures > 5, `after ${nowMs} ms`)
    nowMs += next.after?.delayMs ?? 0
  }
  const parked = after(old(times(5, healthy, failed(broken))), failed(broken))
  assert.equal(parked.became, 'parked')
  assert.deepEqual(parked.after, { delayMs: 0, reason: reporting })
  const message = 'gave up after 5 retries: answer 500'
  assert.deepEqual(parked.retryState?.trouble, { reason: 'RetriesExhausted', message })
  const told = after(again(parked), applied(1), [reporting])
  assert.equal(told.retryState?.parked, true)
  const waiting = after(again(told), refusing, [verify])
  assert.equal(waiting.after?.delayMs, 30_000)
  const next = after(again(waiting), failed(broken))
  assert.equal(next.became, undefined)
  assert.equal(next.retryState?.parked, true)
  assert.deepEqual(next.after, { delayMs: 0, reason: reporting })
  assert.deepEqual(after(again(next), applied(), [edit]), {}, 'success ends it')
})

test('a parked key whose report fails too waits as long', () => {
  const parked = again(after(old(times(5, healthy, failed(broken))), failed(broken)))
  const next = after(parked, failed(broken), [reporting])
  assert.deepEqual([next.after?.delayMs, next.became], [30_000, undefined])
})

test('while the API server is away no key is parked, and each is tried again after at most 30 s', () => {
  for (const failure of [lost, status(429), status(502), status(503), status(504)]) {
    const long = times(40, healthy, failed(failure))
    assert.deepEqual([long.parked, long.trouble, long.failures], [undefined, undefined, 0])
    assert.deepEqual(after(long, failed(failure)).after, { delayMs: 30_000, reason: { _tag: 'Retry', attempt: 41 } })
    assert.equal(after(long, failed(broken)).retryState?.parked, undefined, 'what comes after it is a first failure')
  }
})

test('the first conflict is retried at once and does not count, further ones do', () => {
  const first = after(healthy, failed(status(409)))
  assert.deepEqual([first.after?.delayMs, first.retryState?.failures], [0, 0])
  const second = after(again(first), failed(status(409)))
  assert.deepEqual([second.after?.delayMs, second.retryState?.failures], [5, 1])
  assert.equal(times(7, healthy, failed(status(409))).parked, true)
})

test('a refusal is reported at once, then tried again from 30 s on', () => {
  const refused = after(healthy, failed(status(422)))
  assert.deepEqual(refused.after, { delayMs: 0, reason: reporting })
  assert.deepEqual(refused.retryState?.trouble, { reason: 'Because', message: 'answer 422' })
  const told = after(again(refused), applied(1), [reporting])
  const waiting = after(again(told), refusing, [verify])
  assert.deepEqual([waiting.after?.delayMs, waiting.retryState?.slow], [30_000, 1])
  const twice = after(again(waiting), failed(status(422)))
  const waitingLonger = after(again(after(again(twice), applied(1), [reporting])), refusing, [verify])
  assert.deepEqual([waitingLonger.after?.delayMs, waitingLonger.retryState?.slow], [60_000, 2])
})

test('an edit, or the time for a retry, gives the whole plan another chance; a report or a look does not', () => {
  const troubled: RetryState = { ...healthy, trouble: { reason: 'R', message: 'm' } }
  for (const reason of [edit, retrying]) assert.equal(beforeRun(troubled, [reason]).trouble, undefined)
  for (const reason of [reporting, verify]) assert.deepEqual(beforeRun(troubled, [reason]), troubled)
  assert.equal(beforeRun(healthy, [edit]), healthy)
})

test('a key that the objects of others block looks every 5 s whether they are gone', () => {
  const first = after(healthy, blocked)
  assert.deepEqual([first.after, first.retryState?.toReread], [{ delayMs: 5_000, reason: verify }, [child]])
  assert.deepEqual(after(times(20, healthy, blocked), blocked).after, { delayMs: 5_000, reason: verify })
})

test('a key that the controller refuses is tried ever more slowly', () => {
  assert.equal(after(healthy, refusing).after?.delayMs, 30_000)
  assert.equal(after(again(after(healthy, refusing)), refusing).after?.delayMs, 60_000)
  assert.equal(after(times(20, healthy, refusing), refusing).after?.delayMs, 1_000_000)
})

test('a blocked key reads what blocks it before it is tried again, even if it could write something', () => {
  const next = after(healthy, { ...blocked, wrote: 2 })
  assert.deepEqual(next.after, { delayMs: 0, reason: verify })
  assert.deepEqual(again(next).toReread, [child])
})

test('Retry-After silences its key for that long, whatever triggers come', () => {
  const silent = after(healthy, failed(status(429, 7000)), [edit], 1000)
  assert.deepEqual([silent.after?.delayMs, silent.retryState?.silentUntilMs], [7000, 8000])
  assert.equal(silent.retryState?.failures, 0)
  assert.equal(after(again(silent), abandoned, [edit], 3000).after?.delayMs, 5000)
})

test('an abandoned run is still owed', () => {
  assert.equal(after(healthy, abandoned, [edit]).after?.delayMs, 0)
})

test('a fight over a child is reported hot once, and slowed to a round in 30 s; edits are still answered', () => {
  const repaired: Outcome = { _tag: 'Applied', wrote: 1, repaired: true, settled: true }
  let retryState = healthy
  const rounds = Array.from({ length: 12 }, () => {
    const next = after(retryState, repaired, [verify, undone])
    retryState = again(next)
    return [retryState.restMs, next.became]
  })
  assert.deepEqual(rounds.slice(0, 7), [
    [20, undefined],
    [20, undefined],
    [20, undefined],
    [20, undefined],
    [1000, 'hot'],
    [2000, undefined],
    [4000, undefined],
  ])
  assert.deepEqual(rounds.at(-1), [30_000, undefined])
  const { retryState: truce, after: next, forgetAfterMs } = after(retryState, applied(), [verify])
  assert.deepEqual([truce?.restMs, next, forgetAfterMs], [0, undefined, 10_000], 'a truce is not trusted at once')
})

test('a child made again is not looked at again, but remembered in case it is deleted at once', () => {
  const made: Outcome = { _tag: 'Applied', wrote: 1, created: true, repaired: true, settled: true }
  const { streak, ...resting } = again(after(healthy, made, [undone]))
  assert.deepEqual([resting, streak && timesIn(streak)], [{ ...healthy, restMs: 100 }, 1])
  assert.equal(after(healthy, made, [undone]).forgetAfterMs, 120)
  const asked = after(healthy, { ...made, requeueAfterMs: 5000 }, [edit])
  assert.deepEqual(asked.after, { delayMs: 5000, reason: { _tag: 'Requeue' } }, 'a plan that asks to be made again is')
  const next = after(times(4, healthy, made), made, [undone])
  assert.deepEqual([next.became, next.after, next.forgetAfterMs], ['hot', { delayMs: 1000, reason: verify }, undefined])
})

test('a key that keeps writing without an outside change is reported hot once, and slowed', () => {
  let retryState = healthy
  const seen: (string | number | undefined)[][] = []
  for (let turn = 0; turn < 8; turn += 1) {
    const next = after(retryState, applied(1), [turn === 0 ? edit : verify])
    seen.push([next.after?.delayMs, next.became])
    retryState = again(next)
  }
  assert.deepEqual(seen, [
    ...Array.from({ length: 4 }, () => [0, undefined]),
    [1000, 'hot'],
    [2000, undefined],
    [4000, undefined],
    [8000, undefined],
  ])
  assert.equal(after(retryState, applied(1), [edit]).after?.delayMs, 0, 'an outside change begins anew')
})

test('objects to be reread are gathered, each once', () => {
  const other = { ...child, apiVersion: 'demo.dev/v1' }
  const both: Outcome = { _tag: 'Failed', wrote: 0, failure: lost, remedy: remedyFor(lost), toReread: [child, other] }
  assert.deepEqual(after(again(after(healthy, failed(lost))), both).retryState?.toReread, [child, other])
})

const failures = fc.oneof(
  fc.constant(lost),
  fc.constantFrom(400, 401, 403, 404, 408, 409, 410, 412, 422, 429, 500, 503).map(code => status(code)),
  fc.oneof(fc.integer(), fc.double()).map(ms => status(429, ms)),
)
const unhealthy: fc.Arbitrary<Outcome> = fc.oneof(
  fc.tuple(failures, fc.nat(3)).map(([failure, wrote]) => failed(failure, wrote)),
  fc.constant(abandoned),
  fc.constant(blocked),
)
const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  unhealthy,
  fc.nat(3).map(applied),
  fc.double({ noNaN: false }).map((requeueAfterMs): Outcome => ({ _tag: 'Applied', wrote: 0, requeueAfterMs })),
)
const reasons = fc.array(fc.constantFrom<Reason>(edit, verify, retrying, reporting, { _tag: 'Resync' }), {
  minLength: 1,
  maxLength: 3,
})
const runs = fc.array(
  fc.tuple(outcomes, reasons, fc.nat(100_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
  {
    maxLength: 40,
  },
)

const live = (history: readonly (readonly [Outcome, readonly Reason[], number, number])[]): RetryState => {
  let retryState = healthy
  let nowMs = 0
  for (const [outcome, why, passedMs, random] of history) {
    nowMs += passedMs
    const next = afterRun(beforeRun(retryState, why), outcome, round(outcome, why), retryDefaults, nowMs, random)
    const delayMs = next.after?.delayMs
    const capMs = next.after?.reason._tag === 'Requeue' ? 2 ** 31 - 1 : 1_000_000
    assert.ok(delayMs === undefined || (delayMs >= 0 && delayMs <= capMs), `a delay of ${delayMs}`)
    if (outcome._tag !== 'Applied' || outcome.blocked !== undefined || outcome.wrote > 0)
      assert.ok(next.after !== undefined, 'never dropped in silence')
    if (outcome._tag === 'Failed' || outcome._tag === 'Abandoned') assert.ok(next.retryState !== undefined)
    retryState = again(next)
  }
  return retryState
}

test('whatever happens, every delay is from 0 to 1,000 s and nothing that fails is dropped', () => {
  fc.assert(
    fc.property(runs, history => void live(history)),
    { numRuns: 2000 },
  )
})

test('one success ends every retry state', () => {
  fc.assert(
    fc.property(runs, history => {
      const { retryState: left, ...next } = after(live(history), applied(), [edit])
      const { streak: _, ...remembered } = left ?? healthy
      assert.deepEqual([remembered, next.after], [healthy, undefined])
    }),
  )
})

test('a key that goes on failing is parked, and reported exactly once', () => {
  fc.assert(
    fc.property(
      fc.array(
        failures.filter(failure => failure._tag === 'Connection' || failure.code >= 500),
        { minLength: 6, maxLength: 30 },
      ),
      many => {
        let retryState = old(healthy)
        let told = 0
        for (const failure of many) {
          const next = after(retryState, failed(failure))
          if (next.became === 'parked') told += 1
          retryState = again(next)
        }
        const counts = many.filter(failure => failure._tag === 'Status' && failure.code === 500).length
        assert.equal(told, counts > 5 ? 1 : 0)
      },
    ),
  )
})

test('a settled run is not verified; its requeue and its blocked retry still come', () => {
  const settled = { _tag: 'Applied', wrote: 1, settled: true } as const
  assert.deepEqual(after(healthy, settled, [undone]), {})
  assert.equal(after(healthy, { ...settled, requeueAfterMs: 5 }, [edit]).after?.reason._tag, 'Requeue')
  const { reason, message } = { reason: 'R', message: 'm' }
  assert.equal(after(healthy, { ...settled, blocked: { reason, message } }, [edit]).after?.reason._tag, 'Retry')
})
