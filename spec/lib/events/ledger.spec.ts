import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createLedger, type EventWrite, type Ledger, type LedgerOptions } from '../../../lib/events/ledger.ts'
import type { Occasion } from '../../../lib/events/occasion.ts'
import type { Target } from '../../../lib/plan/plan.ts'
import { web } from './reconciles.ts'

const reporter = { controller: 'sluice/sites', instance: 'pod' }
const said = (note: string): Occasion => ({ type: 'Normal', reason: 'Scaled', action: 'Scale', note })
const object = (uid: string): Target => ({ ...web, uid })

/** All that may be written at this time. */
const writes = (ledger: Ledger, nowMs: number, isLast = false): readonly EventWrite[] => {
  const made: EventWrite[] = []
  for (let next = ledger.next(nowMs, isLast); next._tag === 'Write'; next = ledger.next(nowMs, isLast))
    made.push(next.write)
  return made
}
const shown = ({ event, series }: EventWrite): string =>
  series === undefined ? `${event.note}` : `${event.note} x${series.count} at ${series.lastObservedTime.slice(14, 23)}`
const written = (ledger: Ledger, nowMs: number, isLast = false) => writes(ledger, nowMs, isLast).map(shown)

const ledgerOf = (options: Partial<LedgerOptions> = {}): Ledger => createLedger({ ...reporter, ...options })

test('a single occasion is one Event, and is forgotten when it is over', () => {
  const ledger = ledgerOf()
  assert.equal(ledger.note(web, said('a'), 0), true)
  assert.deepEqual(written(ledger, 0), ['a'])
  assert.deepEqual(ledger.next(0), { _tag: 'Wait', ms: 300_000 }, 'until its token is back')
  assert.deepEqual(ledger.next(300_000), { _tag: 'Wait', ms: 60_000 }, 'until it is over')
  assert.deepEqual(ledger.next(360_000), { _tag: 'Nothing' })
  assert.equal(ledger.size(), 0)
})

test('repeated occasions are counted: at once, then 1 s, 2 s and 4 s after the last write', () => {
  const ledger = ledgerOf()
  const again = (nowMs: number) => ledger.note(web, said('a'), nowMs)
  again(0)
  assert.deepEqual(written(ledger, 0), ['a'])
  again(100)
  assert.deepEqual(written(ledger, 100), ['a x2 at 00:00.100'])
  again(200)
  again(300)
  assert.deepEqual(ledger.next(300), { _tag: 'Wait', ms: 800 })
  assert.deepEqual(written(ledger, 1_100), ['a x4 at 00:00.300'])
  again(1_200)
  assert.deepEqual(written(ledger, 3_099), [])
  assert.deepEqual(written(ledger, 3_100), ['a x5 at 00:01.200'])
  again(3_200)
  assert.deepEqual(written(ledger, 7_100), ['a x6 at 00:03.200'])
})

test('another number, another object, another reason is another Event', () => {
  const ledger = ledgerOf()
  ledger.note(web, said('from 2 to 3'), 0)
  ledger.note(web, said('from 3 to 2'), 0)
  ledger.note(object('site-2'), said('from 2 to 3'), 0)
  ledger.note(web, { ...said('from 2 to 3'), reason: 'Repaired' }, 0)
  const made = writes(ledger, 0)
  assert.deepEqual(made.map(shown), ['from 2 to 3', 'from 3 to 2', 'from 2 to 3', 'from 2 to 3'])
  assert.equal(new Set(made.map(({ event }) => event.metadata.name)).size, 4)
})

test('after six minutes of rest it is an Event of its own again', () => {
  const ledger = ledgerOf()
  ledger.note(web, said('a'), 0)
  ledger.note(web, said('a'), 10)
  assert.deepEqual(written(ledger, 10), ['a', 'a x2 at 00:00.010'])
  ledger.note(web, said('a'), 359_000)
  assert.deepEqual(written(ledger, 359_000), ['a x3 at 05:59.000'])
  ledger.note(web, said('a'), 719_000)
  assert.deepEqual(written(ledger, 719_000), ['a'])
})

test('an object gets 25 Events at once, then one in five minutes; no other object has to wait for it', () => {
  const ledger = ledgerOf()
  const taken = Array.from({ length: 40 }, (_, at) => ledger.note(web, said(`${at}`), 0))
  assert.equal(taken.filter(each => each).length, 25)
  assert.equal(ledger.note(object('site-2'), said('a'), 0), true)
  assert.equal(written(ledger, 0).length, 26)
  assert.equal(ledger.note(web, said('later'), 299_999), false)
  assert.equal(ledger.note(web, said('later'), 300_000), true)
})

test('counts wait for a token, and are not lost', () => {
  const ledger = ledgerOf()
  for (let at = 0; at < 25; at += 1) ledger.note(web, said(`${at}`), 0)
  assert.equal(written(ledger, 0).length, 25)
  for (let at = 0; at < 9; at += 1) ledger.note(web, said('3'), 1_000)
  assert.deepEqual(written(ledger, 1_000), [])
  assert.deepEqual(ledger.next(1_000), { _tag: 'Wait', ms: 299_000 })
  assert.deepEqual(written(ledger, 300_000), ['3 x10 at 00:01.000'])
})

test('at most 100 Events are written at once, then 50 a second, and no more wait than the queue holds', () => {
  const ledger = ledgerOf({ queue: 300 })
  const taken = Array.from({ length: 400 }, (_, at) => ledger.note(object(`${at}`), said('a'), 0))
  assert.equal(taken.filter(each => each).length, 300)
  assert.equal(written(ledger, 0).length, 100)
  assert.deepEqual(ledger.next(0), { _tag: 'Wait', ms: 20 })
  let more = 0
  for (let nowMs = 1; nowMs <= 1_000; nowMs += 1) more += writes(ledger, nowMs).length
  assert.equal(more, 50)
})

test('at the end all that waits is written, as far as the rate of its object allows', () => {
  const ledger = ledgerOf({ rate: { burst: 1, refillMs: 1_000 }, objectRate: { burst: 2, refillMs: 300_000 } })
  for (let at = 0; at < 5; at += 1) ledger.note(web, said('a'), at)
  ledger.note(object('site-2'), said('b'), 5)
  assert.deepEqual(written(ledger, 5), ['a'])
  assert.deepEqual(written(ledger, 6, true), ['a x5 at 00:00.004', 'b'])
  ledger.note(web, said('a'), 7)
  assert.deepEqual(written(ledger, 8, true), [], 'no token is left')
})

/** Whatever is noted, and whenever somebody has time to write. */
const Step = fc.record({
  afterMs: fc.oneof({ arbitrary: fc.nat(50), weight: 8 }, fc.nat(5_000), { arbitrary: fc.nat(80_000), weight: 1 }),
  uid: fc.oneof({ arbitrary: fc.nat(2), weight: 3 }, fc.nat(15)),
  note: fc.nat(2),
  writes: fc.nat(8),
})

test('for any sequence no rate is exceeded, no count is lost, and memory is bounded', () => {
  const objectRate = { burst: 2, refillMs: 10_000 }
  const rate = { burst: 6, refillMs: 100 }
  const within = (times: readonly number[], { burst, refillMs }: typeof rate): boolean =>
    times.every((start, from) =>
      times.slice(from).every((end, at) => at + 1 <= burst + Math.floor((end - start) / refillMs + 1e-6)),
    )
  fc.assert(
    fc.property(fc.array(Step, { minLength: 20, maxLength: 150 }), steps => {
      const ledger = ledgerOf({ objectRate, rate, queue: 10, memory: 12, finishAfterMs: 60_000 })
      const counted = new Map<string, number>()
      const times: number[] = []
      const spentOf = new Map<string, number[]>()
      const names = new Set<string>()
      let nowMs = 1_000_000
      const take = (next: ReturnType<Ledger['next']>): void => {
        if (next._tag !== 'Write') return
        const { event, series } = next.write
        const uid = String(Reflect.get(Object(event.regarding), 'uid'))
        const { name } = event.metadata
        times.push(nowMs)
        // A new one has its token from when it was noted, and may be written later.
        const spentMs = series === undefined ? Date.parse(String(event.eventTime)) : nowMs
        spentOf.set(uid, [...(spentOf.get(uid) ?? []), spentMs])
        assert.equal(names.has(name), series !== undefined, 'a series is one of an Event that was written')
        names.add(name)
        const count = series?.count ?? 1
        assert.ok(series === undefined || count > (counted.get(name) ?? 0), 'a count grows')
        counted.set(name, count)
      }
      let taken = 0
      for (const step of steps) {
        nowMs += step.afterMs
        if (ledger.note(object(`${step.uid}`), said(`${step.note}`), nowMs)) taken += 1
        assert.ok(ledger.size() <= 2 * 13, `${ledger.size()} are remembered`)
        for (let each = 0; each < step.writes; each += 1) take(ledger.next(nowMs))
      }
      for (let next = ledger.next(nowMs); next._tag !== 'Nothing'; next = ledger.next(nowMs)) {
        if (next._tag === 'Wait') {
          assert.ok(next.ms > 0)
          nowMs += next.ms
        } else take(next)
      }
      assert.equal(
        [...counted.values()].reduce((sum, count) => sum + count, 0),
        taken,
      )
      assert.ok(within(times, rate), 'altogether')
      for (const each of spentOf.values())
        assert.ok(
          within(
            each.toSorted((a, b) => a - b),
            objectRate,
          ),
        )
      assert.equal(ledger.size(), 0)
      assert.equal(ledger.waiting(), 0)
    }),
    { numRuns: 300 },
  )
})
