import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validateRules } from '../../../../lib/apiserver/schema/validateRules.ts'
import type { Schema, ValidationRule } from '../../../../lib/kube/schema.ts'

const schemaWith = (...rules: readonly ValidationRule[]): Schema => ({
  type: 'object',
  properties: {
    min: { type: 'integer' },
    max: { type: 'integer' },
    ratio: { type: 'number' },
    name: { type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
    'app-name': { type: 'string' },
    limits: { type: 'object', additionalProperties: { type: 'integer' } },
  },
  'x-kubernetes-validations': rules,
})

for (const [rule, value, old, holds] of [
  ['self.min <= self.max', { min: 1, max: 2 }, undefined, true],
  ['self.min <= self.max', { min: 3, max: 2 }, undefined, false],
  ['self.ratio > 0.5', { ratio: 1 }, undefined, true],
  ['size(self.tags) < 2', { tags: ['a', 'b'] }, undefined, false],
  ['self.name.matches("^[a-z]+$")', { name: 'web' }, undefined, true],
  ['self.name.matches("^[a-z]+$")', { name: 'Web' }, undefined, false],
  ['!has(self.name) || self.name != ""', {}, undefined, true],
  ['self.tags.all(tag, tag.startsWith("a"))', { tags: ['a', 'ab'] }, undefined, true],
  ['self.tags.exists(tag, tag == "b")', { tags: ['a'] }, undefined, false],
  ['self.limits.all(key, self.limits[key] > 0)', { limits: { cpu: 1 } }, undefined, true],
  ['"cpu" in self.limits', { limits: {} }, undefined, false],
  ['self.app__dash__name == "x"', { 'app-name': 'x' }, undefined, true],
  ['self.name == oldSelf.name', { name: 'a' }, undefined, true],
  ['self.name == oldSelf.name', { name: 'a' }, { name: 'a' }, true],
  ['self.name == oldSelf.name', { name: 'a' }, { name: 'b' }, false],
  ['self.tags.isSorted() && self.tags.max() == "b"', { tags: ['a', 'b'] }, undefined, true],
  ['self.name.find("[0-9]+") == "42"', { name: 'a42b' }, undefined, true],
] as const) {
  test(`${rule} of ${JSON.stringify(value)} after ${JSON.stringify(old)} ${holds ? 'holds' : 'fails'}`, () => {
    const errors = validateRules(schemaWith({ rule }), value, old, 'spec')
    assert.deepEqual(
      errors,
      holds ? [] : [{ reason: 'FieldValueInvalid', field: 'spec', message: `Invalid value: failed rule: ${rule}` }],
    )
  })
}

test('message, messageExpression, reason and fieldPath shape the error', () => {
  const schema = schemaWith({
    rule: 'self.min <= self.max',
    message: 'min must not exceed max',
    messageExpression: '"min " + string(self.min) + " exceeds " + string(self.max)',
    reason: 'FieldValueForbidden',
    fieldPath: '.min',
  })
  assert.deepEqual(validateRules(schema, { min: 3, max: 2 }, undefined, 'spec'), [
    { reason: 'FieldValueForbidden', field: 'spec.min', message: 'Forbidden: min 3 exceeds 2' },
  ])
})

test('a rule that fails to run refuses the value and says why', () => {
  const [error] = validateRules(schemaWith({ rule: 'self.min > 0' }), {}, undefined, 'spec')
  assert.match(error?.message ?? '', /No such key: min evaluating rule: self.min > 0/)
})

test('rules below lists and maps are reported at their place; map items meet their old selves', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      ports: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
        items: {
          type: 'object',
          properties: { name: { type: 'string' }, port: { type: 'integer' } },
          'x-kubernetes-validations': [{ rule: 'self.port == oldSelf.port', message: 'port is immutable' }],
        },
      },
    },
  }
  const old = {
    ports: [
      { name: 'a', port: 1 },
      { name: 'b', port: 2 },
    ],
  }
  const next = {
    ports: [
      { name: 'b', port: 3 },
      { name: 'c', port: 9 },
      { name: 'a', port: 1 },
    ],
  }
  assert.deepEqual(
    validateRules(schema, next, old, '').map(({ field }) => field),
    ['ports[0]'],
  )
})

test('a rule of the whole object has no field to name, and simple values are shown', () => {
  assert.deepEqual(validateRules(schemaWith({ rule: 'false', message: 'no' }), {}, undefined, ''), [
    { reason: 'FieldValueInvalid', field: '<nil>', message: 'Invalid value: no' },
  ])
  const text: Schema = { type: 'string', 'x-kubernetes-validations': [{ rule: 'self != "a"', message: 'not a' }] }
  assert.deepEqual(validateRules(text, 'a', undefined, 'spec.name'), [
    { reason: 'FieldValueInvalid', field: 'spec.name', message: 'Invalid value: "a": not a' },
  ])
})
