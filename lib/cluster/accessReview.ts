import { isRecord } from '../equal.ts'
import type { ApiRequest, ApiResponse } from './request.ts'
import type { ApiObject } from './resourceType.ts'

/**
 * What a client asks about itself. Whoever got past authentication may do everything: the driver
 * that serves the model refuses all others before the request gets here.
 */
export const accessReview = ({ method, path, body, user }: ApiRequest): ApiResponse | undefined => {
  const kind = method === 'POST' ? reviews[path] : undefined
  if (kind === undefined) return undefined
  const given: ApiObject = isRecord(body) ? body : {}
  return {
    _tag: 'Body',
    code: 201,
    body: {
      kind,
      apiVersion: path.split('/').slice(2, 4).join('/'),
      metadata: {},
      ...(given.spec !== undefined && { spec: given.spec }),
      status: statusOf(kind, user),
    },
  }
}

const reviews: { readonly [path: string]: string } = {
  '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': 'SelfSubjectAccessReview',
  '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews': 'SelfSubjectRulesReview',
  '/apis/authentication.k8s.io/v1/selfsubjectreviews': 'SelfSubjectReview',
}

const statusOf = (kind: string, user: ApiRequest['user']): ApiObject => {
  switch (kind) {
    case 'SelfSubjectReview':
      return { userInfo: { username: user.name, groups: user.groups } }
    case 'SelfSubjectRulesReview':
      return {
        resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
        nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
        incomplete: false,
      }
    default:
      return { allowed: true }
  }
}
