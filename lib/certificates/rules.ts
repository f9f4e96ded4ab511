import type { PolicyRule } from '../controller/rbac.ts'
import { type CertificateTarget, targetResources } from './targets.ts'

/** The rights that self-managed certificates need. */
export interface CertificateRules {
  /** For a Role in the namespace of the Secret. */
  readonly namespaced: readonly PolicyRule[]
  /** For a ClusterRole. */
  readonly cluster: readonly PolicyRule[]
}

/**
 * Each object by its name: lists and watches select by it. Only `create` cannot be
 * limited so: the API server does not know the name yet when it asks.
 */
export const certificateRules = (options: {
  readonly secret: { readonly name: string }
  readonly targets: readonly CertificateTarget[]
}): CertificateRules => {
  const resources = [...new Set(options.targets.map(({ kind }) => targetResources[kind]))]
  return {
    namespaced: [
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: [options.secret.name],
        verbs: ['list', 'watch', 'update'],
      },
    ],
    cluster: resources.map(resource => ({
      apiGroups: [resource.group],
      resources: [resource.plural],
      resourceNames: options.targets.filter(({ kind }) => kind === resource.kind).map(({ name }) => name),
      verbs: ['list', 'watch', 'patch'],
    })),
  }
}

/** Under which the API server reaches a Service, for `hosts`. */
export const serviceHosts = ({ namespace, name }: { readonly namespace: string; readonly name: string }) => [
  `${name}.${namespace}.svc`,
  `${name}.${namespace}.svc.cluster.local`,
]
