import { equal } from '../../json/equal.ts'
import { recordAt, textAt } from '../../json/fields.ts'
import { forbidden, notFound } from '../../kube/status.ts'
import type { ApiCall } from '../call/call.ts'
import { metaOf } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import type { ClusterState } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'
import { decide } from './authorize.ts'
import { everyRule, grantsTo, type RbacRule, type RoleRef, rulesOfRole } from './rbac.ts'

const group = 'rbac.authorization.k8s.io'

/** No user grants by a role or a binding a right that they lack, unless they may `escalate` that role or `bind` it. */
export const checkEscalation = (
  state: ClusterState,
  call: ApiCall,
  object: ApiObject,
  old: ApiObject | undefined,
): void => {
  const { type, request } = call
  if (type.group !== group || request.user.groups.includes('system:masters')) return
  const name = metaOf(object).name ?? ''
  if (type.plural === 'roles' || type.plural === 'clusterroles') {
    const same = equal(object.rules, old?.rules) && equal(object.aggregationRule, old?.aggregationRule)
    if ((old !== undefined && same) || may(state, call, 'escalate', type.plural, name)) return
    confirm(state, call, name, object.aggregationRule === undefined ? rulesIn(object) : everyRule)
    return
  }
  const roleRef = roleRefOf(object)
  const same = equal(object.roleRef, old?.roleRef) && equal(object.subjects, old?.subjects)
  const plural = roleRef.kind === 'Role' ? 'roles' : 'clusterroles'
  if ((old !== undefined && same) || may(state, call, 'bind', plural, roleRef.name)) return
  const rules = rulesOfRole(state, roleRef, call.namespace)
  if (rules === undefined) refuse(notFound(type, roleRef.name))
  else confirm(state, call, name, rules)
}

const may = (
  state: ClusterState,
  { request, namespace }: ApiCall,
  verb: 'bind' | 'escalate',
  resource: string,
  name: string,
): boolean =>
  decide(state, request.user, {
    _tag: 'Resource',
    verb,
    group,
    version: 'v1',
    resource,
    subresource: '',
    namespace,
    name,
  }).allowed

const rulesIn = ({ rules }: ApiObject): readonly RbacRule[] => (Array.isArray(rules) ? rules : [])

const roleRefOf = (binding: ApiObject): RoleRef => {
  const roleRef = recordAt(binding, 'roleRef')
  return { kind: textAt(roleRef, 'kind'), name: textAt(roleRef, 'name') }
}

const confirm = (state: ClusterState, call: ApiCall, name: string, rules: readonly RbacRule[]): void => {
  const { user } = call.request
  const held = grantsTo(state, user, call.namespace).flatMap(grant => grant.rules ?? [])
  const missing = rules.flatMap(single).filter(rule => !held.some(owned => includes(owned, rule)))
  if (missing.length === 0) return
  const told = [...new Set(compact(missing).map(printed))].toSorted().join('\n')
  const groups = `[${user.groups.map(of => JSON.stringify(of)).join(' ')}]`
  refuse(
    forbidden(
      call.type,
      name,
      `user "${user.name}" (groups=${groups}) is attempting to grant RBAC permissions not currently held:\n${told}`,
    ),
  )
}

/** A rule as rules of one verb on one thing each. */
const single = ({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: RbacRule) =>
  verbs.flatMap((verb): readonly RbacRule[] => [
    ...nonResourceURLs.map(url => ({ verbs: [verb], nonResourceURLs: [url] })),
    ...apiGroups.flatMap(apiGroup =>
      resources.flatMap(resource =>
        (resourceNames.length === 0 ? [undefined] : resourceNames).map(name => ({
          verbs: [verb],
          apiGroups: [apiGroup],
          resources: [resource],
          ...(name !== undefined && { resourceNames: [name] }),
        })),
      ),
    ),
  ])

/** Whether a rule allows all that another one of a single thing does. */
const includes = (owned: RbacRule, wanted: RbacRule): boolean =>
  hasAll(owned.verbs, wanted.verbs) &&
  hasAll(owned.apiGroups, wanted.apiGroups) &&
  (wanted.resources ?? []).every(resource => hasAll(owned.resources, [resource]) || ofAny(owned.resources, resource)) &&
  ((owned.resourceNames ?? []).length === 0 ||
    (wanted.resourceNames !== undefined && hasAll(owned.resourceNames, wanted.resourceNames))) &&
  (wanted.nonResourceURLs ?? []).every(url =>
    (owned.nonResourceURLs ?? []).some(
      known => known === url || (known.endsWith('*') && url.startsWith(known.slice(0, -1))),
    ),
  )

const hasAll = (owned: readonly string[] = [], wanted: readonly string[] = []): boolean =>
  owned.includes('*') || wanted.every(one => owned.includes(one))

// A wildcard before the slash has that subresource of everything.
const ofAny = (owned: readonly string[] = [], resource: string): boolean =>
  resource.includes('/') && owned.includes(`*/${resource.slice(resource.indexOf('/') + 1)}`)

/** Rules of the same thing as one, with all their verbs. */
const compact = (rules: readonly RbacRule[]): readonly RbacRule[] => {
  const byThing = new Map<string, RbacRule>()
  for (const rule of rules) {
    const thing = printed({ ...rule, verbs: [] })
    byThing.set(thing, { ...rule, verbs: [...(byThing.get(thing)?.verbs ?? []), ...rule.verbs] })
  }
  return [...byThing.values()]
}

const printed = ({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: RbacRule): string => {
  const parts = Object.entries({
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
    Verbs: verbs,
  })
  const told = parts.flatMap(([part, of]) =>
    of === undefined ? [] : [`${part}:[${of.map(one => JSON.stringify(one)).join(', ')}]`],
  )
  return `{${told.join(', ')}}`
}
