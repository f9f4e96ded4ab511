import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  finalize,
  take as first,
  ignoreElements,
  map,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  of,
  Subject,
  tap,
} from 'rxjs'
import { owing } from '../../../streams/operators/owing.ts'
import type { Settled } from '../../../streams/operators/settle.ts'
import { marbles } from '../../marbles.ts'

const join = (owed: readonly string[], next: readonly string[]): readonly string[] => [...owed, ...next]
/** Letters are values of a busy key; `q` is the key becoming quiet, `z` a last value with it. */
const arrivals: Readonly<Record<string, Settled<string>>> = {
  ...Object.fromEntries([...'abcde'].map(letter => [letter, { values: [letter], quiet: false }])),
  q: { values: [], quiet: true },
  z: { values: ['z'], quiet: true },
}

test('a run takes its values as late as it can; what comes after that is owed to the next', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('  a---b---c-----q-|', arrivals)
    const gate = cold('   ------t-------|')
    const expected = '    ------x-------------y-------|'
    const result = source.pipe(owing(join, (_, take) => gate.pipe(map(() => take().join('')))))
    expectObservable(result).toBe(expected, { x: 'ab', y: 'c' })
    expectSubscriptions(gate.subscriptions).toBe(['^-------------!', '--------------^-------------!'])
    expectSubscriptions(source.subscriptions).toBe('^---------------!')
  })
})

test('until it takes them, a run sees what it is going to take', () => {
  marbles(({ hot, cold, expectObservable }) => {
    const run = (owed$: Observable<readonly string[]>, take: () => readonly string[]) =>
      merge(
        owed$.pipe(map(owed => owed.join(''))),
        cold('-----(t|)').pipe(
          tap(() => take()),
          ignoreElements(),
        ),
      )
    expectObservable(hot('a-b-c-d-|', arrivals).pipe(owing(join, run))).toBe('w-x-y-z----|', {
      w: 'a',
      x: 'ab',
      y: 'abc',
      z: 'd',
    })
  })
})

test('there are never two runs at once, and a run is never left, however much arrives', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions, flush }) => {
    let running = 0
    const taken: string[] = []
    const inner = cold('--------x|')
    const result = hot('abcde|', arrivals).pipe(
      owing(join, (_, take) => {
        running += 1
        assert.equal(running, 1)
        taken.push(take().join(''))
        return inner.pipe(finalize(() => (running -= 1)))
      }),
    )
    expectObservable(result).toBe('--------x--------x|')
    expectSubscriptions(inner.subscriptions).toBe(['^--------!', '---------^--------!'])
    flush()
    assert.deepEqual(taken, ['a', 'bcde'])
  })
})

test('the next run opens after the teardown of the one before', () => {
  const told: string[] = []
  const source = new Subject<Settled<string>>()
  const end = new Subject<void>()
  const result = source.pipe(
    owing(join, (_, take) => {
      const name = take().join('')
      told.push(`open ${name}`)
      return end.pipe(
        first(1),
        finalize(() => told.push(`close ${name}`)),
      )
    }),
  )
  result.subscribe()
  for (const letter of 'ab') source.next(arrivals[letter] ?? { values: [], quiet: true })
  end.next()
  assert.deepEqual(told, ['open a', 'close a', 'open b'])
})

test('owing completes once the key is quiet or the source complete, and nothing is running or owed', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const run = (_: unknown, take: () => readonly string[]) => cold('---x|').pipe(map(() => take().join('')))
    const quietMeanwhile = hot('a-q-------', arrivals)
    expectObservable(quietMeanwhile.pipe(owing(join, run))).toBe('---x|', { x: 'a' })
    expectSubscriptions(quietMeanwhile.subscriptions).toBe('^---!')
    expectObservable(hot('a-----q---', arrivals).pipe(owing(join, run))).toBe('---x--|', { x: 'a' })
    expectObservable(hot('a---|', arrivals).pipe(owing(join, run))).toBe('---x|', { x: 'a' })
    expectObservable(hot('z--', arrivals).pipe(owing(join, run))).toBe('---x|', { x: 'z' })
    expectObservable(hot('--|', arrivals).pipe(owing(join, run))).toBe('--|')
    // No longer quiet when something else arrives before the run has ended.
    expectObservable(hot('a-qb-----|', arrivals).pipe(owing(join, run))).toBe('---x-----|', { x: 'ab' })
  })
})

test('a run that completes without taking has declined its values', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const run = cold('--|')
    const source = hot('ab---c-----q', arrivals)
    expectObservable(source.pipe(owing(join, () => run))).toBe('-----------|')
    expectSubscriptions(run.subscriptions).toBe(['^-!', '-----^-!'])
  })
})

test('taking twice gives nothing the second time', () => {
  const taken: (readonly string[])[] = []
  of(arrivals.a ?? { values: [], quiet: true })
    .pipe(
      owing(join, (_, take) => {
        taken.push(take(), take())
        return of('ran')
      }),
    )
    .subscribe()
  assert.deepEqual(taken, [['a'], []])
})

test('errors of the source, of a run and of merge are passed on, and the other side is left', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const running = cold('------x|')
    expectObservable(hot('a--#', arrivals).pipe(owing(join, () => running))).toBe('---#')
    expectSubscriptions(running.subscriptions).toBe('^--!')

    const source = hot('ab-----', arrivals)
    expectObservable(source.pipe(owing(join, () => cold('--#')))).toBe('--#')
    expectSubscriptions(source.subscriptions).toBe('^-!')

    const refused = new Error('refused')
    const merging = hot('a-b----', arrivals)
    const throwing = owing<string, never>(
      () => {
        throw refused
      },
      () => NEVER,
    )
    expectObservable(merging.pipe(throwing)).toBe('--#', undefined, refused)
    expectSubscriptions(merging.subscriptions).toBe('^-!')
  })
})

test('unsubscribing leaves the source and the run, and opens no other', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('ab-------', arrivals)
    const run = cold('   -----x|')
    expectObservable(source.pipe(owing(join, () => run.pipe(mergeMap(() => NEVER)))), '---!').toBe('----')
    expectSubscriptions(source.subscriptions).toBe('^--!')
    expectSubscriptions(run.subscriptions).toBe('^--!')
  })
})
