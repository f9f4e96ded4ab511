import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { decode } from '../kube/decode.ts'

/** The request of the API server to an admission webhook: `AdmissionReview` of admission.k8s.io/v1. */

export const reviewIdentity = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' } as const

const ReviewRequest = t.intersection([
  t.type({
    uid: t.string,
    operation: t.keyof({ CREATE: null, UPDATE: null, DELETE: null, CONNECT: null }),
    kind: t.type({ group: t.string, version: t.string, kind: t.string }),
  }),
  t.partial({
    name: t.string,
    namespace: t.string,
    subResource: t.string,
    dryRun: t.boolean,
    object: t.unknown,
    oldObject: t.unknown,
    userInfo: t.partial({ username: t.string, groups: t.readonlyArray(t.string) }),
  }),
])
export type ReviewRequest = t.TypeOf<typeof ReviewRequest>

const Asked = t.type({
  apiVersion: t.literal(reviewIdentity.apiVersion),
  kind: t.literal(reviewIdentity.kind),
  request: ReviewRequest,
})

/** `left`: why it is not such a review, in one line. */
export const reviewRequestOf = (review: unknown): Either<string, ReviewRequest> => {
  const asked = decode(Asked, review)
  return isLeft(asked)
    ? left(`this is no AdmissionReview of ${reviewIdentity.apiVersion}: ${asked.left.join('; ')}`)
    : right(asked.right.request)
}
