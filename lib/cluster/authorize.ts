import type { Attributes, ResourceAttributes } from './attributes.ts'
import type { ApiRequest, ApiResponse } from './request.ts'
import type { ApiObject } from './resourceType.ts'
import { type ClusterState, objectsOf } from './state.ts'

type User = ApiRequest['user']

interface PolicyRule {
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

interface Role extends ApiObject {
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly rules?: readonly PolicyRule[]
}

interface RoleBinding extends ApiObject {
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly roleRef: { readonly kind: string; readonly name: string }
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[]
}

/** Whether RBAC allows it: the group `system:masters` may do all, others what roles bound to them say. */
export const allowed = (state: ClusterState, user: User, attributes: Attributes): boolean =>
  user.groups.includes('system:masters') || rulesFor(state, user, attributes).some(rule => covers(rule, attributes))

/** The rules that hold for a user at a place: cluster-wide ones, and those of the namespace asked about. */
export const rulesFor = (state: ClusterState, user: User, attributes: Attributes): readonly PolicyRule[] => {
  const namespace = attributes._tag === 'Resource' ? attributes.namespace : ''
  const clusterWide = rbac<RoleBinding>(state, 'clusterrolebindings').filter(binding => binds(binding, user))
  const local = rbac<RoleBinding>(state, 'rolebindings').filter(
    binding => namespace !== '' && binding.metadata.namespace === namespace && binds(binding, user),
  )
  return [...builtinRules(user), ...[...clusterWide, ...local].flatMap(binding => rulesOf(state, binding))]
}

const rbac = <O extends ApiObject>(state: ClusterState, plural: string): readonly O[] =>
  [...objectsOf(state, { group: 'rbac.authorization.k8s.io', plural })].map(object => object as O)

const binds = ({ subjects = [] }: RoleBinding, user: User): boolean =>
  subjects.some(({ kind, name, namespace }) => {
    switch (kind) {
      case 'User':
        return name === user.name
      case 'Group':
        return user.groups.includes(name)
      case 'ServiceAccount':
        return user.name === `system:serviceaccount:${namespace}:${name}`
      default:
        return false
    }
  })

const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

const rulesOf = (state: ClusterState, { metadata, roleRef }: RoleBinding): readonly PolicyRule[] => {
  const namespace = roleRef.kind === 'Role' ? metadata.namespace : undefined
  const role = rbac<Role>(state, roleRef.kind === 'Role' ? 'roles' : 'clusterroles').find(
    candidate => candidate.metadata.name === roleRef.name && candidate.metadata.namespace === namespace,
  )
  if (role !== undefined) return role.rules ?? []
  return roleRef.kind === 'ClusterRole' && roleRef.name === 'cluster-admin' ? everything : []
}

/** What a real cluster grants by its default roles: discovery to all users, health and version to anybody. */
const builtinRules = (user: User): readonly PolicyRule[] => [
  { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'] },
  ...(user.groups.includes('system:authenticated') ? forAuthenticated : []),
]

const forAuthenticated: readonly PolicyRule[] = [
  { verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'] },
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
]

const covers = (rule: PolicyRule, attributes: Attributes): boolean => {
  if (!rule.verbs.includes('*') && !rule.verbs.includes(attributes.verb)) return false
  if (attributes._tag === 'Path') {
    return (rule.nonResourceURLs ?? []).some(
      url => url === attributes.path || (url.endsWith('*') && attributes.path.startsWith(url.slice(0, -1))),
    )
  }
  const { group, resource, subresource, name } = attributes
  const groups = rule.apiGroups ?? []
  const names = rule.resourceNames ?? []
  return (
    (groups.includes('*') || groups.includes(group)) &&
    (rule.resources ?? []).some(wanted => coversResource(wanted, resource, subresource)) &&
    (names.length === 0 || names.includes(name))
  )
}

const coversResource = (wanted: string, resource: string, subresource: string): boolean => {
  const asked = subresource === '' ? resource : `${resource}/${subresource}`
  return wanted === '*' || wanted === asked || (subresource !== '' && wanted === `*/${subresource}`)
}

/** The answer 403 in the words of the real server; `undefined` when the request is allowed. */
export const authorize = (
  state: ClusterState,
  user: User,
  attributes: Attributes,
): Extract<ApiResponse, { _tag: 'Body' }> | undefined => {
  if (allowed(state, user, attributes)) return undefined
  const resource = attributes._tag === 'Resource'
  const message = resource
    ? resourceMessage(user, attributes)
    : `forbidden: User "${user.name}" cannot ${attributes.verb} path "${attributes.path}"`
  const details = resource
    ? {
        ...(attributes.name !== '' && { name: attributes.name }),
        ...(attributes.group !== '' && { group: attributes.group }),
        kind: attributes.resource,
      }
    : {}
  return {
    _tag: 'Body',
    code: 403,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason: 'Forbidden',
      details,
      code: 403,
    },
  }
}

const resourceMessage = (user: User, attributes: ResourceAttributes): string => {
  const { verb, group, resource, subresource, namespace, name } = attributes
  const qualified = group === '' ? resource : `${resource}.${group}`
  const subject = name === '' ? qualified : `${qualified} "${name}"`
  const asked = subresource === '' ? resource : `${resource}/${subresource}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  return `${subject} is forbidden: User "${user.name}" cannot ${verb} resource "${asked}" in API group "${group}" ${where}`
}
