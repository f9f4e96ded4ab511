import { type Either, isLeft, right } from 'fp-ts/lib/Either.js'
import type { Fields } from '../json/fields.ts'
import { isRecord } from '../json/fields.ts'
import { apiVersionOf, type Resource } from '../kube/object.ts'
import { badRequest, internalError } from '../kube/status.ts'
import { messageOf } from '../text/messageOf.ts'
import { type ReviewDecision, respond } from './respond.ts'
import { type ReviewRequest, reviewRequestOf } from './review.ts'
import type { Reviewed, ReviewHandler } from './webhooks.ts'

/** One request for admission: who writes which object, and how. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE'
  /** Empty where the API server is still to make a name from `generateName`. */
  readonly name: string
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string
  /** Nothing will be stored. */
  readonly dryRun: boolean
  readonly user: { readonly username: string; readonly groups: readonly string[] }
}

type Decide = (request: AdmissionRequest, object: Fields, oldObject: Fields | undefined) => ReviewDecision

/**
 * Asks `decide` about writes of objects of this kind and version. Deletes, subresources
 * and objects on their way out are let through: no webhook may hold up a deletion.
 * Refuses an object of another kind or version with 400, and with 500 where `decide` throws.
 */
export const reviewing =
  (resource: Resource, decide: Decide): ReviewHandler =>
  (review): Either<string, Reviewed> => {
    const asked = reviewRequestOf(review)
    if (isLeft(asked)) return asked
    const { uid } = asked.right
    try {
      return right({ review: respond(uid, decisionOn(resource, decide, asked.right)) })
    } catch (error) {
      const { namespace, name } = asked.right
      const of = [resource.kind, [namespace, name].filter(Boolean).join('/')].join(' ').trim()
      const fault = `the review of ${of} threw: ${messageOf(error)}`
      return right({ review: respond(uid, { _tag: 'Refused', status: internalError(fault) }), fault })
    }
  }

const allowed: ReviewDecision = { _tag: 'Allowed' }

const decisionOn = (resource: Resource, decide: Decide, asked: ReviewRequest): ReviewDecision => {
  const { operation, object, oldObject, subResource = '' } = asked
  if ((operation !== 'CREATE' && operation !== 'UPDATE') || subResource !== '') return allowed
  const kind = `${asked.kind.kind} of ${apiVersionOf(asked.kind)}`
  const mine = `${resource.kind} of ${apiVersionOf(resource)}`
  if (kind !== mine) return refused(`here ${mine} is reviewed, not ${kind}`)
  if (!isRecord(object) || !isRecord(object.metadata)) return refused(`the review has no object with metadata`)
  if (object.metadata.deletionTimestamp !== undefined) return allowed
  return decide(toldOf(asked, operation, object.metadata), object, isRecord(oldObject) ? oldObject : undefined)
}

const refused = (message: string): ReviewDecision => ({ _tag: 'Refused', status: badRequest(message) })

const toldOf = (
  asked: ReviewRequest,
  operation: AdmissionRequest['operation'],
  metadata: Fields,
): AdmissionRequest => ({
  operation,
  name: typeof metadata.name === 'string' ? metadata.name : (asked.name ?? ''),
  ...(asked.namespace !== undefined && asked.namespace !== '' && { namespace: asked.namespace }),
  dryRun: asked.dryRun ?? false,
  user: { username: asked.userInfo?.username ?? '', groups: asked.userInfo?.groups ?? [] },
})
