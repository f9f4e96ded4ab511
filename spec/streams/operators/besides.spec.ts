import { test } from 'node:test'
import { delay } from 'rxjs'
import { besides } from '../../../streams/operators/besides.ts'
import { marbles } from '../../marbles.ts'

type Letter = 'a' | 'b'
const isLetter = (value: string): value is Letter => value === 'a' || value === 'b'

test('letters go through the pipeline, all else passes beside it, and the source is subscribed once', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
    const source = cold('1--a--2--b|')
    expectObservable(source.pipe(besides(isLetter, delay(2, scheduler)))).toBe('1----a2----(b|)')
    expectSubscriptions(source.subscriptions).toBe('^---------!')
  }))

test('an error of the source or of the pipeline is passed on, and unsubscribing ends both', () =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
    const failing = cold('1--#')
    expectObservable(failing.pipe(besides(isLetter, delay(2, scheduler)))).toBe('1--#')
    const source = cold('1--a----')
    expectObservable(source.pipe(besides(isLetter, delay(2, scheduler))), '^---!').toBe('1---')
    expectSubscriptions(source.subscriptions).toBe('^---!')
  }))
