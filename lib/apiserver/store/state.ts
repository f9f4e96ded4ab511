import { Map as PersistentMap } from 'immutable'
import type { Key } from '../../kube/object.ts'
import type { Versions } from '../../versions/index.ts'
import { isTrueOf } from '../crds/condition.ts'
import { typesOfCrd } from '../crds/typesOfCrd.ts'
import { coreEvent } from '../objects/eventForms.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { timestamp } from '../objects/timestamp.ts'
import { uid } from '../objects/uid.ts'
import { builtinTypes } from './builtinTypes.ts'
import { type Collection, compactCollection, emptyCollection, recordEvent, type StoredEvent } from './collection.ts'

/** The whole content of a cluster as one persistent value: keep any version of it, fork it, go on from it. */
export interface ClusterState {
  /** resourceVersion of the last write. */
  readonly resourceVersion: number
  /** The kinds that are served: built-in ones, then those of the installed CRDs. */
  readonly types: readonly ResourceType[]
  /** By `group/plural`; all versions of a kind share one collection. */
  readonly collections: PersistentMap<string, Collection>
  readonly seed: number
  /** How many unique values were drawn: uids, generated names, ports. */
  readonly drawn: number
  /** Events remembered for each kind. */
  readonly historyLimit: number
  /** The resourceVersion that all kinds are compacted to at least. */
  readonly compactedTo: number
  /** The versions of the kinds whose CRDs name a conversion webhook: the model converts in its place. */
  readonly versions: readonly Versions[]
}

export interface EmptyClusterOptions {
  /** Milliseconds since the epoch: the creation of the first namespaces. */
  readonly nowMs: number
  /** Equal seeds give equal uids and generated names. Default: 1. */
  readonly seed?: number
  /** Events remembered for each kind; a watch from further back gets 410 Expired. Default: 8192. */
  readonly historyLimit?: number
  /**
   * Stands in for the conversion webhooks of CRDs: their kinds, with how one version becomes another. Default: none;
   * where a CRD names a webhook, only the stored version is served then, and the others say that it is away.
   */
  readonly versions?: readonly Versions[]
}

/** A cluster with the namespaces `default`, `kube-system` and `kube-public`, and nothing else. */
export const emptyCluster = ({
  nowMs,
  seed = 1,
  historyLimit = 8192,
  versions = [],
}: EmptyClusterOptions): ClusterState => {
  const none: ClusterState = {
    resourceVersion: 0,
    types: builtinTypes,
    collections: PersistentMap(),
    seed,
    drawn: 0,
    historyLimit,
    compactedTo: 0,
    versions,
  }
  return ['default', 'kube-public', 'kube-system'].reduce((state, name) => {
    const [drawn, counter] = draw(state)
    return putObject(drawn, namespaceType, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        uid: uid(seed, counter),
        creationTimestamp: timestamp(nowMs),
        labels: { 'kubernetes.io/metadata.name': name },
      },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    })
  }, none)
}

type TypeName = Pick<ResourceType, 'group' | 'plural'>

const namespaceType: TypeName = { group: '', plural: 'namespaces' }
const crdType: TypeName = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' }

/** Events are one collection, whichever of their two groups asks. */
export const collectionName = ({ group, plural }: TypeName): string =>
  group === 'events.k8s.io' ? `/${plural}` : `${group}/${plural}`

export const collectionOf = (state: ClusterState, type: TypeName): Collection =>
  state.collections.get(collectionName(type)) ?? { ...emptyCollection, compactedTo: state.compactedTo }

export const objectKey = (object: ApiObject): Key => {
  const { namespace, name = '' } = metaOf(object)
  return namespace === undefined ? name : `${namespace}/${name}`
}

export const objectOf = (state: ClusterState, type: TypeName, key: Key): ApiObject | undefined =>
  collectionOf(state, type).objects.get(key)

/** All objects of a kind, in no particular order. */
export const objectsOf = (state: ClusterState, type: TypeName): Iterable<ApiObject> =>
  collectionOf(state, type).objects.values()

/** A number never drawn before, to make unique values of. */
export const draw = (state: ClusterState): readonly [ClusterState, number] => [
  { ...state, drawn: state.drawn + 1 },
  state.drawn,
]

/** Stores `object` at the next resourceVersion, which is written into it, and logs the event. */
export const putObject = (state: ClusterState, type: TypeName, object: ApiObject): ClusterState => {
  const resourceVersion = state.resourceVersion + 1
  const key = objectKey(object)
  const old = objectOf(state, type, key)
  const stored = withMeta(coreEvent(object), { resourceVersion: String(resourceVersion) })
  return logged(state, type, {
    type: old === undefined ? 'ADDED' : 'MODIFIED',
    key,
    resourceVersion,
    object: stored,
    ...(old !== undefined && { old }),
  })
}

/** Removes the object. Its last event carries what was stored, with the resourceVersion of the deletion. */
export const removeObject = (state: ClusterState, type: TypeName, key: Key): ClusterState => {
  const old = objectOf(state, type, key)
  if (old === undefined) return state
  const resourceVersion = state.resourceVersion + 1
  const object = withMeta(old, { resourceVersion: String(resourceVersion) })
  return logged(state, type, { type: 'DELETED', key, resourceVersion, object, old })
}

const logged = (state: ClusterState, type: TypeName, event: StoredEvent): ClusterState => {
  const name = collectionName(type)
  const collection = recordEvent(collectionOf(state, type), event, state.historyLimit)
  const next: ClusterState = {
    ...state,
    resourceVersion: event.resourceVersion,
    collections: state.collections.set(name, collection),
  }
  if (name !== collectionName(crdType)) return next
  const served = { ...next, types: [...builtinTypes, ...customTypes(next, collection)] }
  return isEstablishedBy(event) ? withNewKind(served, event.object) : served
}

const isEstablishedBy = ({ type, object, old }: StoredEvent): boolean =>
  type !== 'DELETED' && isTrueOf(object, 'Established') && !(old !== undefined && isTrueOf(old, 'Established'))

/** The history of a kind begins when its CRD is established. */
const withNewKind = (state: ClusterState, crd: ApiObject): ClusterState => {
  const [type] = customTypesOf(state, crd)
  if (type === undefined) return state
  const collection = { ...collectionOf(state, type), since: state.resourceVersion }
  return { ...state, collections: state.collections.set(collectionName(type), collection) }
}

/** A stored CRD is of one cluster, and so of one choice of known versions. */
const known = new WeakMap<ApiObject, readonly ResourceType[]>()

/** The kinds of the established CRDs; those of an unchanged CRD stay the same values. */
const customTypes = (state: ClusterState, crds: Collection): readonly ResourceType[] =>
  [...crds.objects.values()].filter(crd => isTrueOf(crd, 'Established')).flatMap(crd => customTypesOf(state, crd))

const customTypesOf = ({ versions }: ClusterState, crd: ApiObject): readonly ResourceType[] => {
  const types = known.get(crd) ?? (isTrueOf(crd, 'Established') ? typesOfCrd(crd, versions) : [])
  known.set(crd, types)
  return types
}

/** Forgets all events up to `toResourceVersion`: watches and lists from before it get 410 Expired. */
export const compact = (state: ClusterState, toResourceVersion: number): ClusterState => ({
  ...state,
  compactedTo: Math.max(state.compactedTo, toResourceVersion),
  collections: state.collections.map(collection => compactCollection(collection, toResourceVersion)),
})

const registries = new WeakMap<readonly ResourceType[], ReadonlyMap<string, ResourceType>>()

/** The kind that is served under `/apis/{group}/{version}/{plural}`. */
export const typeOf = (
  state: ClusterState,
  group: string,
  version: string,
  plural: string,
): ResourceType | undefined => {
  let registry = registries.get(state.types)
  if (registry === undefined) {
    registry = new Map(state.types.map(type => [`${type.group}/${type.version}/${type.plural}`, type]))
    registries.set(state.types, registry)
  }
  return registry.get(`${group}/${version}/${plural}`)
}
