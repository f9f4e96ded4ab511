import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { isRecord } from '../json/fields.ts'
import { decode } from '../kube/decode.ts'
import { convert } from '../versions/convert.ts'
import type { Versions } from '../versions/index.ts'

/** Request and answer of a conversion webhook: `ConversionReview` of apiextensions.k8s.io/v1. */

const identity = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview' } as const

const Asked = t.type({
  apiVersion: t.literal(identity.apiVersion),
  kind: t.literal(identity.kind),
  request: t.type({ uid: t.string, desiredAPIVersion: t.string, objects: t.readonlyArray(t.unknown) }),
})

export interface ConversionReview {
  readonly apiVersion: 'apiextensions.k8s.io/v1'
  readonly kind: 'ConversionReview'
  readonly response: {
    readonly uid: string
    /** The API server makes the message part of its own answer to the client. */
    readonly result: { readonly status: 'Success' } | { readonly status: 'Failure'; readonly message: string }
    /** All, in the order of the request, or none. */
    readonly convertedObjects: readonly object[]
  }
}

/**
 * Answers a review with all of its objects in the version that is wanted, or with the reason why one of them cannot
 * be, which is a fault to log as well. `Left`: the value is not a ConversionReview, so no answer fits; the reasons, for
 * a 400.
 */
export const reviewConversion =
  (versions: Versions) =>
  (review: unknown): Either<string, { readonly review: ConversionReview; readonly fault?: string }> => {
    const asked = decode(Asked, review)
    if (isLeft(asked)) return left(`this is no ConversionReview of ${identity.apiVersion}: ${asked.left.join('; ')}`)
    const { uid, desiredAPIVersion, objects } = asked.right.request
    const convertedObjects: object[] = []
    for (const [index, object] of objects.entries()) {
      const converted = convertedOf(versions, object, desiredAPIVersion)
      if (isLeft(converted)) {
        const fault = objects.length === 1 ? converted.left : `object ${index} of ${objects.length}: ${converted.left}`
        const result = { status: 'Failure', message: fault } as const
        return right({ review: { ...identity, response: { uid, result, convertedObjects: [] } }, fault })
      }
      // While it works out what an apply removes, the API server asks without metadata, but takes no such answer.
      convertedObjects.push({ metadata: {}, ...converted.right })
    }
    return right({ review: { ...identity, response: { uid, result: { status: 'Success' }, convertedObjects } } })
  }

const convertedOf = (
  versions: Versions,
  object: unknown,
  desiredAPIVersion: string,
): Either<string, { readonly [field: string]: unknown }> => {
  if (!isRecord(object) || typeof object.apiVersion !== 'string' || typeof object.kind !== 'string') {
    return left('it is no object with an apiVersion and a kind')
  }
  const { group, kind } = versions.hub
  return object.apiVersion.split('/')[0] === group && object.kind === kind
    ? convert(versions, object, desiredAPIVersion)
    : left(`${object.kind} of ${object.apiVersion} is not converted here, but only ${kind} of ${group}`)
}
