import type { Attributes } from './attributes.ts'
import { allowed, rulesFor } from './authorize.ts'
import type { ApiRequest, ApiResponse } from './request.ts'
import type { ClusterState } from './state.ts'

type User = ApiRequest['user']

interface AccessSpec {
  readonly resourceAttributes?: {
    readonly verb?: string
    readonly group?: string
    readonly version?: string
    readonly resource?: string
    readonly subresource?: string
    readonly namespace?: string
    readonly name?: string
  }
  readonly nonResourceAttributes?: { readonly verb?: string; readonly path?: string }
  readonly user?: string
  readonly groups?: readonly string[]
}

type Reviewed = { readonly [field: string]: unknown }

const reviews: {
  readonly [path: string]: (state: ClusterState, user: User, spec: AccessSpec) => Reviewed
} = {
  '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': (state, user, spec) => ({
    allowed: allowed(state, user, attributesAsked(spec)),
  }),
  '/apis/authorization.k8s.io/v1/subjectaccessreviews': (state, _user, spec) => ({
    allowed: allowed(state, { name: spec.user ?? '', groups: spec.groups ?? [] }, attributesAsked(spec)),
  }),
  '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews': rulesReview,
  '/apis/authentication.k8s.io/v1/selfsubjectreviews': (_state, { name, groups }) => ({
    userInfo: { username: name, groups },
  }),
}

/** Questions about users and their rights, which store nothing: `kubectl auth can-i`, `kubectl auth whoami`. */
export const review = (
  state: ClusterState,
  { method, path, user, body }: ApiRequest,
): Extract<ApiResponse, { _tag: 'Body' }> | undefined => {
  const answer = method === 'POST' ? reviews[path] : undefined
  if (answer === undefined || typeof body !== 'object' || body === null) return undefined
  const { spec } = body as { readonly spec?: AccessSpec }
  return { _tag: 'Body', code: 201, body: { ...body, status: answer(state, user, spec ?? {}) } }
}

const attributesAsked = ({ resourceAttributes, nonResourceAttributes }: AccessSpec): Attributes => {
  if (resourceAttributes === undefined) {
    const { verb = '', path = '' } = nonResourceAttributes ?? {}
    return { _tag: 'Path', verb, path }
  }
  const { verb = '', group = '', version = '', resource = '' } = resourceAttributes
  const { subresource = '', namespace = '', name = '' } = resourceAttributes
  return { _tag: 'Resource', verb, group, version, resource, subresource, namespace, name }
}

function rulesReview(state: ClusterState, user: User, spec: AccessSpec & { readonly namespace?: string }): Reviewed {
  const masters = user.groups.includes('system:masters')
  const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }
  const place: Attributes = {
    _tag: 'Resource',
    verb: '',
    group: '',
    version: '',
    resource: '',
    subresource: '',
    namespace: spec.namespace ?? '',
    name: '',
  }
  const rules = [...(masters ? [all, { verbs: ['*'], nonResourceURLs: ['*'] }] : []), ...rulesFor(state, user, place)]
  return {
    resourceRules: rules.filter(rule => !('nonResourceURLs' in rule)),
    nonResourceRules: rules.filter(rule => 'nonResourceURLs' in rule),
    incomplete: false,
  }
}
