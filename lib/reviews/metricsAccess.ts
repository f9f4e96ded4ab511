import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { PolicyRule } from '../controller/rbac.ts'
import type { Manifest } from '../kube/object.ts'

/**
 * The API server decides who may read metrics: it is asked which user a token belongs
 * to, and whether that user may GET the path. The questions contain the token, but no
 * names of objects.
 */

/** The rights of the process that asks. */
export const metricsAccessRules: readonly PolicyRule[] = [
  { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
  { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
]

/** The rights of a client that scrapes, as rules of a ClusterRole. */
export const metricsReaderRules = [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }] as const

export interface Question {
  /** Path of the POST. */
  readonly path: string
  readonly body: Omit<Manifest, 'metadata'>
}

export const askWho = (token: string): Question => ({
  path: '/apis/authentication.k8s.io/v1/tokenreviews',
  body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } },
})

const ReviewedUser = t.intersection([
  t.type({ username: t.string }),
  t.partial({ uid: t.string, groups: t.array(t.string), extra: t.record(t.string, t.array(t.string)) }),
])
export type User = t.TypeOf<typeof ReviewedUser>

const Who = t.type({
  status: t.partial({ authenticated: t.boolean, user: t.unknown, error: t.string }),
})

/** `left`: the answer is none of an API server. `undefined`: the token is not good. */
export const whoIs = (answer: unknown): Either<string, User | undefined> => {
  const decoded = Who.decode(answer)
  if (isLeft(decoded)) return left('the answer to the TokenReview is none')
  const { authenticated, user } = decoded.right.status
  if (authenticated !== true) return right(undefined)
  return ReviewedUser.is(user) ? right(user) : left('the answer to the TokenReview names no user')
}

export const askWhether = ({ username, groups, uid, extra }: User, path: string): Question => ({
  path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
  body: {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user: username,
      ...(groups && { groups }),
      ...(uid !== undefined && { uid }),
      ...(extra && { extra }),
      nonResourceAttributes: { path, verb: 'get' },
    },
  },
})

const Whether = t.type({ status: t.partial({ allowed: t.boolean }) })

/** `left`: the answer is none of an API server. */
export const isAllowed = (answer: unknown): Either<string, boolean> =>
  Whether.is(answer) ? right(answer.status.allowed === true) : left('the answer to the SubjectAccessReview is none')
