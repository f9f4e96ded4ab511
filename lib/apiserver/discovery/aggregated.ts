import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { groupNames, subresourcesOf, versionsOf } from './groups.ts'

/** Whether the client understands discovery in one document. */
export const wantsAggregated = (accept: string | undefined): boolean =>
  (accept ?? '').split(',').some(range => {
    const parts = new Set(range.split(';').map(part => part.trim()))
    return (
      parts.has('application/json') &&
      parts.has('g=apidiscovery.k8s.io') &&
      parts.has('v=v2') &&
      parts.has('as=APIGroupDiscoveryList')
    )
  })

/** apidiscovery.k8s.io/v2: all groups, versions and resources below /api (the core group) or /apis. */
export const aggregatedDiscovery = (registry: readonly ResourceType[], core: boolean): ApiObject => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: (core ? [''] : groupNames(registry)).map(group => ({
    metadata: group === '' ? {} : { name: group },
    versions: versionsOf(registry, group).map(version => ({
      version,
      freshness: 'Current',
      resources: registry.filter(type => type.group === group && type.version === version).map(resourceOf),
    })),
  })),
})

const resourceOf = (type: ResourceType): ApiObject => {
  const below = subresourcesOf(type)
  const subresources = (type.custom ? below : below.toSorted(byName)).map(({ name, kind, verbs }) => ({
    subresource: name,
    responseKind: name === 'scale' ? { group: 'autoscaling', version: 'v1', kind } : kindOf(type),
    verbs,
  }))
  return {
    resource: type.plural,
    responseKind: kindOf(type),
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: type.verbs,
    ...(type.shortNames.length > 0 && { shortNames: type.shortNames }),
    ...(type.categories.length > 0 && { categories: type.categories }),
    ...(subresources.length > 0 && { subresources }),
  }
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1)

/** The group and version of built-in kinds go without saying. */
const kindOf = ({ group, version, kind, custom }: ResourceType): ApiObject =>
  custom ? { group, version, kind } : { group: '', version: '', kind }
