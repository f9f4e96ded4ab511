import { forbidden } from '../../kube/status.ts'
import { metaOf } from '../objects/meta.ts'
import type { ResourceType } from '../objects/resourceType.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'

const crds = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' }

/** Nothing is created of a kind whose CRD is going. */
export const checkDefinition = (state: ClusterState, type: ResourceType, name: string): void => {
  if (!type.custom) return
  const crd = objectOf(state, crds, `${type.plural}.${type.group}`)
  if (crd === undefined || metaOf(crd).deletionTimestamp === undefined) return
  refuse(forbidden(type, name, 'create not allowed while custom resource definition is terminating'))
}
