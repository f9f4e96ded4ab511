import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concatMap, delay, EMPTY, finalize, map, merge, NEVER, of, Subject, take, takeUntil, tap } from 'rxjs'
import { type Group, perKey } from '../../../streams/operators/perKey.ts'
import { marbles } from '../../marbles.ts'

const first = (value: string): string => value.slice(0, 1)

test('each key has an inner of its own, opened by its first value', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const values = { a: 'a1', b: 'b1', c: 'a2', A: 'a:a1', B: 'b:b1', C: 'a:a2' }
    const source = hot('  a-b-c-|', values)
    const expected = '    A-B-C-|'
    const result = source.pipe(perKey(first, (key, values$) => values$.pipe(map(value => `${key}:${value}`))))
    expectObservable(result).toBe(expected, values)
    expectSubscriptions(source.subscriptions).toBe('^-----!')
  })
})

test('a group whose inner completes is forgotten, and the next value opens a fresh one', () => {
  const opened: string[] = []
  const groups = new Map<string, Group<string>>()
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('  a--b-a-|')
    const inner = cold('  -x-|')
    const expected = '    -x--x-x-|'
    const result = source.pipe(
      perKey(
        first,
        (key, values$) => {
          opened.push(key)
          return merge(values$.pipe(take(1)), inner).pipe(
            map(() => 'x'),
            concatMap((_, index) => (index === 1 ? of('x') : EMPTY)),
          )
        },
        groups,
      ),
    )
    expectObservable(result).toBe(expected)
    expectSubscriptions(inner.subscriptions).toBe(['^--!', '---^--!', '-----^--!'])
  })
  assert.deepEqual(opened, ['a', 'b', 'a'])
  assert.equal(groups.size, 0)
})

test('a value that comes between the end of listening and of the inner opens the next group', () => {
  marbles(({ hot, expectObservable, scheduler }) => {
    const source = hot('  abc----------|', { a: 'k1', b: 'k2', c: 'k3' })
    const expected = '    ---a--b--c---|'
    const result = source.pipe(perKey(first, (_key, values$) => values$.pipe(take(1), delay(3, scheduler))))
    expectObservable(result).toBe(expected, { a: 'k1', b: 'k2', c: 'k3' })
  })
})

test('a value that arrives during the completion of the inner or its teardown opens a new group', () => {
  const groups = new Map<string, Group<string>>()
  const source = new Subject<string>()
  const log: string[] = []
  let opened = 0
  source
    .pipe(
      perKey(
        first,
        (_key, values$) => {
          opened += 1
          const name = opened
          return values$.pipe(
            take(1),
            tap({ complete: () => name === 1 && source.next('k:during completion') }),
            finalize(() => name === 2 && source.next('k:during teardown')),
            map(value => `${name} ${value}`),
          )
        },
        groups,
      ),
    )
    .subscribe(line => log.push(line))
  source.next('k:first')
  assert.deepEqual(log, ['1 k:first', '2 k:during completion', '3 k:during teardown'])
  assert.equal(groups.size, 0)
})

test('values that the own output causes synchronously are delivered afterwards, in order', () => {
  const source = new Subject<string>()
  const log: string[] = []
  source
    .pipe(
      perKey(first, (_key, values$) =>
        values$.pipe(
          tap(value => {
            log.push(`begin ${value}`)
            if (value === 'a1') for (const next of ['a2', 'b1', 'a3']) source.next(next)
          }),
          tap(value => log.push(`end ${value}`)),
        ),
      ),
    )
    .subscribe()
  source.next('a1')
  assert.deepEqual(log, ['begin a1', 'begin b1', 'end b1', 'end a1', 'begin a2', 'end a2', 'begin a3', 'end a3'])
})

test('an inner that listens late gets everything since its opening', () => {
  marbles(({ hot, cold, expectObservable }) => {
    const values = { a: 'k1', b: 'k2', d: 'k3' }
    const source = hot('  ab-----d|', values)
    const listens = cold('--(x|)')
    const expected = '    --(ab)-d|'
    expectObservable(source.pipe(perKey(first, (_key, values$) => listens.pipe(concatMap(() => values$))))).toBe(
      expected,
      values,
    )
  })
})

test('an inner that never listens has declined the value that opened it', () => {
  marbles(({ hot, expectObservable }) => {
    expectObservable(hot('a-a|').pipe(perKey(first, key => of(key)))).toBe('a-a|')
    expectObservable(hot('a-a|').pipe(perKey(first, () => EMPTY))).toBe('---|')
  })
})

test('completion of the source completes the groups, and the output with the last of them', () => {
  marbles(({ hot, expectObservable, scheduler }) => {
    const source = hot('  ab|')
    const expected = '    -----a(b|)'
    expectObservable(source.pipe(perKey(first, (_key, values$) => values$.pipe(delay(5, scheduler))))).toBe(
      '-----a(b|)',
    )
    assert.ok(expected)
    expectObservable(hot('--|').pipe(perKey(first, (_key, values$) => values$))).toBe('--|')
  })
})

test('errors of the source, an inner, project and keyOf are passed on', () => {
  const thrown = new Error('refused')
  const throwing = (): never => {
    throw thrown
  }
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    expectObservable(hot('a-#').pipe(perKey(first, (_key, values$) => values$))).toBe('a-#')
    const source = hot('ab----')
    expectObservable(source.pipe(perKey(first, key => (key === 'b' ? cold('--#') : NEVER)))).toBe('---#')
    expectSubscriptions(source.subscriptions).toBe('^--!')
    expectObservable(hot('-a-').pipe(perKey(first, throwing))).toBe('-#', undefined, thrown)
    expectObservable(hot('-a-').pipe(perKey(throwing, () => NEVER))).toBe('-#', undefined, thrown)
  })
})

test('unsubscribing leaves the source and every inner', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('  ab----')
    const inner = cold('  ------')
    const unsub = '       ---!  '
    expectObservable(source.pipe(perKey(first, () => inner)), unsub).toBe('------')
    expectSubscriptions(source.subscriptions).toBe('^--!')
    expectSubscriptions(inner.subscriptions).toBe(['^--!', '-^-!'])
  })
})

test('100,000 keys that were touched once leave nothing behind', () => {
  const groups = new Map<string, Group<number>>()
  const source = new Subject<number>()
  const ends = new Subject<void>()
  let ended = 0
  source
    .pipe(
      perKey(
        String,
        (_key, values$) =>
          values$.pipe(
            takeUntil(ends),
            finalize(() => {
              ended += 1
            }),
          ),
        groups,
      ),
    )
    .subscribe()
  for (let round = 0; round < 100; round += 1) {
    for (let n = 0; n < 1_000; n += 1) source.next(round * 1_000 + n)
    assert.equal(groups.size, 1_000)
    ends.next()
    assert.equal(groups.size, 0)
  }
  assert.equal(ended, 100_000)
})
