import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseDuration } from '../../../lib/kube/duration.ts'

const table: readonly (readonly [string, number | undefined])[] = [
  ['15s', 15_000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['1h2m3s4ms', 3_723_004],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['2.s', 2000],
  ['250us', 0.25],
  ['250µs', 0.25],
  ['0', 0],
  ['0s', 0],
  ['', undefined],
  ['15', undefined],
  ['s', undefined],
  ['.s', undefined],
  ['15 s', undefined],
  ['-15s', undefined],
  ['15S', undefined],
  ['1m 30s', undefined],
  ['15sec', undefined],
  ['1d', undefined],
]
for (const [text, ms] of table)
  test(`the duration "${text}" is ${ms === undefined ? 'refused' : `${ms} ms`}`, () =>
    assert.equal(parseDuration(text), ms))

test('a duration in several units is their sum', () =>
  fc.assert(
    fc.property(fc.nat(99), fc.nat(59), fc.nat(59), fc.nat(999), (hours, minutes, seconds, ms) => {
      const text = `${hours}h${minutes}m${seconds}s${ms}ms`
      assert.equal(parseDuration(text), ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms)
    }),
  ))
