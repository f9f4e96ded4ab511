import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { describeThrown, withoutValues } from '../../../lib/controller/secrecy.ts'
import { kind, type Manifest } from '../../../lib/kube/object.ts'
import { Site } from '../samples.ts'

const Secret = kind('', 'v1', 'Secret', 'secrets')
const secret = (data: Readonly<Record<string, unknown>>, stringData?: Readonly<Record<string, unknown>>): Manifest => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'web' },
  data,
  ...(stringData && { stringData }),
})

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error
  }
}

test('of a controller that sees Secrets only the kind of an error is shown, for parsers quote their input', () => {
  const error = parse('{"password": hunter2}')
  const blind = { watches: Site, owns: [], related: [] }
  assert.match(describeThrown(error, blind), /hunter2/)
  for (const seeing of [
    { ...blind, watches: Secret },
    { ...blind, owns: [{ resource: Secret }] },
    { ...blind, related: [{ resource: Secret, values: () => [] }] },
  ])
    assert.equal(
      describeThrown(error, seeing),
      'SyntaxError, of which no more is told, as this controller sees Secrets: refuse in words of its own instead',
    )
})

test('values of a Secret that the API server quotes are hidden in each form, and the rest is kept', () => {
  const manifest = secret({ pw: 'aHVudGVyMg==', pin: 1234, port: '5' }, { note: 'say "hi"\nto all' })
  assert.equal(
    withoutValues('.data.pin: expected string, got &value.valueUnstructured{Value:1234}', manifest),
    '.data.pin: expected string, got &value.valueUnstructured{Value:REDACTED}',
  )
  assert.equal(withoutValues('denied: hunter2 is weak', manifest), 'denied: REDACTED is weak')
  assert.equal(withoutValues('Invalid value: "aHVudGVyMg=="', manifest), 'Invalid value: "REDACTED"')
  assert.equal(withoutValues('got "say \\"hi\\"\\nto all"', manifest), 'got "REDACTED"')
  assert.equal(withoutValues('exceeded quota: 5 of 15 used', manifest), 'exceeded quota: REDACTED of 15 used')
})

test('no value of four characters or more gets through, whatever is said around it', () => {
  // No letter that the word REDACTED has: what is around it and it could make up the value anew.
  const value = fc.stringMatching(/^[f-z0-9 ."\n]{4,40}$/)
  fc.assert(
    fc.property(fc.string(), value, fc.string(), fc.boolean(), (before, pw, after, isClear) => {
      const base64 = Buffer.from(pw, 'utf8').toString('base64')
      const told = withoutValues(
        `${before}${pw}${after} ${base64}`,
        isClear ? secret({}, { pw }) : secret({ pw: base64 }),
      )
      assert.ok(!told.includes(pw) && !told.includes(base64), told)
    }),
  )
})
