import assert from 'node:assert/strict'
import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Webhook } from '../../../lib/reviews/webhooks.ts'

/** Reviews as an API server sends them, and its answers as it reads them. */

export interface Asked {
  readonly operation?: string
  readonly object?: object | null
  readonly oldObject?: object | null
  readonly [field: string]: unknown
}

export const reviewOf = (
  { kind, resource, ...request }: Asked,
  { group, version, kind: name, plural }: Webhook['resource'],
) => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
    kind: kind ?? { group, version, kind: name },
    resource: resource ?? { group, version, resource: plural },
    requestKind: { group, version, kind: name },
    requestResource: { group, version, resource: plural },
    name: 'web',
    namespace: 'demo',
    operation: 'CREATE',
    userInfo: { username: 'ann', groups: ['system:authenticated'] },
    object: null,
    oldObject: null,
    dryRun: false,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    ...request,
  },
})

const Answer = t.type({
  apiVersion: t.literal('admission.k8s.io/v1'),
  kind: t.literal('AdmissionReview'),
  response: t.intersection([
    t.type({ uid: t.literal('705ab4f5-6393-11e8-b7cc-42010a800002'), allowed: t.boolean }),
    t.partial({
      status: t.intersection([
        t.type({ code: t.number, message: t.string, reason: t.string, status: t.literal('Failure') }),
        t.partial({ details: t.UnknownRecord }),
      ]),
      patchType: t.literal('JSONPatch'),
      patch: t.string,
      warnings: t.array(t.string),
    }),
  ]),
})
export type Answer = t.TypeOf<typeof Answer>['response']

/** The answer of a webhook to a review that it can read; `fault` where its own function threw. */
export const answerOf = (webhook: Webhook, asked: Asked): Answer & { readonly fault?: string } => {
  const reviewed = webhook.review(JSON.parse(JSON.stringify(reviewOf(asked, webhook.resource))))
  assert.ok(isRight(reviewed), isRight(reviewed) ? '' : reviewed.left)
  const { review, fault } = reviewed.right
  const decoded = Answer.decode(JSON.parse(JSON.stringify(review)))
  assert.ok(isRight(decoded), JSON.stringify(review))
  return { ...decoded.right.response, ...(fault !== undefined && { fault }) }
}

export const patchOf = ({ patch }: Answer): unknown =>
  patch === undefined ? [] : JSON.parse(Buffer.from(patch, 'base64').toString('utf8'))
