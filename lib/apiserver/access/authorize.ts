import { type ApiStatus, failure } from '../../kube/status.ts'
import type { Attributes, ResourceAttributes } from '../call/attributes.ts'
import type { ClusterState } from '../store/state.ts'
import type { ApiResponse } from '../wire/request.ts'
import { grantsTo, type RbacRule, type RequestUser, type RoleRef } from './rbac.ts'

export interface AccessDecision {
  readonly allowed: boolean
  /** `RBAC: allowed by RoleBinding …`; '' where there is nothing to say. */
  readonly reason: string
}

/** Whether RBAC allows it: the group `system:masters` may do all, others what roles bound to them say. */
export const decide = (state: ClusterState, user: RequestUser, attributes: Attributes): AccessDecision => {
  if (user.groups.includes('system:masters')) return { allowed: true, reason: '' }
  const grants = grantsTo(state, user, attributes._tag === 'Resource' ? attributes.namespace : '')
  const by = grants.find(({ rules = [] }) => rules.some(rule => covers(rule, attributes)))
  if (by !== undefined) return { allowed: true, reason: `RBAC: allowed by ${by.source}` }
  const missing = [...new Set(grants.filter(({ rules }) => rules === undefined).map(({ roleRef }) => absent(roleRef)))]
  const told = missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`
  return { allowed: false, reason: missing.length === 0 ? '' : `RBAC: ${told}` }
}

const absent = ({ kind, name }: RoleRef): string =>
  `${kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(name)} not found`

const covers = (rule: RbacRule, attributes: Attributes): boolean => {
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

/** The answer 403; `undefined` when the request is allowed. */
export const authorize = (
  state: ClusterState,
  user: RequestUser,
  attributes: Attributes,
): Extract<ApiResponse, { _tag: 'Body' }> | undefined => {
  const body = forbiddenStatus(state, user, attributes)
  return body && { _tag: 'Body', code: 403, body }
}

/** Why the user may not do it, in the words of the real server; `undefined` where it is allowed. */
export const forbiddenStatus = (
  state: ClusterState,
  user: RequestUser,
  attributes: Attributes,
): ApiStatus | undefined => {
  const { allowed, reason } = decide(state, user, attributes)
  if (allowed) return undefined
  const resource = attributes._tag === 'Resource'
  const told = resource
    ? resourceMessage(user, attributes)
    : `forbidden: User "${user.name}" cannot ${attributes.verb} path "${attributes.path}"`
  const message = reason === '' ? told : `${told}: ${reason}`
  const details = resource
    ? {
        ...(attributes.name !== '' && { name: attributes.name }),
        ...(attributes.group !== '' && { group: attributes.group }),
        kind: attributes.resource,
      }
    : {}
  return failure(403, 'Forbidden', message, details)
}

const resourceMessage = (user: RequestUser, attributes: ResourceAttributes): string => {
  const { verb, group, resource, subresource, namespace, name } = attributes
  const qualified = group === '' ? resource : `${resource}.${group}`
  const subject = name === '' ? qualified : `${qualified} "${name}"`
  const asked = subresource === '' ? resource : `${resource}/${subresource}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  return `${subject} is forbidden: User "${user.name}" cannot ${verb} resource "${asked}" in API group "${group}" ${where}`
}
