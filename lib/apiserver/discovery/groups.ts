import { apiVersionOf } from '../../kube/object.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { storageVersionHash } from './storageVersionHash.ts'

/** The classic discovery documents: APIGroupList, APIGroup and APIResourceList. */

/** The names of all groups but the core group, in the order of the registry. */
export const groupNames = (registry: readonly ResourceType[]): readonly string[] => [
  ...new Set(registry.map(type => type.group).filter(group => group !== '')),
]

/** The versions of a group, the preferred one first: GA before beta before alpha, higher numbers first. */
export const versionsOf = (registry: readonly ResourceType[], group: string): readonly string[] =>
  [...new Set(registry.filter(type => type.group === group).map(type => type.version))].sort(byPriority)

/** The preferred version first. */
export const byPriority = (a: string, b: string): number => {
  const [x, y] = [rankOf(a), rankOf(b)]
  const at = x.findIndex((rank, index) => rank !== y[index])
  return at < 0 ? (a < b ? -1 : a > b ? 1 : 0) : (y[at] ?? 0) - (x[at] ?? 0)
}

const rankOf = (version: string): readonly number[] => {
  const [, major, stage, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? []
  if (major === undefined) return [-1, 0, 0]
  return [stage === undefined ? 2 : stage === 'beta' ? 1 : 0, Number(major), Number(minor ?? 0)]
}

export const apiGroups = (registry: readonly ResourceType[]): ApiObject => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: groupNames(registry).map(group => groupOf(registry, group)),
})

export const apiGroup = (registry: readonly ResourceType[], group: string): ApiObject => ({
  kind: 'APIGroup',
  apiVersion: 'v1',
  ...groupOf(registry, group),
})

const groupOf = (registry: readonly ResourceType[], group: string): ApiObject => {
  const versions = versionsOf(registry, group).map(version => ({ groupVersion: `${group}/${version}`, version }))
  return { name: group, versions, preferredVersion: versions[0] }
}

export const resourceList = (registry: readonly ResourceType[], group: string, version: string): ApiObject => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: apiVersionOf({ group, version }),
  resources: registry
    .filter(type => type.group === group && type.version === version)
    .flatMap(type => [
      {
        name: type.plural,
        singularName: type.singular,
        namespaced: type.namespaced,
        kind: type.kind,
        verbs: type.verbs,
        ...(type.shortNames.length > 0 && { shortNames: type.shortNames }),
        ...(type.categories.length > 0 && { categories: type.categories }),
        storageVersionHash: storageVersionHash(type),
      },
      ...subresourcesOf(type).map(({ name, kind, verbs }) => ({
        name: `${type.plural}/${name}`,
        singularName: '',
        namespaced: type.namespaced,
        ...(name === 'scale' && { group: 'autoscaling', version: 'v1' }),
        kind,
        verbs,
      })),
    ]),
})

/** The subresources of an object. */
export const subresourcesOf = (
  type: ResourceType,
): readonly { readonly name: string; readonly kind: string; readonly verbs: readonly string[] }[] => [
  ...(type.status ? [{ name: 'status', kind: type.kind, verbs: ['get', 'patch', 'update'] }] : []),
  ...(type.group === '' && type.plural === 'namespaces'
    ? [{ name: 'finalize', kind: type.kind, verbs: ['update'] }]
    : []),
  ...(type.scale === undefined ? [] : [{ name: 'scale', kind: 'Scale', verbs: ['get', 'patch', 'update'] }]),
]
