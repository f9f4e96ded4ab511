import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deleteBudget } from '../../../lib/plan/deleteBudget.ts'

test('so many deletes in any minute', () => {
  const budget = deleteBudget(3)
  assert.equal(budget.take(2, 0), 2)
  assert.equal(budget.take(2, 1), undefined)
  assert.equal(budget.left(1), 1)
  assert.equal(budget.take(1, 30_000), 1)
  assert.deepEqual([budget.left(59_999), budget.left(60_000), budget.left(90_000)], [0, 2, 3])
})

test('while a plan is held back none is left, until a user allows it: then all may be made for a minute', () => {
  const budget = deleteBudget(3)
  budget.planned('a', true)
  assert.deepEqual([budget.left(0), budget.left(1e9)], [0, 0])
  budget.allow(1e9)
  assert.equal(budget.take(640, 1e9 + 59_999), 0, 'they do not count')
  assert.deepEqual([budget.left(1e9 + 60_000), budget.take(4, 1e9 + 60_000)], [3, undefined])
})

test('once no plan is held back any more, the limit counts anew', () => {
  const budget = deleteBudget(3)
  budget.planned('a', true)
  budget.planned('b', true)
  budget.planned('a', false)
  assert.equal(budget.left(0), 0)
  budget.planned('b', false)
  assert.equal(budget.left(0), 3)
})

test('what was taken and not used is given back; without a limit all may be made', () => {
  const budget = deleteBudget(3)
  budget.take(3, 0)
  budget.giveBack(2)
  assert.equal(budget.left(0), 2)
  assert.equal(deleteBudget().take(1e6, 0), 0)
})

const act = fc.oneof(
  fc.record({ take: fc.nat(4), passMs: fc.nat(30_000) }),
  fc.record({ back: fc.nat(4), passMs: fc.nat(30_000) }),
)

test('never more than the limit in any minute, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), acts => {
      const budget = deleteBudget(5)
      const made: number[] = []
      let nowMs = 0
      for (const each of acts) {
        nowMs += each.passMs
        if ('back' in each) {
          const back = Math.min(each.back, made.filter(atMs => nowMs - atMs < 60_000).length)
          budget.giveBack(back)
          made.splice(made.length - back, back)
        } else if (budget.take(each.take, nowMs) !== undefined) made.push(...Array(each.take).fill(nowMs))
        for (const atMs of made) assert.ok(made.filter(other => other >= atMs && other - atMs < 60_000).length <= 5)
      }
    }),
  )
})
