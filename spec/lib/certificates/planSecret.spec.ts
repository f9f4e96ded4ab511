import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wantedBundle } from '../../../lib/certificates/bundles.ts'
import type { AuthorityFacts, SecretFacts, ServingFacts } from '../../../lib/certificates/facts.ts'
import { livesDefaults } from '../../../lib/certificates/lives.ts'
import { mayServe } from '../../../lib/certificates/mayServe.ts'
import { planSecret, type SecretMoment } from '../../../lib/certificates/planSecret.ts'

const day = 86_400_000
const at = (days: number): number => Date.UTC(2026, 0, 1) + days * day

const authority = (fingerprint: string, fromDay: number, canSign = true): AuthorityFacts => ({
  fingerprint,
  notBeforeMs: at(fromDay) - livesDefaults.skewMs,
  notAfterMs: at(fromDay) + livesDefaults.authorityMs,
  canSign,
})
const serving = (issuer: string, fromDay: number, toDay = fromDay + 90): ServingFacts => ({
  fingerprint: `serving ${issuer}`,
  notBeforeMs: at(fromDay) - livesDefaults.skewMs,
  notAfterMs: at(toDay),
  issuer,
  isForHosts: true,
})
const moment = (days: number, more: Partial<SecretMoment> = {}): SecretMoment => ({
  nowMs: at(days),
  lives: livesDefaults,
  leading: true,
  isSettled: () => false,
  ...more,
})

const [old, next] = [authority('old', 0), authority('next', 250)]
const secret = (facts: Partial<SecretFacts>): SecretFacts => ({
  authorities: [old],
  serving: serving('old', 0),
  trusted: ['old'],
  problems: [],
  ...facts,
})

test('the first replica creates the Secret; an existing one is changed by the leader alone', () => {
  const standby = { leading: false }
  const { step } = planSecret(undefined, moment(0, standby))
  assert.deepEqual([step?.addAuthority, step?.serving], [true, 'New'])
  const expired = secret({ serving: serving('old', 0, 1) })
  assert.deepEqual(planSecret(expired, moment(2, standby)), { dueMs: Number.POSITIVE_INFINITY })
  assert.deepEqual(planSecret(expired, moment(2)).step?.serving, { by: 'old' })
})

test('certificates and authorities get a successor after two thirds of their life', () => {
  assert.deepEqual(planSecret(secret({}), moment(59)), { dueMs: at(60) })
  assert.deepEqual(planSecret(secret({}), moment(60)).step?.serving, { by: 'old' })
  const { step } = planSecret(secret({ serving: serving('old', 240) }), moment(244))
  assert.deepEqual([step?.addAuthority, step?.serving, step?.keys], [true, 'Keep', ['old']])
})

test('the old authority signs until every target trusts the next one; then its key goes', () => {
  const both = secret({ authorities: [next, old], serving: serving('old', 240) })
  assert.equal(planSecret(both, moment(299)).step, undefined)
  const renewed = planSecret(both, moment(300)).step
  assert.deepEqual([renewed?.serving, renewed?.keys, renewed?.trusted], [{ by: 'old' }, ['next', 'old'], ['old']])
  const followed = planSecret(both, moment(251, { isSettled: each => each === 'next' })).step
  assert.deepEqual([followed?.serving, followed?.keys], [{ by: 'next' }, ['next']])
  assert.deepEqual(
    [followed?.authorities, followed?.trusted],
    [
      ['next', 'old'],
      ['next', 'old'],
    ],
  )
})

test('an authority without its key gets a successor, and its certificate is served until that is trusted', () => {
  const lost = secret({ authorities: [authority('old', 0, false)] })
  const { step } = planSecret(lost, moment(1))
  assert.deepEqual([step?.addAuthority, step?.serving, step?.keys], [true, 'Keep', []])
  const waiting = secret({ authorities: [next, authority('old', 0, false)], serving: serving('old', 200) })
  assert.equal(planSecret(waiting, moment(251)).step, undefined)
  assert.equal(planSecret(waiting, moment(289)).step, undefined)
  // The last minute: whoever has no other may serve it when this one has ended.
  assert.deepEqual(planSecret(waiting, moment(290 - 1 / 2880)).step?.serving, { by: 'next' })
})

test('at the end of an authority, no certificate is made that would not last longer', () => {
  const alone = secret({ authorities: [next, old], serving: serving('old', 350, 365) })
  assert.equal(planSecret(alone, moment(364)).step, undefined)
  assert.deepEqual(planSecret(alone, moment(366)).step?.serving, { by: 'next' })
  assert.deepEqual(planSecret(alone, moment(366)).step?.authorities, ['next'])
})

test('a certificate of another clock, or for other names, is issued anew', () => {
  assert.match(planSecret(secret({}), moment(-1)).step?.why ?? '', /not yet valid/)
  const elsewhere = secret({ serving: { ...serving('old', 0), isForHosts: false } })
  assert.deepEqual(planSecret(elsewhere, moment(1)).step?.serving, { by: 'old' })
})

test('a Secret that another writer changed is put right, and that is reported', () => {
  const { step } = planSecret(secret({ problems: ['ca.key holds something'] }), moment(1))
  assert.deepEqual([step?.isRepair, step?.serving, step?.why], [true, 'Keep', 'repaired: ca.key holds something'])
})

test('a replica changes to a trusted certificate, to one of the same authority, or to any if it has none', () => {
  const offered = secret({ authorities: [next, old], serving: serving('next', 251) })
  const shown = serving('old', 240)
  assert.equal(mayServe(shown, offered, at(252)), false)
  assert.equal(mayServe(shown, { ...offered, trusted: ['next'] }, at(252)), true)
  assert.equal(mayServe({ ...serving('next', 250), fingerprint: 'another' }, offered, at(252)), true)
  assert.equal(mayServe(undefined, offered, at(252)), true)
  assert.equal(mayServe(shown, offered, at(330)), true)
  assert.equal(mayServe(serving('next', 251), offered, at(252)), false)
  assert.equal(mayServe(shown, { ...offered, trusted: ['next'], serving: serving('next', 0, 1) }, at(252)), false)
})

test('a bundle holds the authorities of the Secret, and of others only ours that are valid, eight at most', () => {
  const present = (fingerprint: string, fromDay: number, isOurs = true) => ({
    ...authority(fingerprint, fromDay),
    isOurs,
  })
  const found = [present('foreign', 0, false), present('former', 10), present('expired', -366), present('old', 0)]
  assert.deepEqual(wantedBundle([old], found, at(20)), ['old', 'former'])
  const many = Array.from({ length: 12 }, (_, index) => present(`former ${index}`, index))
  const wanted = wantedBundle([next, old], many, at(20))
  assert.deepEqual(wanted, ['next', 'old', ...[11, 10, 9, 8, 7, 6].map(index => `former ${index}`)])
})
