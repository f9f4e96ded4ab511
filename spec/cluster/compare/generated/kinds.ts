import { configMap, deployment, myApp, service } from '../sequences/objects.ts'
import { configMaps, deployments, myApps, services } from '../sequences/paths.ts'
import {
  configMapParts,
  deploymentParts,
  metadataParts,
  myAppParts,
  type Parts,
  serviceParts,
  statusParts,
} from './parts.ts'

/** A kind that sequences are generated of. */
export interface Kind {
  readonly path: string
  /** The least that is accepted. */
  readonly base: (name: string) => { readonly apiVersion: string; readonly kind: string }
  /** Merge patches, to be combined. */
  readonly parts: Parts
  /** Of its status; empty where it has none. */
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
} satisfies { readonly [name: string]: Kind }

export type KindName = keyof typeof kinds

export const kindNames: readonly KindName[] = ['configMap', 'myApp', 'deployment', 'service']

export const kindOf = (name: KindName): Kind => kinds[name]
