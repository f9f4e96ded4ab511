import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY, finalize, type Observable, of, Subject } from 'rxjs'
import { conflateMap } from '../../../streams/operators/conflateMap.ts'
import { marbles } from '../../marbles.ts'

const join = (owed: string, next: string): string => owed + next

test('values that arrive during a run are merged into the next one', () => {
  const runs: string[] = []
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('  a-b-c-d----------|')
    const inner = cold('  ----x|')
    const expected = '    ----x----x----x--|'
    const result = source.pipe(
      conflateMap(join, value => {
        runs.push(value)
        return inner
      }),
    )
    expectObservable(result).toBe(expected)
    expectSubscriptions(source.subscriptions).toBe('^----------------!')
    expectSubscriptions(inner.subscriptions).toBe(['^----!', '-----^----!', '----------^----!'])
  })
  assert.deepEqual(runs, ['a', 'bc', 'd'])
})

test('a run is never left, however much arrives', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('  abcdefgh|')
    const inner = cold('  ------------x|')
    const expected = '    ------------x------------x|'
    expectObservable(source.pipe(conflateMap(join, () => inner))).toBe(expected)
    expectSubscriptions(inner.subscriptions).toBe(['^------------!', '-------------^------------!'])
  })
})

test('conflateMap completes after the source and the last run, the owed one included', () => {
  marbles(({ hot, cold, expectObservable }) => {
    expectObservable(hot('ab|').pipe(conflateMap(join, () => cold('---x|')))).toBe('---x---x|')
    expectObservable(hot('--|').pipe(conflateMap(join, () => cold('---x|')))).toBe('--|')
    expectObservable(hot('a---------|').pipe(conflateMap(join, () => cold('---x|')))).toBe('---x------|')
  })
})

test('errors of the source, of a run and of project are passed on, and the other side is left', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const failing = hot('a--#')
    const running = cold('------x|')
    expectObservable(failing.pipe(conflateMap(join, () => running))).toBe('---#')
    expectSubscriptions(running.subscriptions).toBe('^--!')

    const source = hot(' ab----')
    expectObservable(source.pipe(conflateMap(join, () => cold('--#')))).toBe('--#')
    expectSubscriptions(source.subscriptions).toBe('^-!')

    const thrown = new Error('refused')
    const throwing = (): Observable<string> => {
      throw thrown
    }
    expectObservable(hot('-a').pipe(conflateMap(join, throwing))).toBe('-#', undefined, thrown)
    const unmergeable = (): never => {
      throw thrown
    }
    expectObservable(hot('abc').pipe(conflateMap<string, string>(unmergeable, () => cold('-----x|')))).toBe(
      '--#',
      undefined,
      thrown,
    )
  })
})

test('unsubscribing leaves the source and the run, and drops what is owed', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('  ab-----')
    const inner = cold('  ----x|')
    const unsub = '       ---!   '
    expectObservable(source.pipe(conflateMap(join, () => inner)), unsub).toBe('-------')
    expectSubscriptions(source.subscriptions).toBe('^--!')
    expectSubscriptions(inner.subscriptions).toBe('^--!')
  })
})

test('the next run opens after the teardown of the one before', () => {
  const source = new Subject<string>()
  const firstEnds = new Subject<void>()
  const log: string[] = []
  source
    .pipe(
      conflateMap(join, value => {
        log.push(`open ${value}`)
        const running$: Observable<void> = value === 'a' ? firstEnds : EMPTY
        return running$.pipe(finalize(() => log.push(`torn down ${value}`)))
      }),
    )
    .subscribe()
  source.next('a')
  source.next('b')
  firstEnds.complete()
  assert.deepEqual(log, ['open a', 'torn down a', 'open b', 'torn down b'])
})

test('fifty thousand synchronous runs, each caused by the one before, need no stack', () => {
  const source = new Subject<number>()
  let runs = 0
  source
    .pipe(
      conflateMap(
        (_owed, next) => next,
        value => of(value),
      ),
    )
    .subscribe(value => {
      runs += 1
      if (value < 50_000) source.next(value + 1)
    })
  source.next(1)
  assert.equal(runs, 50_000)
})
