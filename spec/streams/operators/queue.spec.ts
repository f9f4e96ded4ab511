import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { queue } from '../../../streams/operators/queue.ts'

type Command =
  | { readonly _tag: 'push' | 'shift' }
  /** Takes out what was pushed as the `nth` (modulo all), though it may have left already. */
  | { readonly _tag: 'remove'; readonly nth: number }

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Command>({ _tag: 'push' }) },
  fc.constant<Command>({ _tag: 'shift' }),
  fc.nat().map((nth): Command => ({ _tag: 'remove', nth })),
)

test('a queue is an array: the oldest leaves first, and any other at any time, once', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 100 }), commands => {
      const real = queue<number>()
      const model: number[] = []
      const removals: (() => void)[] = []
      for (const each of commands) {
        switch (each._tag) {
          case 'push':
            model.push(removals.length)
            removals.push(real.push(removals.length))
            break
          case 'shift':
            assert.equal(real.shift()?.value, model.shift())
            break
          case 'remove': {
            if (removals.length === 0) break
            const value = each.nth % removals.length
            removals[value]?.()
            const at = model.indexOf(value)
            if (at >= 0) model.splice(at, 1)
            break
          }
        }
        assert.equal(real.size(), model.length)
      }
      const rest: number[] = []
      for (let next = real.shift(); next !== undefined; next = real.shift()) rest.push(next.value)
      assert.deepEqual(rest, model)
      assert.equal(real.size(), 0)
    }),
    { numRuns: 500 },
  )
})

test('a queued undefined is a value, an empty queue has none', () => {
  const values = queue<undefined>()
  values.push(undefined)
  const taken = values.shift()
  assert.ok(taken !== undefined && taken.value === undefined)
  assert.equal(values.shift(), undefined)
})
