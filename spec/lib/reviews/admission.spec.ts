import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { resource } from '../../../lib/kube/object.ts'
import { type AdmissionRequest, defaulting, fieldError, validating } from '../../../lib/reviews/admission.ts'
import { type Asked, answerOf, patchOf, reviewOf } from './reviews.ts'

const Spec = t.intersection([t.type({ size: t.number }), t.partial({ colour: t.string, note: t.string })])
const Box = resource('demo.dev', 'v1', 'Box', 'boxes', Spec)

const box = (spec: object, metadata: object = {}) => ({
  apiVersion: 'demo.dev/v1',
  kind: 'Box',
  metadata: { name: 'web', namespace: 'demo', ...metadata },
  spec,
})

const coloured = defaulting(Box, (object, { user }) => ({
  ...object,
  metadata: { ...object.metadata, labels: { 'demo.dev/ü': 'grün', ...object.metadata.labels } },
  spec: { colour: user.username, ...object.spec },
}))

const sized = validating(Box, ({ spec }, old) => ({
  errors: [
    ...(spec.size < 0 ? [fieldError.invalid('spec.size', spec.size, 'must not be negative')] : []),
    ...(spec.colour === 'none' ? [fieldError.forbidden('spec.colour', 'there is none')] : []),
    ...(old !== undefined && old.spec.note !== spec.note ? [fieldError.forbidden('spec.note', 'may not change')] : []),
  ],
  warnings: spec.size === 0 ? ['spec.size: 0: holds nothing'] : [],
}))

test('paths are those of kubebuilder', () => {
  assert.deepEqual([coloured.path, sized.path], ['/mutate-demo-dev-v1-box', '/validate-demo-dev-v1-box'])
})

test('defaulting answers the difference as a JSON patch, and nothing where there is none', () => {
  const answer = answerOf(coloured, { object: box({ size: 1 }) })
  assert.deepEqual([answer.allowed, answer.patchType], [true, 'JSONPatch'])
  assert.deepEqual(patchOf(answer), [
    { op: 'add', path: '/metadata/labels', value: { 'demo.dev/ü': 'grün' } },
    { op: 'add', path: '/spec/colour', value: 'ann' },
  ])
  const done = answerOf(coloured, { object: box({ size: 1, colour: 'red' }, { labels: { 'demo.dev/ü': 'rot' } }) })
  assert.deepEqual(done, { uid: done.uid, allowed: true })
})

test('an object that is about to be created needs no uid, no resourceVersion and no name, and gets none', () => {
  const unnamed = { apiVersion: 'demo.dev/v1', kind: 'Box', metadata: { generateName: 'web-' }, spec: { size: 1 } }
  let told: AdmissionRequest | undefined
  const silent = defaulting(Box, (object, request) => {
    told = request
    return object
  })
  assert.deepEqual(patchOf(answerOf(silent, { object: unnamed, name: '' })), [])
  assert.equal(told?.name, '')
  assert.deepEqual(patchOf(answerOf(coloured, { object: unnamed, name: '' })), [
    { op: 'add', path: '/metadata/labels', value: { 'demo.dev/ü': 'grün' } },
    { op: 'add', path: '/spec/colour', value: 'ann' },
  ])
})

test('a function is told who writes what, and whether it is only tried', () => {
  const told: AdmissionRequest[] = []
  const listening = validating(Box, (_object, _old, request) => {
    told.push(request)
    return {}
  })
  answerOf(listening, { object: box({ size: 1 }), dryRun: true })
  answerOf(listening, { object: box({ size: 1 }), operation: 'UPDATE', namespace: '', userInfo: undefined })
  assert.deepEqual(told, [
    {
      operation: 'CREATE',
      name: 'web',
      namespace: 'demo',
      dryRun: true,
      user: { username: 'ann', groups: ['system:authenticated'] },
    },
    { operation: 'UPDATE', name: 'web', dryRun: false, user: { username: '', groups: [] } },
  ])
})

test('validating refuses as the API server does: 422, Invalid, each field with its reason', () => {
  const { allowed, status, warnings } = answerOf(sized, { object: box({ size: -1, colour: 'none' }) })
  assert.equal(allowed, false)
  assert.equal(warnings, undefined)
  assert.deepEqual(
    [status?.code, status?.reason, status?.message],
    [
      422,
      'Invalid',
      'Box.demo.dev "web" is invalid: [spec.size: Invalid value: -1: must not be negative, spec.colour: Forbidden: there is none]',
    ],
  )
  assert.deepEqual(status?.details, {
    name: 'web',
    group: 'demo.dev',
    kind: 'Box',
    causes: [
      { reason: 'FieldValueInvalid', message: 'Invalid value: -1: must not be negative', field: 'spec.size' },
      { reason: 'FieldValueForbidden', message: 'Forbidden: there is none', field: 'spec.colour' },
    ],
  })
})

test('an object without faults is allowed, with warnings or without', () => {
  const { uid } = answerOf(sized, { object: box({ size: 1 }) })
  assert.deepEqual(answerOf(sized, { object: box({ size: 1 }) }), { uid, allowed: true })
  assert.deepEqual(answerOf(sized, { object: box({ size: 0 }) }), {
    uid,
    allowed: true,
    warnings: ['spec.size: 0: holds nothing'],
  })
})

test('on an update an old fault is a warning; a new or changed one is refused', () => {
  const update = (before: object, after: object) =>
    answerOf(sized, { operation: 'UPDATE', oldObject: box(before), object: box(after) })
  const tolerated = update({ size: -1 }, { size: -1, colour: 'red' })
  assert.deepEqual(
    [tolerated.allowed, tolerated.warnings],
    [true, ['spec.size: Invalid value: -1: must not be negative']],
  )
  assert.equal(update({ size: -1 }, { size: -2 }).allowed, false)
  const both = update({ size: -1 }, { size: -1, colour: 'none' })
  assert.equal(both.status?.message, 'Box.demo.dev "web" is invalid: spec.colour: Forbidden: there is none')
  assert.deepEqual(both.warnings, ['spec.size: Invalid value: -1: must not be negative'])
})

test('a field that may not change is refused each time', () => {
  const answer = answerOf(sized, {
    operation: 'UPDATE',
    oldObject: box({ size: 1, note: 'a' }),
    object: box({ size: 1, note: 'b' }),
  })
  assert.equal(answer.status?.message, 'Box.demo.dev "web" is invalid: spec.note: Forbidden: may not change')
})

test('an object that the codec refuses is refused by field, and tolerated if it was so before', () => {
  const bad = box({ size: 'big' })
  assert.deepEqual(patchOf(answerOf(coloured, { object: bad })), [])
  const { status } = answerOf(sized, { object: bad })
  assert.equal(status?.message, 'Box.demo.dev "web" is invalid: spec.size: Invalid value: must be a number, got "big"')
  const again = { operation: 'UPDATE', oldObject: bad, object: { ...bad, metadata: { ...bad.metadata, labels: {} } } }
  assert.equal(answerOf(sized, again).allowed, true)
  assert.equal(answerOf(sized, { ...again, oldObject: box({ size: 1 }) }).allowed, false)
})

const passing: readonly (readonly [string, Asked])[] = [
  ['a delete', { operation: 'DELETE', object: null, oldObject: box({ size: -1 }) }],
  ['a connect', { operation: 'CONNECT', object: { kind: 'PodExecOptions' } }],
  ['a subresource', { operation: 'UPDATE', subResource: 'status', object: box({ size: -1 }) }],
  [
    'an object on its way out',
    { operation: 'UPDATE', object: box({ size: -1 }, { deletionTimestamp: '2026-01-01T00:00:00Z' }) },
  ],
]
for (const [what, asked] of passing) {
  test(`${what} is let through unseen`, () => {
    for (const webhook of [coloured, sized]) {
      const answer = answerOf(webhook, asked)
      assert.deepEqual(answer, { uid: answer.uid, allowed: true })
    }
  })
}

test('an object of another kind or version is refused with 400: it would be read wrongly', () => {
  const kind = { group: 'demo.dev', version: 'v2', kind: 'Box' }
  const { status } = answerOf(sized, { kind, object: box({ size: 1 }) })
  assert.deepEqual(
    [status?.code, status?.message],
    [400, 'here Box of demo.dev/v1 is reviewed, not Box of demo.dev/v2'],
  )
})

test('a function that throws refuses with 500 and the reason, and says so for the log', () => {
  const throwing = validating(Box, () => {
    throw new Error('no such table')
  })
  const { allowed, status, fault } = answerOf(throwing, { object: box({ size: 1 }) })
  assert.deepEqual([allowed, status?.code, status?.reason], [false, 500, 'InternalError'])
  assert.equal(status?.message, 'Internal error occurred: the review of Box demo/web threw: no such table')
  assert.equal(fault, 'the review of Box demo/web threw: no such table')
})

test('warnings are as many and as long as reach a client: each once and in one line', () => {
  const warned = (warnings: readonly string[]) =>
    answerOf(
      validating(Box, () => ({ warnings })),
      { object: box({ size: 1 }) },
    ).warnings
  assert.deepEqual(warned(['a\n\tb\u0007', 'a b', '', '  ']), ['a b'])
  assert.deepEqual(warned([`${'ü'.repeat(300)}`]), [`${'ü'.repeat(255)}…`])
  assert.equal(warned(['🙂'.repeat(256)])?.[0], '🙂'.repeat(256))
  const many = warned(Array.from({ length: 50 }, (_, at) => `${at}`.padStart(200, 'x')))
  assert.equal(many?.length, 20)
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 600 })), warnings => {
      const told = warned(warnings) ?? []
      assert.ok(told.every(line => [...line].length <= 256 && !/\p{Cc}/u.test(line)))
      assert.ok([...told.join('')].length <= 4096)
    }),
    { numRuns: 25 },
  )
})

test('a body that is not a review is refused in one line; one that looks like it never throws', () => {
  const strange = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.record(
      {
        apiVersion: fc.constantFrom('admission.k8s.io/v1', 'admission.k8s.io/v1beta1'),
        kind: fc.constant('AdmissionReview'),
        request: fc.oneof(
          fc.jsonValue({ maxDepth: 1 }),
          fc
            .tuple(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), fc.boolean())
            .map(([object, oldObject, isRead]) =>
              isRead
                ? reviewOf({ object: { metadata: object }, oldObject: { spec: oldObject } }, Box).request
                : { object, oldObject, uid: '1' },
            ),
        ),
      },
      { requiredKeys: [] },
    ),
  )
  fc.assert(
    fc.property(strange, review => {
      for (const webhook of [coloured, sized]) {
        const reviewed = webhook.review(review)
        if (isLeft(reviewed)) {
          assert.match(reviewed.left, /^this is no AdmissionReview of admission\.k8s\.io\/v1: .+$/)
          assert.ok(!/[\n\r]/.test(reviewed.left))
        } else assert.equal(reviewed.right.fault, undefined)
      }
    }),
    { numRuns: 500 },
  )
})
