import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { delay, mergeMap, Observable, type OperatorFunction, of, Subject } from 'rxjs'
import { backlog } from '../../../streams/operators/backlog.ts'
import { marbles } from '../../marbles.ts'

interface Value {
  readonly key: string
  readonly isBacklog: boolean
  readonly at?: number
}

/** Capitals are backlog; `a` and `A` are values of one key. */
const arrival = (letter: string): Value => ({ key: letter.toLowerCase(), isBacklog: letter !== letter.toLowerCase() })
const values = Object.fromEntries([...'abcdABCD'].map(letter => [letter, arrival(letter)]))
const options = {
  keyOf: ({ key }: Value) => key,
  isBacklog: (value: Value) => value.isBacklog,
  endOf: (ended: string) => ended,
}

/** Runs of 4 ms, as many at once as are let in. */
const runs = (): OperatorFunction<Value, string> => mergeMap(({ key }) => of(key).pipe(delay(4)))

/** A schedule whose runs end when the test says so. */
const byHand = () => {
  const given: Value[] = []
  const ends = new Subject<string>()
  const schedule: OperatorFunction<Value, string> = admitted =>
    new Observable(subscriber => {
      subscriber.add(ends.subscribe(subscriber))
      subscriber.add(admitted.subscribe(value => given.push(value)))
    })
  return { given, schedule, end: (key: string) => ends.next(key) }
}

test('a backlog is let in little by little, as runs end', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('(ABCD)-----------|', values)
    expectObservable(source.pipe(backlog({ ...options, limit: 2 }, runs()))).toBe('----(ab)(cd)-----|')
    expectSubscriptions(source.subscriptions).toBe('^----------------!')
  })
})

test('a live value passes at once, and takes along the waiting ones of its key', () => {
  const { given, schedule, end } = byHand()
  const source = new Subject<Value>()
  source.pipe(backlog({ ...options, limit: 1 }, schedule)).subscribe()
  const letters = () => given.map(({ key, isBacklog }) => (isBacklog ? key.toUpperCase() : key)).join('')
  for (const letter of 'ABCd') source.next(arrival(letter))
  assert.equal(letters(), 'Ad')
  source.next(arrival('c'))
  assert.equal(letters(), 'AdCc')
  end('a')
  assert.equal(letters(), 'AdCcB')
})

test('waiting values can be counted', () => {
  const { schedule, end } = byHand()
  const waiting = new Map<string, readonly Value[]>()
  const source = new Subject<Value>()
  source.pipe(backlog({ ...options, limit: 1, waiting }, schedule)).subscribe()
  for (const letter of 'ABBC') source.next(arrival(letter))
  assert.deepEqual([...waiting.keys()], ['b', 'c'])
  end('a')
  assert.deepEqual([...waiting.keys()], ['c'])
})

test('values that still wait when the source completes are let in', () => {
  marbles(({ cold, expectObservable }) => {
    const source = cold('(ABC|)', values)
    expectObservable(source.pipe(backlog({ ...options, limit: 1 }, runs()))).toBe('----(abc|)')
  })
})

test('waiting values of a key are merged', () => {
  const { given, schedule, end } = byHand()
  const source = new Subject<Value>()
  const merge = (_waiting: readonly Value[], arriving: readonly Value[]) => arriving
  source.pipe(backlog({ ...options, merge, limit: 1 }, schedule)).subscribe()
  source.next(arrival('A'))
  for (const at of [1, 2, 3]) source.next({ ...arrival('B'), at })
  end('a')
  assert.deepEqual(
    given.map(({ key, at }) => [key, at]),
    [
      ['a', undefined],
      ['b', 3],
    ],
  )
})

test('errors are passed on, and unsubscribing leaves the source', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    expectObservable(cold('A----#', values).pipe(backlog(options, runs()))).toBe('----a#')
    const left = cold('A-B-C', values)
    expectObservable(left.pipe(backlog(options, runs())), '^-!').toBe('')
    expectSubscriptions(left.subscriptions).toBe('^-!')
  })
})

test('nothing is lost, the order within a key is kept, and of the backlog no more than the limit is inside', () => {
  const arrivals = fc.array(fc.constantFrom(...'abcdABCD', 'end'), { maxLength: 40 })
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 3 }), (steps, limit) => {
      const { given, schedule, end } = byHand()
      const source = new Subject<Value>()
      source.pipe(backlog({ ...options, limit }, schedule)).subscribe()
      const open = () => [...new Set(given.slice(ended).map(({ key }) => key))]
      let ended = 0
      const endAll = () => {
        const keys = open()
        ended = given.length
        for (const key of keys) end(key)
      }
      steps.forEach((step, at) => {
        if (step === 'end') endAll()
        else source.next({ ...arrival(step), at })
        // The end of an urgent run counts for the key, so only a pure backlog is bounded exactly.
        if (steps.every(each => each === each.toUpperCase() || each === 'end')) assert.ok(open().length <= limit)
      })
      while (ended < given.length) endAll()

      assert.equal(given.length, steps.filter(step => step !== 'end').length)
      for (const key of 'abcd') {
        const order = given.flatMap(value => (value.key === key ? [value.at ?? -1] : []))
        assert.deepEqual(
          order,
          order.toSorted((x, y) => x - y),
        )
      }
    }),
    { numRuns: 500 },
  )
})
