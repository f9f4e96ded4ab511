import type { Manifest, Resource } from '../kube/object.ts'

/** One rule of a Role or ClusterRole. */
export interface PolicyRule {
  /** '' for the core group. */
  readonly apiGroups: readonly string[]
  /** Plurals, with their subresource where it is one: `myapps/status`. */
  readonly resources: readonly string[]
  /** Only these objects. Absent: all. */
  readonly resourceNames?: readonly string[]
  readonly verbs: readonly string[]
}

/** The part of a `Controller` that its rules are derived from. */
export interface Declaration {
  readonly watches: Resource
  readonly owns: readonly { readonly resource: Resource }[]
  readonly related: readonly { readonly resource: Resource }[]
  readonly finalizer?: string
  readonly reports?: boolean
}

/**
 * All that a controller asks of the API server, and nothing else: no wildcard, no
 * verb to spare. Without any one of them something fails sooner or later.
 *
 * - every kind: `list` and `watch`;
 * - the watched kind: `get` (before a delete, and after a failed write), `patch` for
 *   the finalizer, `patch` of `status` for what is reported;
 * - an owned kind: `get`, `delete`, and `create` besides `patch`, for an apply that
 *   creates needs both; and `update` of the watched kind's `finalizers`, which some
 *   clusters demand of a client that blocks the deletion of an owner.
 *
 * Rules of the same verbs in the same group are one. `scope`: only of kinds that are
 * namespaced, or that are not.
 */
export const rulesOf = (declaration: Declaration, scope?: Resource['scope']): readonly PolicyRule[] => {
  const rules = new Map<string, PolicyRule>()
  for (const { group, resource, verbs } of accessOf(declaration, scope)) {
    const id = `${group}/${verbs.join()}`
    const { resources } = rules.get(id) ?? { resources: [] }
    rules.set(id, { apiGroups: [group], resources: [...resources, resource], verbs })
  }
  return [...rules.values()]
}

interface Access {
  readonly group: string
  readonly resource: string
  readonly verbs: readonly string[]
}

/** Merges rules by resource: a kind may be both owned and related. */
const accessOf = (
  { watches, owns, related, finalizer, reports = true }: Declaration,
  scope: Resource['scope'] | undefined,
): readonly Access[] => {
  const verbsOf = new Map<string, Access>()
  const need = (of: Resource, verbs: readonly string[], subresource = ''): void => {
    if (verbs.length === 0 || (scope !== undefined && of.scope !== scope)) return
    const resource = `${of.plural}${subresource}`
    const id = `${of.group}/${resource}`
    const known = verbsOf.get(id)?.verbs ?? []
    verbsOf.set(id, { group: of.group, resource, verbs: order.filter(verb => [...known, ...verbs].includes(verb)) })
  }
  const hasFinalizer = finalizer !== undefined
  const writes = hasFinalizer || reports || owns.length > 0
  need(watches, ['list', 'watch', ...(writes ? ['get'] : []), ...(hasFinalizer ? ['patch'] : [])])
  need(watches, reports ? ['patch'] : [], '/status')
  need(watches, owns.length > 0 ? ['update'] : [], '/finalizers')
  for (const { resource } of owns) need(resource, ['get', 'list', 'watch', 'create', 'patch', 'delete'])
  for (const { resource } of related) need(resource, ['list', 'watch'])
  return [...verbsOf.values()]
}

const order = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']

export interface AccessOptions {
  /** Name of the roles and bindings. */
  readonly name: string
  /** The subject that gets the rules. */
  readonly serviceAccount: { readonly namespace: string; readonly name: string }
  /** For a run over this namespace alone. Default: over all. */
  readonly namespace?: string
}

/**
 * The roles that hold the rules of a controller, each followed by its binding: a
 * ClusterRole, or for a run of one namespace a Role there, and a ClusterRole
 * `<name>-<namespace>` only for cluster-scoped objects.
 */
export const accessManifests = (
  declaration: Declaration,
  { name, serviceAccount, namespace }: AccessOptions,
): readonly Manifest[] => {
  const subjects = [{ kind: 'ServiceAccount', ...serviceAccount }]
  if (namespace === undefined) return granting('ClusterRole', { name }, rulesOf(declaration), subjects)
  return [
    ...granting('Role', { name, namespace }, rulesOf(declaration, 'Namespaced'), subjects),
    ...granting('ClusterRole', { name: `${name}-${namespace}` }, rulesOf(declaration, 'Cluster'), subjects),
  ]
}

const group = 'rbac.authorization.k8s.io'

/** A role of these rules and its binding; none of either without rules. */
export const granting = (
  kind: 'Role' | 'ClusterRole',
  metadata: Manifest['metadata'],
  rules: readonly PolicyRule[],
  subjects: readonly object[],
): readonly Manifest[] => {
  if (rules.length === 0) return []
  const roleRef = { apiGroup: group, kind, name: metadata.name }
  const apiVersion = `${group}/v1`
  return [
    { apiVersion, kind, metadata, rules },
    { apiVersion, kind: `${kind}Binding`, metadata, roleRef, subjects },
  ]
}
