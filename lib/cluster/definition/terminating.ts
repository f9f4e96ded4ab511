import { metaOf } from '../meta.ts'
import type { ResourceType } from '../resourceType.ts'
import { type ClusterState, objectOf } from '../state.ts'
import { forbidden, refuse } from '../status.ts'

const crds = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' }

/** Nothing is created of a kind whose CRD is going. */
export const checkDefinition = (state: ClusterState, type: ResourceType, name: string): void => {
  if (!type.custom) return
  const crd = objectOf(state, crds, `${type.plural}.${type.group}`)
  if (crd === undefined || metaOf(crd).deletionTimestamp === undefined) return
  refuse(forbidden(type, name, 'create not allowed while custom resource definition is terminating'))
}
