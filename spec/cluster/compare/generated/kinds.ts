import { configMap, deployment, lease, myApp, service } from '../sequences/objects.ts'
import { configMaps, deployments, leases, myApps, replicaSets, secrets, services } from '../sequences/paths.ts'
import { leaseParts, replicaSetParts, secretParts } from './moreParts.ts'
import {
  configMapParts,
  deploymentParts,
  metadataParts,
  myAppParts,
  oldMyAppParts,
  type Parts,
  serviceParts,
  statusParts,
} from './parts.ts'

/** A kind for which sequences are generated. */
export interface Kind {
  readonly path: string
  /** The smallest object that the API server accepts. */
  readonly base: (name: string) => { readonly apiVersion: string; readonly kind: string }
  /** Merge patches, to be combined. */
  readonly parts: Parts
  /** Parts of its status; empty if the kind has no status. */
  readonly status: Parts
}

/** Empty labels of a custom resource are kept though never shown: see the list of differences. */
const { emptyLabels: _kept, ...ofCustom } = metadataParts

export const kinds = {
  configMap: {
    path: configMaps,
    base: name => configMap(name),
    parts: { ...configMapParts, ...metadataParts },
    status: {},
  },
  myApp: {
    path: myApps,
    base: name => myApp(name),
    parts: { ...myAppParts, ...ofCustom },
    status: statusParts.myApp,
  },
  /** MyApps in v1beta1. */
  oldMyApp: {
    path: myApps.replace('/v1/', '/v1beta1/'),
    base: name => ({
      apiVersion: 'example.com/v1beta1',
      kind: 'MyApp',
      metadata: { name },
      spec: { image: { repository: 'example.com/app', tag: '1' } },
    }),
    parts: { ...oldMyAppParts, ...ofCustom },
    status: statusParts.myApp,
  },
  deployment: {
    path: deployments,
    base: name => deployment(name),
    parts: { ...deploymentParts, ...metadataParts },
    status: statusParts.deployment,
  },
  service: {
    path: services,
    base: name => service(name),
    parts: { ...serviceParts, ...metadataParts },
    status: statusParts.service,
  },
  secret: {
    path: secrets,
    base: name => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name } }),
    parts: { ...secretParts, ...metadataParts },
    status: {},
  },
  replicaSet: {
    path: replicaSets,
    base: name => ({ ...deployment(name), kind: 'ReplicaSet' }),
    parts: { ...replicaSetParts, ...metadataParts },
    status: statusParts.replicaSet,
  },
  lease: {
    path: leases,
    base: name => lease(name, { holderIdentity: 'me' }),
    parts: { ...leaseParts, ...metadataParts },
    status: {},
  },
} satisfies { readonly [name: string]: Kind }

export type KindName = keyof typeof kinds

/** The most interesting kinds first: most sequences use the first five. */
export const kindNames: readonly KindName[] = [
  'configMap',
  'myApp',
  'oldMyApp',
  'deployment',
  'service',
  'secret',
  'replicaSet',
  'lease',
]

export const kindOf = (name: KindName): Kind => kinds[name]
