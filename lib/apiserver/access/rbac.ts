import type { ApiObject } from '../objects/resourceType.ts'
import { type ClusterState, objectsOf } from '../store/state.ts'
import type { ApiRequest } from '../wire/request.ts'

/** The grants of RBAC objects. */

export type RequestUser = ApiRequest['user']

export interface RbacRule {
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

/** Rules that a user has, and the binding that grants them. */
export interface Grant {
  /** `undefined`: the role that is bound does not exist. */
  readonly rules: readonly RbacRule[] | undefined
  /** `RoleBinding "jane/demo" of Role "reader" to User "jane"` */
  readonly source: string
  readonly roleRef: RoleRef
}

export interface RoleRef {
  readonly kind: string
  readonly name: string
}

interface Subject {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

interface RoleBinding extends ApiObject {
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly roleRef: RoleRef
  readonly subjects?: readonly Subject[]
}

interface Role extends ApiObject {
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly rules?: readonly RbacRule[]
}

/** The grants of a user in a namespace ('': only those of the whole cluster), cluster-wide grants first. */
export const grantsTo = (state: ClusterState, user: RequestUser, namespace: string): readonly Grant[] => [
  ...builtinGrants.filter(({ group }) => user.groups.includes(group)).map(({ grant }) => grant),
  ...rbac<RoleBinding>(state, 'clusterrolebindings').flatMap(binding => grantOf(state, binding, user)),
  ...(namespace === '' ? [] : rbac<RoleBinding>(state, 'rolebindings'))
    .filter(({ metadata }) => metadata.namespace === namespace)
    .flatMap(binding => grantOf(state, binding, user)),
]

const rbac = <O extends ApiObject>(state: ClusterState, plural: string): readonly O[] =>
  [...objectsOf(state, { group: 'rbac.authorization.k8s.io', plural })].map(object => object as O)

const grantOf = (
  state: ClusterState,
  { metadata, roleRef, subjects = [] }: RoleBinding,
  user: RequestUser,
): Grant[] => {
  const { name, namespace = '' } = metadata
  const subject = subjects.find(candidate => isUser(candidate, namespace, user))
  if (subject === undefined) return []
  const binding = namespace === '' ? `ClusterRoleBinding "${name}"` : `RoleBinding "${name}/${namespace}"`
  const source = `${binding} of ${roleRef.kind} "${roleRef.name}" to ${described(subject, namespace)}`
  return [{ rules: rulesOfRole(state, roleRef, namespace), source, roleRef }]
}

const isUser = ({ kind, name, namespace: of }: Subject, namespace: string, user: RequestUser): boolean => {
  switch (kind) {
    case 'User':
      return name === user.name
    case 'Group':
      return user.groups.includes(name)
    case 'ServiceAccount':
      return user.name === `system:serviceaccount:${of ?? namespace}:${name}`
    default:
      return false
  }
}

const described = ({ kind, name, namespace: of }: Subject, namespace: string): string =>
  `${kind} "${kind === 'ServiceAccount' ? `${name}/${of ?? namespace}` : name}"`

/** `undefined` where the role does not exist. The ClusterRole `cluster-admin` always does. */
export const rulesOfRole = (
  state: ClusterState,
  { kind, name }: RoleRef,
  namespace: string,
): readonly RbacRule[] | undefined => {
  const local = kind === 'Role'
  const role = rbac<Role>(state, local ? 'roles' : 'clusterroles').find(
    ({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === (local ? namespace : ''),
  )
  if (role !== undefined) return role.rules ?? []
  return !local && name === 'cluster-admin' ? everyRule : undefined
}

export const everyRule: readonly RbacRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

const builtin = (name: string, group: string, rules: readonly RbacRule[]) => ({
  group,
  grant: {
    rules,
    source: `ClusterRoleBinding "${name}" of ClusterRole "${name}" to Group "${group}"`,
    roleRef: { kind: 'ClusterRole', name },
  },
})

const health = ['/healthz', '/livez', '/readyz', '/version', '/version/']
const authenticated = 'system:authenticated'

/** The grants of the default roles of a real cluster: discovery to all users, health and version also to anonymous ones. */
const builtinGrants = [
  ...[authenticated, 'system:unauthenticated'].map(group =>
    builtin('system:public-info-viewer', group, [{ verbs: ['get'], nonResourceURLs: health }]),
  ),
  builtin('system:discovery', authenticated, [
    {
      verbs: ['get'],
      nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...health].toSorted(),
    },
  ]),
  builtin('system:basic-user', authenticated, [
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
    { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  ]),
]
