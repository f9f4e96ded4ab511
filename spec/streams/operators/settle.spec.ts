import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SchedulerLike, Subject, type Subscription, VirtualTimeScheduler } from 'rxjs'
import { settle, settling } from '../../../streams/operators/settle.ts'
import { marbles } from '../../marbles.ts'

test('a quiet key goes at once, a busy one after quietMs of silence', () => {
  marbles(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
    const source = hot('  a--bc---------d-|')
    const expected = '    A-------B-----D-|'
    const result = source.pipe(settle<string>({ quietMs: 4, ceilingMs: 20 }, scheduler))
    expectObservable(result).toBe(expected, { A: ['a'], B: ['b', 'c'], D: ['d'] })
    expectSubscriptions(source.subscriptions).toBe('^---------------!')
  })
})

test('values that never fall silent go out once a ceiling, all of them, in order', () => {
  marbles(({ hot, expectObservable, scheduler }) => {
    const source = hot('  abcdefghijklmn|')
    const expected = '    A------B------(C|)'
    const result = source.pipe(settle<string>({ quietMs: 4, ceilingMs: 6 }, scheduler))
    expectObservable(result).toBe(expected, { A: ['a'], B: [...'bcdefgh'], C: [...'ijklmn'] })
  })
})

test('a ceiling below quietMs still holds nothing back for longer', () => {
  marbles(({ hot, expectObservable, scheduler }) => {
    const source = hot('  ab--c-----------d--|')
    const expected = '    A--B--C---------D--|'
    const result = source.pipe(settle<string>({ quietMs: 8, ceilingMs: 2 }, scheduler))
    expectObservable(result).toBe(expected, { A: ['a'], B: ['b'], C: ['c'], D: ['d'] })
  })
})

test('the defaults are 20 ms of silence and a ceiling of 1 s', () => {
  marbles(({ hot, expectObservable, scheduler }) => {
    const source = hot('  a 9ms b 30ms c 18ms d 100ms |')
    const expected = '    A 29ms B 10ms C 38ms D 80ms |'
    expectObservable(source.pipe(settle<string>({}, scheduler))).toBe(expected, {
      A: ['a'],
      B: ['b'],
      C: ['c'],
      D: ['d'],
    })
  })
  const clock = new VirtualTimeScheduler()
  const source = new Subject<number>()
  const seen: { atMs: number; count: number }[] = []
  source.pipe(settle<number>({}, clock)).subscribe(values => seen.push({ atMs: clock.now(), count: values.length }))
  for (let atMs = 0; atMs < 2_500; atMs += 10) clock.schedule(() => source.next(atMs), atMs)
  clock.flush()
  assert.deepEqual(
    seen.map(({ atMs }) => atMs),
    [0, 1_010, 2_020, 2_510],
  )
  assert.equal(
    seen.reduce((sum, { count }) => sum + count, 0),
    250,
  )
})

test('held values go out when the source completes, and are dropped when it fails', () => {
  marbles(({ hot, expectObservable, scheduler }) => {
    const options = { quietMs: 4, ceilingMs: 20 }
    expectObservable(hot('ab|').pipe(settle<string>(options, scheduler))).toBe('A-(B|)', { A: ['a'], B: ['b'] })
    expectObservable(hot('ab#').pipe(settle<string>(options, scheduler))).toBe('A-#', { A: ['a'] })
    expectObservable(hot('--|').pipe(settle<string>(options, scheduler))).toBe('--|')
  })
})

test('unsubscribing leaves the source and clears the timer', () => {
  marbles(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
    const source = hot('  ab-------')
    const unsub = '       --!      '
    expectObservable(source.pipe(settle<string>({ quietMs: 4 }, scheduler)), unsub).toBe('A--------', { A: ['a'] })
    expectSubscriptions(source.subscriptions).toBe('^-!')
  })
  const clock = new VirtualTimeScheduler()
  const source = new Subject<string>()
  const subscription = source.pipe(settle<string>({}, clock)).subscribe()
  source.next('a')
  assert.equal(clock.actions.length, 1)
  subscription.unsubscribe()
  clock.flush()
  assert.equal(clock.frame, 0, 'no timer fired')
})

test('settling says when the key has become quiet', () => {
  marbles(({ hot, expectObservable, scheduler }) => {
    const source = hot('  a-------b-c-------|')
    const expected = '    A---q---B-----C---|'
    expectObservable(source.pipe(settling<string>({ quietMs: 4 }, scheduler))).toBe(expected, {
      A: { values: ['a'], quiet: false },
      q: { values: [], quiet: true },
      B: { values: ['b'], quiet: false },
      C: { values: ['c'], quiet: true },
    })
  })
})

test('a value sent from inside an emission is not lost and comes after it', () => {
  const clock = new VirtualTimeScheduler()
  const source = new Subject<string>()
  const seen: string[] = []
  source.pipe(settle<string>({ quietMs: 4, ceilingMs: 6 }, clock)).subscribe(values => {
    seen.push(values.join(''))
    if (seen.length < 5) source.next(String(seen.length))
  })
  source.next('a')
  clock.flush()
  assert.deepEqual(seen, ['a', '1', '2', '3', '4'])
})

test('a thousand values in a row cost one timer, not a thousand', () => {
  const clock = new VirtualTimeScheduler()
  let scheduled = 0
  const counting: SchedulerLike = {
    now: () => clock.now(),
    schedule: (...work: Parameters<SchedulerLike['schedule']>): Subscription => {
      scheduled += 1
      return clock.schedule(...work)
    },
  }
  const source = new Subject<number>()
  let values = 0
  source.pipe(settle<number>({}, counting)).subscribe(batch => {
    values += batch.length
  })
  for (let n = 0; n < 1_000; n += 1) source.next(n)
  assert.equal(scheduled, 1)
  assert.equal(clock.actions.length, 1)
  clock.flush()
  assert.equal(values, 1_000)
})

test('a clock that is set back by an hour holds nothing for an hour', () => {
  const clock = new VirtualTimeScheduler()
  let offsetMs = 3_600_000
  const stepping: SchedulerLike = {
    now: () => clock.now() + offsetMs,
    schedule: (...work: Parameters<SchedulerLike['schedule']>): Subscription => clock.schedule(...work),
  }
  const source = new Subject<string>()
  const seen: number[] = []
  source.pipe(settle<string>({}, stepping)).subscribe(() => seen.push(clock.now()))
  source.next('a')
  source.next('b')
  offsetMs = 0
  clock.flush()
  assert.deepEqual(seen, [0, 20])
})
