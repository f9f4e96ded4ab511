import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { myAppVersions } from '../../../crd/versions.ts'
import { reviewConversion } from '../../../lib/reviews/conversion.ts'

const convert = reviewConversion(myAppVersions)

const myApp = (name: string, version = 'v1', kind = 'MyApp') => ({
  apiVersion: `example.com/${version}`,
  kind,
  metadata: { name, namespace: 'demo', uid: name },
  spec: version === 'v1' ? { image: 'a:1', replicas: 2 } : { image: { repository: 'a', tag: '1' }, size: 2 },
})

const review = (objects: readonly unknown[], desiredAPIVersion = 'example.com/v1beta1') => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'ConversionReview',
  request: { uid: 'r1', desiredAPIVersion, objects },
})

const answered = (asked: unknown) => {
  const answer = convert(asked)
  if (isLeft(answer)) throw new Error(answer.left)
  assert.deepEqual(
    { ...answer.right.review, response: 0 },
    { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', response: 0 },
  )
  const { response } = answer.right.review
  const fault = response.result.status === 'Failure' ? response.result.message : undefined
  assert.equal(answer.right.fault, fault)
  return response
}

test('a batch is answered as a whole, in its order, and what is of the wanted version already as it is', () => {
  const asked = [myApp('a'), myApp('b', 'v1beta1'), myApp('c')]
  assert.deepEqual(answered(review(asked)), {
    uid: 'r1',
    result: { status: 'Success' },
    convertedObjects: [myApp('a', 'v1beta1'), myApp('b', 'v1beta1'), myApp('c', 'v1beta1')],
  })
})

test('an object without metadata, as of an apply, comes back with some, or the server refuses it', () => {
  const { metadata: _metadata, ...bare } = myApp('a')
  assert.deepEqual(answered(review([bare])).convertedObjects, [{ ...myApp('a', 'v1beta1'), metadata: {} }])
})

const failures: readonly (readonly [readonly unknown[], string, string])[] = [
  [
    [myApp('a')],
    'example.com/v2',
    'MyApp demo/a has no version "example.com/v2": it is served as example.com/v1 and example.com/v1beta1',
  ],
  [
    [myApp('a'), myApp('b', 'v0'), myApp('c')],
    'example.com/v1beta1',
    'object 1 of 3: MyApp demo/b has no version "example.com/v0": it is served as example.com/v1 and example.com/v1beta1',
  ],
  [
    [myApp('a', 'v1', 'Other')],
    'example.com/v1beta1',
    'Other of example.com/v1 is not converted here, but only MyApp of example.com',
  ],
  [
    [{ ...myApp('a'), apiVersion: 'demo.dev/v1' }],
    'example.com/v1beta1',
    'MyApp of demo.dev/v1 is not converted here, but only MyApp of example.com',
  ],
  [[myApp('a'), 7], 'example.com/v1beta1', 'object 1 of 2: it is no object with an apiVersion and a kind'],
]

for (const [objects, version, message] of failures) {
  test(`one that cannot be converted fails the review, and is named: ${message}`, () => {
    const failed = { uid: 'r1', result: { status: 'Failure', message }, convertedObjects: [] }
    assert.deepEqual(answered(review(objects, version)), failed)
  })
}

const prefix = 'this is no ConversionReview of apiextensions.k8s.io/v1: '
const bad: readonly (readonly [unknown, string])[] = [
  [undefined, 'it must be an object, but is missing'],
  [{ ...review([]), kind: 'AdmissionReview' }, 'kind must be ConversionReview, got "AdmissionReview"'],
  [
    { ...review([]), apiVersion: 'apiextensions.k8s.io/v1beta1' },
    'apiVersion must be apiextensions.k8s.io/v1, got "apiextensions.k8s.io/v1beta1"',
  ],
  [{ ...review([]), request: undefined }, 'request must be an object, but is missing'],
  [
    { ...review([]), request: { uid: 1, objects: {} } },
    'request.uid must be a string, got 1; request.desiredAPIVersion must be a string, but is missing; request.objects must be a list, got {}',
  ],
]

for (const [asked, reasons] of bad) {
  test(`no review at all is not answered to: ${reasons}`, () => {
    const answer = convert(asked)
    assert.deepEqual(isRight(answer) ? answer.right : answer.left, prefix + reasons)
  })
}
