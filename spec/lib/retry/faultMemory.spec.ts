import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { type FaultMemory, faultMemory } from '../../../lib/retry/faultMemory.ts'
import type { VerbOnKind } from '../../../lib/retry/verbOnKind.ts'

const access: VerbOnKind = { verb: 'create', resource: Deployment, namespace: 'demo' }
const broken: ApiFailure = { _tag: 'Status', code: 500, reason: 'InternalError', message: 'm' }
const busy: ApiFailure = { _tag: 'Status', code: 429, reason: 'TooManyRequests', message: 'm', retryAfterMs: 7_000 }

/** A run of a key that asks once. Returns whether it asked. */
const runs = (
  memory: FaultMemory,
  key: string,
  answer: ApiFailure | undefined,
  nowMs: number,
  isChange = false,
): boolean => {
  memory.began(key)
  const held = memory.heldBy(access, key, isChange, nowMs)
  const failure = held ?? answer
  if (held === undefined) memory.answered(access, key, answer, nowMs)
  memory.ended(key, { isWell: failure === undefined, hasTried: true }, nowMs)
  return held === undefined
}
const open = (memory: FaultMemory) => [...memory.open.values()]

test('a fault is met once: the next key is held, and the one that has not asked is the next to ask', () => {
  const memory = faultMemory()
  assert.equal(runs(memory, 'a', broken, 0), true)
  assert.equal(runs(memory, 'b', undefined, 1), false)
  assert.deepEqual(memory.due(99), [])
  assert.equal(memory.nextMs(), 100)
  assert.deepEqual(memory.due(100), ['b'])
  assert.deepEqual(memory.due(200), [], 'one at a time')
  assert.equal(runs(memory, 'c', undefined, 150), false)
  memory.began('b')
  assert.equal(memory.heldBy(access, 'b', false, 200), undefined)
  const { released, ended } = memory.answered(access, 'b', undefined, 200)
  assert.deepEqual(new Set(released), new Set(['a', 'b', 'c']))
  assert.deepEqual(ended, ['create deployments.apps'])
  assert.deepEqual([open(memory), memory.nextMs()], [[], undefined])
})

test('probes come after half the age of the fault, 30 s apart at most, or when the server says', () => {
  const memory = faultMemory()
  runs(memory, 'a', broken, 0)
  const pauses: number[] = []
  for (let nowMs = memory.nextMs() ?? 0; nowMs < 200_000; ) {
    assert.deepEqual(memory.due(nowMs), ['a'])
    runs(memory, 'a', broken, nowMs)
    const nextMs = Math.max(...open(memory).map(({ probeAtMs }) => probeAtMs))
    pauses.push(nextMs - nowMs)
    nowMs = nextMs
  }
  assert.deepEqual(pauses.slice(0, 5), [100, 100, 150, 225, 337.5])
  assert.equal(pauses.at(-1), 30_000)
  assert.ok(pauses.every((pause, at) => at === 0 || pause >= (pauses[at - 1] ?? 0)))
  runs(memory, 'a', busy, 200_000, true)
  assert.equal(open(memory)[0]?.probeAtMs, 230_000, 'no sooner than it would have been')
  const other = faultMemory()
  runs(other, 'a', busy, 0)
  assert.equal(other.nextMs(), 7_000)
})

test('changes from outside are tried at once, twenty in a row and one a second', () => {
  const memory = faultMemory()
  runs(memory, 'a', broken, 0)
  const tried = (nowMs: number) =>
    Array.from({ length: 100 }, (_, at) => runs(memory, `k${at}`, broken, nowMs, true)).filter(asked => asked).length
  assert.deepEqual([tried(1), tried(3_001), tried(1_000_000)], [20, 3, 20])
})

test('a key that fails where others succeed is itself to blame', () => {
  const memory = faultMemory()
  runs(memory, 'a', broken, 0)
  memory.due(100)
  runs(memory, 'a', broken, 100)
  assert.equal(runs(memory, 'b', undefined, 200, true), true)
  memory.began('a')
  assert.deepEqual(memory.answered(access, 'a', broken, 300), { failure: broken, released: [], ended: [] })
  assert.deepEqual(open(memory), [])
  memory.ended('a', { isWell: false, hasTried: true }, 300)
  memory.began('a')
  assert.notEqual(memory.answered(access, 'a', broken, 400).failure?.fault, undefined, 'nothing has succeeded since')
})

test('a key that is well, or has not come to ask, waits no longer; one that only reported still does', () => {
  const memory = faultMemory()
  runs(memory, 'a', broken, 0)
  runs(memory, 'b', undefined, 1)
  memory.began('a')
  memory.ended('a', { isWell: false, hasTried: false }, 2)
  assert.deepEqual([...(open(memory)[0]?.waiting ?? [])].sort(), ['a', 'b'])
  assert.deepEqual(memory.due(100), ['b'])
  memory.began('b')
  memory.ended('b', { isWell: false, hasTried: true }, 150)
  assert.deepEqual(memory.due(150), ['a'], 'at once')
  memory.began('a')
  assert.deepEqual(memory.ended('a', { isWell: true, hasTried: true }, 160), ['create deployments.apps'])
  assert.deepEqual(open(memory), [])
})

test('what does not pass by itself is told to those who wait after 30 s, once', () => {
  const memory = faultMemory()
  runs(memory, 'a', broken, 0)
  runs(memory, 'b', undefined, 1)
  memory.due(100)
  assert.equal(memory.nextMs(), 30_000)
  assert.deepEqual(new Set(memory.due(30_000)), new Set(['a', 'b']))
  assert.equal(memory.heldBy(access, 'c', false, 30_000)?.fault?.isLasting, true)
  assert.equal(memory.heldBy(access, 'c', false, 29_999)?.fault?.isLasting, false)
  assert.equal(memory.nextMs(), undefined)
})

const act = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  answer: fc.constantFrom(undefined, broken, busy),
  isChange: fc.boolean(),
  passesMs: fc.integer({ min: 0, max: 20_000 }),
})

test('a key that waits is woken by the one that asks, or is that one', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), acts => {
      const memory = faultMemory()
      let nowMs = 0
      const probing = new Set<string>()
      for (const { key, answer, isChange, passesMs } of acts) {
        nowMs += passesMs
        for (const due of memory.due(nowMs)) probing.add(due)
        // Those that are woken run first.
        for (const each of [...probing, key]) runs(memory, each, answer, nowMs, isChange)
        probing.clear()
        for (const { waiting } of open(memory)) {
          assert.ok(waiting.size > 0)
          assert.ok((memory.nextMs() ?? Number.POSITIVE_INFINITY) <= nowMs + 37_000, 'somebody will ask')
        }
      }
      for (let turn = 0; open(memory).length > 0 && turn < 10; turn += 1) {
        nowMs = memory.nextMs() ?? nowMs
        for (const key of memory.due(nowMs)) runs(memory, key, undefined, nowMs)
      }
      assert.deepEqual(open(memory), [])
    }),
    { numRuns: 1000 },
  )
})
