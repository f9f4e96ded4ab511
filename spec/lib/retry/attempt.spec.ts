import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Ref } from '../../../lib/kube/object.ts'
import type { Effect, Plan } from '../../../lib/plan/plan.ts'
import type { Reason } from '../../../lib/plan/trigger.ts'
import { type Attempt, type AttemptCommand, type AttemptInput, attemptStep } from '../../../lib/retry/attempt.ts'
import type { Outcome } from '../../../lib/retry/outcome.ts'
import { healthy } from '../../../lib/retry/retryState.ts'

const gone: Reason = { _tag: 'Deleted', kind: 'X', key: 'x' }
const edit: Reason = { _tag: 'Modified', kind: 'Site', key: 'a' }
const lost: Ref = { apiVersion: 'v1', kind: 'X', name: 'x' }
const manifest = { apiVersion: 'v1', kind: 'X', metadata: { name: 'x' } }
const target = { apiVersion: 'v1', kind: 'Site', name: 'a', uid: 'u', resourceVersion: '1' }
const create: Effect = { _tag: 'Create', manifest }
const apply: Effect = { _tag: 'Apply', manifest, uid: 'c', resourceVersion: '1', reapplied: false }
const repair: Effect = { ...apply, reapplied: true }
const setStatus: Effect = { _tag: 'SetStatus', target, status: {} }
const planOf = (...effects: readonly Effect[]): Plan => ({ key: 'a', effects })
const applied = (wrote: number): Outcome => ({ _tag: 'Applied', wrote })
type Begin = Extract<AttemptInput, { _tag: 'Begin' }>
const begin: Begin = { _tag: 'Begin', retryState: healthy, mayWrite: true, nowMs: 10 }
const planned = (plan: Plan, unread: readonly Ref[] = []): AttemptInput => ({ _tag: 'Planned', plan, unread })
const executed = (outcome: Outcome): AttemptInput => ({ _tag: 'Executed', outcome })

/** Feeds the inputs one after the other, and answers with the commands. */
const commandsOf = (reasons: readonly Reason[], ...inputs: readonly AttemptInput[]): readonly AttemptCommand[] => {
  let attempt: Attempt = { _tag: 'New' }
  return inputs.flatMap(input => {
    const step = attemptStep(attempt, input, reasons)
    attempt = step.attempt
    return step.command ?? []
  })
}
const plan: AttemptCommand = { _tag: 'Plan', retryState: healthy }
const execute = (of: Plan): AttemptCommand => ({ _tag: 'Execute', plan: of })
const end = (outcome: Outcome): AttemptCommand => ({ _tag: 'End', outcome })

test('a plan is made, executed, and its outcome ends the attempt', () => {
  const made = planOf(create, setStatus)
  assert.deepEqual(commandsOf([edit], begin, planned(made), executed(applied(2))), [
    plan,
    execute(made),
    end(applied(2)),
  ])
})

test('a process that may not write, or that was asked for silence, plans nothing', () => {
  const why = (input: Partial<Begin>): unknown => {
    const [command] = commandsOf([edit], { ...begin, ...input })
    return command?._tag === 'End' && command.outcome._tag === 'Abandoned' ? command.outcome.why : command?._tag
  }
  assert.equal(why({ mayWrite: false }), 'not leading, or stopping')
  assert.equal(why({ retryState: { ...healthy, silentUntilMs: 11 } }), 'the server asked for silence')
  assert.equal(why({ retryState: { ...healthy, silentUntilMs: 10 } }), 'Plan')
})

test('a child that left its watch is read and the plan made anew, once, before anything is written', () => {
  const [old, fresh] = [planOf(), planOf(setStatus)]
  assert.deepEqual(commandsOf([gone], begin, planned(old, [lost]), planned(fresh, [lost]), executed(applied(1))), [
    plan,
    { _tag: 'Plan', retryState: { ...healthy, toReread: [lost] } },
    execute(fresh),
    end(applied(1)),
  ])
})

test('a plan that changes a child is followed by one that sets the status, and both are one outcome', () => {
  const [first, second] = [planOf(apply), planOf(setStatus)]
  const inputs = [begin, planned(first), executed(applied(1)), planned(second), executed(applied(1))]
  assert.deepEqual(commandsOf([edit], ...inputs), [plan, execute(first), plan, execute(second), end(applied(2))])
})

test('the second plan of an attempt reads nothing again', () => {
  const before = { ...healthy, toReread: [lost] }
  const commands = commandsOf([edit], { ...begin, retryState: before }, planned(planOf(apply)), executed(applied(1)))
  assert.deepEqual(commands.at(-1), plan)
})

test('an effect that takes back what another writer changed makes the outcome a repair', () => {
  const inputs = [begin, planned(planOf(repair)), executed(applied(1)), planned(planOf()), executed(applied(0))]
  assert.deepEqual(commandsOf([edit], ...inputs).at(-1), end({ _tag: 'Applied', wrote: 1, repaired: true }))
})

test('after a deleted child was made again the attempt looks whether all is well, and writes no more', () => {
  const made = planOf(create)
  const look = (then: Plan) => commandsOf([gone], begin, planned(made), executed(applied(1)), planned(then, [lost]))
  const outcome = { _tag: 'Applied', wrote: 1, repaired: true } as const
  assert.deepEqual(look(planOf()), [plan, execute(made), plan, end({ ...outcome, settled: true })])
  assert.deepEqual(look(planOf(setStatus)), [plan, execute(made), plan, end(outcome)])
})

test('a failed effect ends the attempt, and counts what the plan before it wrote', () => {
  const failure = { _tag: 'Connection', message: 'reset', sent: true } as const
  const failed: Outcome = { _tag: 'Failed', wrote: 1, failure, remedy: { _tag: 'Tell' }, toReread: [] }
  assert.deepEqual(commandsOf([gone], begin, planned(planOf(create)), executed(failed)).at(-1), end(failed))
  const inputs = [begin, planned(planOf(apply, apply)), executed(applied(2)), planned(planOf(create, setStatus))]
  assert.deepEqual(commandsOf([edit], ...inputs, executed(failed)).at(-1), end({ ...failed, wrote: 3 }))
})

const effects = fc.array(fc.constantFrom(create, apply, repair, setStatus), { maxLength: 3 })
const outcomes = fc.constantFrom<Outcome>(applied(1), { _tag: 'Abandoned', wrote: 0, why: 'stopping' })
const inputs: fc.Arbitrary<AttemptInput> = fc.oneof(
  fc.constant(begin),
  fc.tuple(effects, fc.subarray([lost])).map(([all, unread]) => planned(planOf(...all), unread)),
  outcomes.map(executed),
  outcomes.map((outcome): AttemptInput => ({ _tag: 'Failed', outcome })),
)

test('whatever comes, an attempt ends at most once, after at most three plans of which two are executed', () => {
  fc.assert(
    fc.property(fc.array(inputs, { maxLength: 12 }), fc.subarray([gone, edit]), (all, reasons) => {
      const commands = commandsOf(reasons, begin, ...all)
      const count = (tag: AttemptCommand['_tag']) => commands.filter(({ _tag }) => _tag === tag).length
      assert.ok(count('Plan') <= 3 && count('Execute') <= 2 && count('End') <= 1)
      assert.equal(
        commands.findIndex(({ _tag }) => _tag === 'End'),
        count('End') === 0 ? -1 : commands.length - 1,
      )
    }),
  )
})

test('an attempt that is answered each time comes to its end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(effects, fc.subarray([lost]), outcomes)),
      fc.subarray([gone, edit]),
      (answers, reasons) => {
        let { attempt, command } = attemptStep({ _tag: 'New' }, begin, reasons)
        for (let at = 0; command !== undefined && command._tag !== 'End'; at += 1) {
          const [all, unread, outcome] = answers[at % Math.max(1, answers.length)] ?? [[], [], applied(0)]
          const input = command._tag === 'Plan' ? planned(planOf(...all), unread) : executed(outcome)
          ;({ attempt, command } = attemptStep(attempt, input, reasons))
          assert.ok(at < 5)
        }
        assert.deepEqual([command?._tag, attempt._tag], ['End', 'Ended'])
      },
    ),
  )
})
