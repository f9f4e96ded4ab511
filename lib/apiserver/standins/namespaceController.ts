import type { ClusterState } from '../store/state.ts'
import type { ApiRequest } from '../wire/request.ts'
import { storedObject } from './read.ts'
import type { NamespaceShape, StandinKind, StoredObject } from './shapes.ts'
import { controllerActor, createRequest, namespaceKind, putRequest, removeRequest } from './write.ts'

const actor = controllerActor('namespace-controller')
const accounts = controllerActor('service-account-controller')
const publisher = controllerActor('root-ca-cert-publisher')

const serviceAccounts: StandinKind = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  namespaced: true,
}
const configMaps: StandinKind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }

/** Furnishes a namespace; empties one that is being deleted, and lets it go once it is empty. */
export const namespaceController = (
  state: ClusterState,
  namespace: NamespaceShape,
  ca: string | undefined,
): readonly ApiRequest[] =>
  namespace.metadata.deletionTimestamp === undefined ? furnish(state, namespace, ca) : clear(state, namespace)

const furnish = (state: ClusterState, { metadata }: NamespaceShape, ca: string | undefined): readonly ApiRequest[] => {
  const missing = (kind: StandinKind, name: string): boolean =>
    storedObject(state, kind, metadata.name, name) === undefined
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }
  const root = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt' }, data: { 'ca.crt': ca } }
  return [
    ...(missing(serviceAccounts, 'default') ? [createRequest(accounts, serviceAccounts, metadata.name, account)] : []),
    ...(ca !== undefined && missing(configMaps, 'kube-root-ca.crt')
      ? [createRequest(publisher, configMaps, metadata.name, root)]
      : []),
  ]
}

const clear = (state: ClusterState, namespace: NamespaceShape): readonly ApiRequest[] => {
  const { name } = namespace.metadata
  const seen = new Set<string>()
  const requests: ApiRequest[] = []
  let left = 0
  for (const type of state.types) {
    const collection = `${type.group}/${type.plural}`
    if (!type.namespaced || seen.has(collection)) continue
    seen.add(collection)
    for (const [key, object] of state.collections.get(collection)?.objects ?? []) {
      if (!key.startsWith(`${name}/`)) continue
      left += 1
      const { metadata } = object as StoredObject
      if (metadata.deletionTimestamp !== undefined) continue
      requests.push(removeRequest(actor, type, { metadata }, { uid: metadata.uid, propagationPolicy: 'Background' }))
    }
  }
  if (left > 0 || !namespace.spec?.finalizers?.includes('kubernetes')) return requests
  const finalizers = namespace.spec.finalizers.filter(finalizer => finalizer !== 'kubernetes')
  return [putRequest(actor, namespaceKind, { ...namespace, spec: { ...namespace.spec, finalizers } }, 'finalize')]
}
