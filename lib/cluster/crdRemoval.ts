import { isRecord } from '../equal.ts'
import type { DeleteOptions } from './deleteOptions.ts'
import { deleteObject, isFinished } from './deletion.ts'
import { metaOf, withMeta } from './meta.ts'
import type { ApiObject, ResourceType } from './resourceType.ts'
import { type ClusterState, collectionOf, objectKey, put, remove } from './state.ts'

/** Holds a deleting CRD until its objects are gone. */
export const crdFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

const crds = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' }

export const isCrd = (type: Pick<ResourceType, 'group' | 'plural'>): boolean =>
  type.group === crds.group && type.plural === crds.plural

/** The CRD as it is deleted: held by its objects, if there are any. */
export const heldByObjects = (state: ClusterState, crd: ApiObject): ApiObject => {
  const type = definedBy(state, crd)
  if (type === undefined || collectionOf(state, type).objects.isEmpty()) return crd
  const finalizers = metaOf(crd).finalizers ?? []
  return finalizers.includes(crdFinalizer) ? crd : withMeta(crd, { finalizers: [...finalizers, crdFinalizer] })
}

/** Deletes the objects of a deleting CRD; those with finalizers of their own keep it waiting. */
export const deleteObjectsOf = (state: ClusterState, crd: ApiObject, nowMs: number): ClusterState => {
  const type = definedBy(state, crd)
  if (type === undefined) return state
  const options: DeleteOptions = { dryRun: false }
  let next = state
  for (const object of collectionOf(state, type).objects.values()) {
    next = deleteObject(next, type, object, options, nowMs).state
  }
  return releaseCrd(next, type)
}

/** After an object of a custom kind went: lets its deleting CRD go if it was the last one. */
export const releaseCrd = (state: ClusterState, type: ResourceType): ClusterState => {
  if (!type.custom || !collectionOf(state, type).objects.isEmpty()) return state
  const crd = collectionOf(state, crds).objects.get(`${type.plural}.${type.group}`)
  if (crd === undefined) return state
  const { deletionTimestamp, finalizers = [] } = metaOf(crd)
  if (deletionTimestamp === undefined || !finalizers.includes(crdFinalizer)) return state
  const rest = finalizers.filter(finalizer => finalizer !== crdFinalizer)
  const released = withMeta(crd, { finalizers: rest.length > 0 ? rest : undefined })
  return isFinished(released) ? remove(state, crds, objectKey(crd)) : put(state, crds, released)
}

const definedBy = (state: ClusterState, crd: ApiObject): ResourceType | undefined => {
  const spec = isRecord(crd.spec) ? crd.spec : {}
  const plural = isRecord(spec.names) ? spec.names.plural : undefined
  return state.types.find(type => type.custom && type.group === spec.group && type.plural === plural)
}
