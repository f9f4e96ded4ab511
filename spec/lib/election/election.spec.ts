import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  begin,
  type Election,
  type ElectionCommand,
  type ElectionInput,
  type ElectionMoment,
  type ElectionTurn,
  electionStep,
  leads,
} from '../../../lib/election/election.ts'
import { type Candidate, type LeaseObject, leaseDefaults } from '../../../lib/election/lease.ts'
import type { ApiFailure } from '../../../lib/kube/failure.ts'

const me: Candidate = { namespace: 'ops', name: 'sluice', identity: 'me', ...leaseDefaults }
/** A standby that draws 0.5 asks again after 3.2 s. */
const at = (steadyMs: number): ElectionMoment => ({ steadyMs, epochMs: 1_767_225_600_000 + steadyMs, random: 0.5 })

const lease = (holderIdentity: string, resourceVersion: number, leaseDurationSeconds = 15): LeaseObject => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { namespace: 'ops', name: 'sluice', uid: 'u', resourceVersion: String(resourceVersion) },
  spec: { holderIdentity, leaseDurationSeconds },
})
const found = (of: LeaseObject | undefined): ElectionInput => ({ _tag: 'Found', lease: of })
const wrote = (of: LeaseObject): ElectionInput => ({ _tag: 'Wrote', lease: of })
const sighted = (of: LeaseObject, gone = false): ElectionInput => ({ _tag: 'Sighted', lease: of, gone })
const failed = (code: number, retryAfterMs?: number): ElectionInput => {
  const failure: ApiFailure = { _tag: 'Status', code, reason: 'R', message: `code ${code}` }
  return { _tag: 'Failed', failure: retryAfterMs === undefined ? failure : { ...failure, retryAfterMs } }
}
const due: ElectionInput = { _tag: 'Due' }
const release: ElectionInput = { _tag: 'Release' }

/** The turn after each of these, in order. */
const after = (...inputs: readonly (readonly [ms: number, input: ElectionInput])[]): ElectionTurn =>
  inputs.reduce((turn, [ms, input]) => electionStep(me, turn.election, input, at(ms)), begin(me, at(0)))

/** `Wait 3200`, `PUT me`, `POST me`, `PUT` (a release), … */
const told = ({ command }: ElectionTurn): string => {
  if (command._tag === 'Wait') return `Wait ${command.ms}`
  if (command._tag !== 'Write') return command._tag
  const { method, body } = command.request
  return `${method} ${Object(body).spec.holderIdentity}`.trimEnd()
}

const leading = [
  [0, found(undefined)],
  [10, wrote(lease('me', 1))],
] as const
const standby = [[0, found(lease('other', 1))]] as const

const table: readonly (readonly [string, readonly (readonly [number, ElectionInput])[], string])[] = [
  ['begins by reading', [], 'Read'],
  ['creates a Lease that is not there', [[0, found(undefined)]], 'POST me'],
  ['takes one that is nobody’s', [[0, found(lease('', 1))]], 'PUT me'],
  ['takes one that bears its name', [[0, found(lease('me', 1))]], 'PUT me'],
  ['waits while another holds it, and asks again', standby, 'Wait 3200'],
  ['asks when it was told nothing', [...standby, [3200, due]], 'Read'],
  ['need not ask when it was told', [...standby, [3000, sighted(lease('other', 2))]], 'Wait 3200'],
  ['waits no longer than the lease', [...standby, [14_000, found(lease('other', 1))]], 'Wait 1000'],
  ['takes a lease that did not change for as long as it says', [...standby, [15_000, due]], 'PUT me'],
  [
    'goes by what the record says, not by its own terms',
    [
      [0, found(lease('other', 1, 4))],
      [4000, due],
    ],
    'PUT me',
  ],
  ['waits anew after each change', [...standby, [14_999, sighted(lease('other', 2))], [15_001, due]], 'Wait 3198'],
  [
    'is not impressed by what it has seen before',
    [...standby, [14_000, sighted(lease('other', 1))], [15_000, due]],
    'PUT me',
  ],
  [
    'nor by what is older',
    [
      [0, found(lease('other', 10))],
      [14_000, sighted(lease('other', 9))],
      [15_000, due],
    ],
    'PUT me',
  ],
  [
    'believes an answer of an older version, as after a restore',
    [
      [0, found(lease('other', 10))],
      [3200, due],
      [3210, found(lease('', 5))],
    ],
    'PUT me',
  ],
  [
    'but not one that the watch has overtaken',
    [
      [0, found(lease('other', 10))],
      [3200, due],
      [3205, sighted(lease('other', 12))],
      [3210, found(lease('', 11))],
    ],
    'Wait 3200',
  ],
  ['takes what is given back while it waits', [...standby, [1000, sighted(lease('', 2))]], 'PUT me'],
  ['reads after a conflict, at once', [...standby, [15_000, due], [15_010, failed(409)]], 'Read'],
  [
    'and after a second one in a row waits',
    [...standby, [15_000, due], [15_010, failed(409)], [15_020, found(lease('', 3))], [15_030, failed(409)]],
    'Wait 3190',
  ],
  [
    'reads before it writes, where it does not know what became of its write',
    [...standby, [15_000, due], [15_010, failed(500)], [18_210, due]],
    'Read',
  ],
  ['is silent for as long as the server asks', [...standby, [15_000, due], [15_010, failed(429, 7000)]], 'Wait 7000'],
  ['keeps a deleted lease for its holder', [...standby, [5000, sighted(lease('other', 2), true)]], 'Wait 3200'],
  [
    'creates it when it would have expired',
    [...standby, [5000, sighted(lease('other', 2), true)], [15_000, due]],
    'POST me',
  ],
  ['renews a retry period after it sent the last one', leading, 'Wait 1990'],
  ['by an update', [...leading, [2000, due]], 'PUT me'],
  ['is patient with one that is under way', [...leading, [2000, due], [3000, due]], 'Keep'],
  ['does not renew earlier for its echo', [...leading, [1000, sighted(lease('me', 1))]], 'Wait 1000'],
  [
    'tries again a retry period after the last attempt began',
    [...leading, [2000, due], [2500, failed(500)]],
    'Wait 1500',
  ],
  ['or at once, when it was not answered for so long', [...leading, [2000, due], [7000, failed(500)]], 'Read'],
  [
    'renews at once what it read after a doubt',
    [...leading, [2000, due], [7000, failed(500)], [7010, found(lease('me', 2))]],
    'PUT me',
  ],
  ['writes anew what somebody has deleted', [...leading, [1000, sighted(lease('me', 2), true)]], 'POST me'],
  ['is over at its deadline, also with a request under way', [...leading, [2000, due], [10_000, due]], 'End'],
  ['is over when another took it', [...leading, [1000, sighted(lease('other', 2))]], 'End'],
  ['gives back what it holds', [...leading, [1000, release]], 'PUT'],
  ['waits for a write that is under way, first', [...leading, [2000, due], [2001, release]], 'Keep'],
  ['and gives back what came of it', [...leading, [2000, due], [2001, release], [2002, wrote(lease('me', 2))]], 'PUT'],
  [
    'reads what became of it, where it does not know',
    [...leading, [2000, due], [2001, release], [4100, failed(500)]],
    'Read',
  ],
  ['is over when it has given it back', [...leading, [1000, release], [1010, wrote(lease('', 2))]], 'End'],
  [
    'or when it is another’s by then',
    [...leading, [1000, release], [1010, failed(409)], [1020, found(lease('other', 3))]],
    'End',
  ],
  ['gives back nothing that is another’s', [...standby, [1000, release]], 'End'],
]
for (const [what, inputs, expected] of table)
  test(`a candidate ${what}`, () => assert.equal(told(after(...inputs)), expected))

test('a leader counts from when it sent its renewal, not from the answer', () => {
  const { election } = after([0, found(undefined)], [4000, wrote(lease('me', 1))])
  assert.equal(leads(election, me, 9_999), true)
  assert.equal(leads(election, me, 10_000), false)
})

test('an answer that comes after the deadline makes no leader: it renews first', () => {
  const turn = after([0, found(undefined)], [10_000, wrote(lease('me', 1))])
  assert.equal(turn.election.role, 'Standby')
  assert.equal(told(turn), 'PUT me')
})

test('from the release on it does not lead, before anything is answered', () =>
  assert.equal(leads(after(...leading, [1000, release]).election, me, 1000), false))

test('a right that is missing is named', () => {
  const message =
    'leases.coordination.k8s.io "sluice" is forbidden: User "jane" cannot update resource "leases" in API group "coordination.k8s.io" in the namespace "ops"'
  const failure: ApiFailure = { _tag: 'Status', code: 403, reason: 'Forbidden', message }
  const { election } = after([0, found(lease('', 1))], [10, { _tag: 'Failed', failure }])
  assert.match(
    String(election.problem),
    /^User jane cannot update leases in namespace ops: grant verb update on leases /,
  )
  assert.equal(after([0, { _tag: 'Unwatched', failure }]).election.unwatched, election.problem)
})

const someLease = fc
  .tuple(fc.constantFrom('', 'me', 'other'), fc.nat(20), fc.constantFrom(1, 15))
  .map(([holder, version, seconds]) => lease(holder, version + 1, seconds))
const someInput: fc.Arbitrary<ElectionInput> = fc.oneof(
  fc.option(someLease, { nil: undefined }).map(found),
  someLease.map(wrote),
  fc.tuple(someLease, fc.boolean()).map(([of, gone]) => sighted(of, gone)),
  fc
    .tuple(fc.constantFrom(403, 404, 409, 429, 500), fc.constantFrom(undefined, 3000))
    .map(([code, ms]) => failed(code, ms)),
  fc.constant(due),
  fc.constant(due),
)

test('for any inputs, waits end in the future, leaders know why they lead, and only they can end', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(6000), someInput), { maxLength: 60 }), steps => {
      let steadyMs = 0
      let turn = begin(me, at(0))
      for (const [ms, input] of steps) {
        steadyMs += ms
        const before: Election = turn.election
        turn = electionStep(me, before, input, at(steadyMs))
        const { election, command } = turn
        if (command._tag === 'Wait') assert.ok(command.ms > 0, `${command.ms}`)
        if (election.role === 'Leading') assert.ok(leads(election, me, steadyMs))
        if (command._tag === 'Read' || command._tag === 'Write') assert.equal(election.askedMs, steadyMs)
        if (command._tag === 'Write') assert.equal(election.doubtful, false)
        if (command._tag === 'End') {
          assert.ok(before.role === 'Leading' || before.role === 'Over')
          assert.ok(election.lost !== undefined)
        }
        const ended: ElectionCommand['_tag'] = before.role === 'Over' ? 'End' : command._tag
        assert.equal(command._tag, ended, 'over is over')
      }
    }),
    { numRuns: 2000 },
  ))
