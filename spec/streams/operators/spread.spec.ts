import { test } from 'node:test'
import { spread } from '../../../streams/operators/spread.ts'
import { marbles } from '../../marbles.ts'

const several: Readonly<Record<string, readonly string[]>> = { a: ['x', 'y'], b: [], c: ['z'] }

test('each value becomes several, or none, in order', () =>
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('           a----b-c-|')
    const spread$ = source.pipe(spread(value => several[value] ?? []))
    expectObservable(spread$).toBe('(xy)---z-|')
    expectSubscriptions(source.subscriptions).toBe('^--------!')
  }))

test('a projection that throws is an error, and the source is left', () =>
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('--a--b--|')
    const thrown = new Error('no')
    const spread$ = source.pipe(
      spread(() => {
        throw thrown
      }),
    )
    expectObservable(spread$).toBe('--#', undefined, thrown)
    expectSubscriptions(source.subscriptions).toBe('^-!')
  }))
