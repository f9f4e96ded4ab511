import type { ApiRequest } from '../wire/request.ts'
import type { StandinKind } from './shapes.ts'

/** One of the programs of a cluster that the stand-ins stand in for. */
export interface Actor {
  readonly user: ApiRequest['user']
  readonly userAgent: string
}

export const controllerActor = (name: string): Actor => ({
  user: {
    name: `system:serviceaccount:kube-system:${name}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  },
  userAgent: 'kube-controller-manager/v1.36.3',
})

export const kubeletActor: Actor = {
  user: { name: 'system:node:sluice', groups: ['system:nodes', 'system:authenticated'] },
  userAgent: 'kubelet/v1.36.3',
}

export const podKind: StandinKind = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }
export const replicaSetKind: StandinKind = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  namespaced: true,
}
export const deploymentKind: StandinKind = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
}
export const namespaceKind: StandinKind = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
}

const pathFor = (kind: StandinKind, namespace: string | undefined, ...rest: readonly string[]): string => {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`
  const within = kind.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''
  return [`${root}${within}/${kind.plural}`, ...rest].join('/')
}

export const createRequest = (
  actor: Actor,
  kind: StandinKind,
  namespace: string | undefined,
  body: unknown,
): ApiRequest => ({
  ...actor,
  method: 'POST',
  path: pathFor(kind, namespace),
  query: {},
  contentType: 'application/json',
  body,
})

interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown }
  readonly [field: string]: unknown
}

/** A JSON merge patch of the object or of one of its subresources. */
export const patchRequest = (
  actor: Actor,
  kind: StandinKind,
  of: Named,
  body: unknown,
  subresource?: string,
): ApiRequest => ({
  ...actor,
  method: 'PATCH',
  path: pathFor(kind, of.metadata.namespace, of.metadata.name, ...(subresource === undefined ? [] : [subresource])),
  query: {},
  contentType: 'application/merge-patch+json',
  body,
})

export const putRequest = (actor: Actor, kind: StandinKind, of: Named, subresource?: string): ApiRequest => ({
  ...actor,
  method: 'PUT',
  path: pathFor(kind, of.metadata.namespace, of.metadata.name, ...(subresource === undefined ? [] : [subresource])),
  query: {},
  contentType: 'application/json',
  body: of,
})

export interface RemoveOptions {
  readonly uid: string
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  readonly gracePeriodSeconds?: number
}

/** Deletes this very object: another of the same name stays. */
export const removeRequest = (
  actor: Actor,
  kind: StandinKind,
  of: Named,
  { uid, ...options }: RemoveOptions,
): ApiRequest => ({
  ...actor,
  method: 'DELETE',
  path: pathFor(kind, of.metadata.namespace, of.metadata.name),
  query: {},
  contentType: 'application/json',
  body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid }, ...options },
})
