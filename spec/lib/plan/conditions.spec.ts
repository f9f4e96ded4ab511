import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Condition } from '../../../lib/controller/controller.ts'
import { equal } from '../../../lib/json/equal.ts'
import { type Fields, isRecord } from '../../../lib/json/fields.ts'
import { statusDifference } from '../../../lib/json/mergePatchBetween.ts'
import type { StatusParts } from '../../../lib/kube/ownership/statusParts.ts'
import { mergeStatus } from '../../../lib/plan/conditions.ts'

const THEN = '2026-01-01T00:00:00Z'
const NOW = '2026-01-02T03:04:05Z'

const ready = (status: Condition['status'], message = 'm'): Condition => ({
  type: 'Ready',
  status,
  reason: 'R',
  message,
})
const progressing: Condition = { type: 'Progressing', status: 'True', reason: 'P', message: 'p' }
const held = (condition: Condition, lastTransitionTime = THEN, observedGeneration = 1): Fields => ({
  ...condition,
  observedGeneration,
  lastTransitionTime,
})
const stalled = { reason: 'Forbidden', message: 'may not' }
const halted = (type: string, status: Condition['status'] = 'False'): Condition => ({ type, status, ...stalled })
const base = { generation: 2, now: NOW }

test('fills in generation and times', () => {
  assert.deepEqual(
    mergeStatus({ ...base, desired: { replicas: 1, conditions: [ready('True')] }, previous: undefined }),
    {
      replicas: 1,
      observedGeneration: 2,
      conditions: [held(ready('True'), NOW, 2)],
    },
  )
})

test('the time of a transition stays while the status does, and only then', () => {
  const previous = { conditions: [held(ready('False'))] }
  const merge = (condition: Condition) =>
    mergeStatus({ ...base, desired: { conditions: [condition] }, previous }).conditions
  assert.deepEqual(merge(ready('False', 'other')), [held(ready('False', 'other'), THEN, 2)])
  assert.deepEqual(merge(ready('True')), [held(ready('True'), NOW, 2)])
})

test('fields that the controller drops go, and conditions of other writers stay', () => {
  const foreign = { type: 'Audited', status: 'True', by: 'somebody' }
  const previous = { replicas: 3, conditions: [foreign, held(ready('True')), 'nonsense', { status: 'True' }] }
  assert.deepEqual(mergeStatus({ ...base, desired: { conditions: [ready('True')] }, previous }), {
    observedGeneration: 2,
    conditions: [foreign, held(ready('True'), THEN, 2)],
  })
})

test('a status is shared: only what the controller has set itself is removed', () => {
  const stalledByOther = held(halted('Stalled', 'True'))
  const previous = { theirs: 1, dropped: 2, conditions: [stalledByOther, held(ready('True'))] }
  const merge = (ours: StatusParts) =>
    mergeStatus({ ...base, desired: { size: 3, conditions: [ready('True')] }, previous, ours })
  assert.deepEqual(merge({ fields: ['dropped', 'conditions'], conditions: ['Ready'] }), {
    theirs: 1,
    size: 3,
    observedGeneration: 2,
    conditions: [stalledByOther, held(ready('True'), THEN, 2)],
  })
  assert.deepEqual(merge({ fields: ['theirs', 'dropped'], conditions: ['Stalled'] }), {
    size: 3,
    observedGeneration: 2,
    conditions: [held(ready('True'), THEN, 2)],
  })
})

test('two controllers of one status come to rest, whatever each says', () => {
  const says = fc.record({
    field: fc.constantFrom('a', 'b', 'c'),
    types: fc.uniqueArray(fc.constantFrom('Ready', 'Progressing', 'Synced'), { maxLength: 3 }),
    isStalled: fc.boolean(),
  })
  fc.assert(
    fc.property(says, says, says, says, (first, second, third, fourth) => {
      let status: Fields = {}
      const parts = { A: new Set<string>(), B: new Set<string>() }
      const write = (by: 'A' | 'B', { field, types, isStalled }: typeof first): boolean => {
        const named = types.map(type => ({ ...ready('True'), type: `${by}${type}` }))
        const ours = {
          fields: [...parts[by]].filter(part => !part.startsWith('c:')),
          conditions: [...parts[by]].flatMap(part => (part.startsWith('c:') ? [part.slice(2)] : [])),
        }
        const stalledBy = by === 'A' && isStalled ? { stalled } : {}
        const desired = { [`${by}${field}`]: 1, conditions: named }
        const next = mergeStatus({ ...base, desired, previous: status, ours, ...stalledBy })
        const isSame = equal(next, status)
        const before = new Set(conditionTypes(status))
        for (const type of conditionTypes(next)) if (!before.has(type)) parts[by].add(`c:${type}`)
        for (const name of Object.keys(next)) if (!(name in status)) parts[by].add(name)
        status = next
        return !isSame
      }
      write('A', first)
      write('B', second)
      for (const _ of [1, 2]) {
        write('A', third)
        write('B', fourth)
      }
      assert.deepEqual([write('A', third), write('B', fourth)], [false, false], JSON.stringify(status))
      assert.equal(status[`A${third.field}`], 1)
      assert.equal(status[`B${fourth.field}`], 1)
    }),
  )
})

const conditionTypes = (status: Fields): readonly string[] =>
  Array.isArray(status.conditions) ? status.conditions.map(condition => String(Object(condition).type)) : []

test('stalled forces Ready and whatever claims to be under way', () => {
  const desired = { conditions: [ready('True'), progressing] }
  assert.deepEqual(mergeStatus({ ...base, desired, previous: undefined, stalled }).conditions, [
    held(halted('Ready'), NOW, 2),
    held(halted('Progressing'), NOW, 2),
    held(halted('Stalled', 'True'), NOW, 2),
  ])
})

test('stalled without a word of the controller keeps the other fields', () => {
  const previous = { replicas: 3, observedGeneration: 1, conditions: [held(ready('True')), held(progressing)] }
  assert.deepEqual(mergeStatus({ ...base, desired: undefined, previous, stalled }), {
    replicas: 3,
    observedGeneration: 2,
    conditions: [
      held(halted('Ready'), NOW, 2),
      held(halted('Progressing'), NOW, 2),
      held(halted('Stalled', 'True'), NOW, 2),
    ],
  })
})

test('Stalled goes when it is over, with the Ready that only repeated it', () => {
  const previous = { conditions: [held(halted('Ready')), held(halted('Stalled', 'True'))] }
  const desired = { conditions: [ready('True')] }
  assert.deepEqual(mergeStatus({ ...base, desired, previous }).conditions, [held(ready('True'), NOW, 2)])
  assert.deepEqual(mergeStatus({ ...base, desired: undefined, previous }), {})
  const other = { conditions: [held(ready('False')), held(halted('Stalled', 'True'))] }
  assert.deepEqual(mergeStatus({ ...base, desired: undefined, previous: other }), {
    conditions: [held(ready('False'))],
  })
})

test('a condition that earlier versions set, and no version sets any more, goes', () => {
  const retired = held({ type: 'Overruled', status: 'True', reason: 'RewrittenOnWrite', message: 'another image' })
  const another = held({ type: 'Overruled', status: 'True', reason: 'ByPolicy', message: 'of another writer' })
  const desired = { conditions: [ready('True')] }
  const merged = (condition: unknown) =>
    mergeStatus({ ...base, desired, previous: { conditions: [condition] } }).conditions
  assert.deepEqual(merged(retired), [held(ready('True'), NOW, 2)])
  assert.deepEqual(merged(another), [another, held(ready('True'), NOW, 2)])
})

test('a message that no API server would take is cut, between characters', () => {
  const { conditions } = mergeStatus({
    ...base,
    desired: { conditions: [ready('True', '💧'.repeat(20_000))] },
    previous: undefined,
  })
  const message = Array.isArray(conditions) && isRecord(conditions[0]) ? String(conditions[0].message) : ''
  assert.ok(message.length <= 32_768 && message.length > 32_000)
  assert.match(message, /^💧+…$/u)
})

const types = fc.constantFrom('Ready', 'Progressing', 'Reconciling', 'Stalled', 'Audited', 'Synced')
const words = fc.constantFrom('a', 'b', 'Forbidden')
const conditionArbitrary: fc.Arbitrary<Condition> = fc.record({
  type: types,
  status: fc.constantFrom('True' as const, 'False' as const, 'Unknown' as const),
  reason: words,
  message: words,
})
const jsonField = fc.oneof(
  fc.constant(null),
  fc.nat(2),
  fc.array(fc.nat(1), { maxLength: 2 }),
  fc.dictionary(words, fc.nat(1)),
)
const desiredArbitrary = fc.option(
  fc.record(
    {
      replicas: fc.nat(2),
      extra: jsonField,
      conditions: fc.uniqueArray(conditionArbitrary, { selector: ({ type }) => type }),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
)
const previousArbitrary: fc.Arbitrary<Fields | undefined> = fc.option(
  fc.record(
    {
      replicas: fc.nat(2),
      extra: jsonField,
      observedGeneration: fc.nat(3),
      conditions: fc.oneof(
        fc.array(
          fc.oneof(
            conditionArbitrary.map(condition => held(condition)),
            fc.record({ type: types, status: fc.jsonValue({ maxDepth: 1 }) }),
            fc.jsonValue({ maxDepth: 1 }),
          ),
          { maxLength: 5 },
        ),
        fc.jsonValue({ maxDepth: 1 }),
      ),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
)
const toldArbitrary = fc.option(fc.record({ reason: words, message: words }), { nil: undefined })

test('merging again, at any later time, changes nothing', () => {
  fc.assert(
    fc.property(desiredArbitrary, previousArbitrary, toldArbitrary, toldArbitrary, (desired, previous, why, what) => {
      const input = { ...base, desired, ...(why && { stalled: why }), ...(what && { overruled: what }) }
      const once = mergeStatus({ ...input, previous })
      const twice = mergeStatus({ ...input, previous: once, now: '2027-01-01T00:00:00Z' })
      assert.deepEqual(twice, once)
      assert.equal(statusDifference(once, twice), undefined)
    }),
    { numRuns: 1000 },
  )
})

test('kstatus can read it: types are unique, Stalled and Ready never contradict', () => {
  fc.assert(
    fc.property(
      desiredArbitrary,
      previousArbitrary,
      fc.record({ reason: words, message: words }),
      (desired, previous, why) => {
        const { conditions } = mergeStatus({ ...base, desired, previous, stalled: why })
        const all = Array.isArray(conditions) ? conditions.filter(isRecord) : []
        const statusOf = (type: string) => all.find(condition => condition.type === type)?.status
        assert.equal(new Set(all.map(({ type }) => type)).size, all.length)
        assert.deepEqual([statusOf('Stalled'), statusOf('Ready')], ['True', 'False'])
        assert.notEqual(statusOf('Reconciling'), 'True')
        assert.notEqual(statusOf('Progressing'), 'True')
      },
    ),
    { numRuns: 500 },
  )
})

/** RFC 7386, as its pseudocode has it. */
const merged = (target: unknown, patch: unknown): unknown => {
  if (!isRecord(patch)) return patch
  const into = isRecord(target) ? target : {}
  const names = [...new Set([...Object.keys(into), ...Object.keys(patch)])].filter(name => patch[name] !== null)
  return Object.fromEntries(names.map(name => [name, name in patch ? merged(into[name], patch[name]) : into[name]]))
}

/** No null within: a merge patch cannot say one, and no API server keeps one in a status. */
const statusArbitrary = fc.letrec<{ value: unknown; fields: Fields }>(tie => ({
  value: fc.oneof({ depthSize: 'small' }, fc.nat(2), words, tie('fields'), fc.array(tie('value'), { maxLength: 2 })),
  fields: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
})).fields

test('the difference is a merge patch from one to the other, and none between equals', () => {
  fc.assert(
    fc.property(statusArbitrary, statusArbitrary, (previous, next) => {
      const patch = statusDifference(previous, next)
      assert.equal(patch === undefined, equal(previous, next))
      assert.ok(equal(merged(previous, patch ?? {}), next))
      assert.equal(statusDifference(next, next), undefined)
    }),
    { numRuns: 1000 },
  )
})

test('the difference holds no more than what differs', () => {
  const previous = { replicas: 1, gone: 1, same: { a: 1, b: [1] }, conditions: [held(ready('True'))] }
  const next = { replicas: 2, same: { a: 2, b: [1] }, conditions: [held(ready('True'))], absent: undefined, none: null }
  assert.deepEqual(statusDifference(previous, next), { replicas: 2, same: { a: 2 }, gone: null })
  assert.deepEqual(statusDifference(undefined, { a: { b: null, c: 1 } }), { a: { c: 1 } })
  assert.equal(statusDifference(undefined, {}), undefined)
})
