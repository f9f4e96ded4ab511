import { withCondition } from '../crds/condition.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { timestamp } from '../objects/timestamp.ts'
import { type ClusterState, objectKey, objectOf, putObject } from '../store/state.ts'
import { checkPreconditions, type DeleteOptions } from '../wire/deleteOptions.ts'
import type { Deletion } from './deletion.ts'

/** Holds a deleting CRD until its objects are gone. */
export const crdFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

export const isCrd = (type: Pick<ResourceType, 'group' | 'plural'>): boolean =>
  type.group === 'apiextensions.k8s.io' && type.plural === 'customresourcedefinitions'

/** The first request to delete a CRD marks it, whatever it has of objects; the rest follows. */
export const markCrd = (
  state: ClusterState,
  type: ResourceType,
  crd: ApiObject,
  options: DeleteOptions,
  nowMs: number,
): Deletion => {
  checkPreconditions(type, crd, options)
  const { finalizers = [] } = metaOf(crd)
  const held = withMeta(crd, {
    deletionTimestamp: timestamp(nowMs),
    finalizers: finalizers.includes(crdFinalizer) ? finalizers : [...finalizers, crdFinalizer],
  })
  const marked = withCondition(
    held,
    {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    },
    nowMs,
  )
  if (options.dryRun) return { state, object: marked, gone: false }
  const stored = putObject(state, type, marked)
  return { state: stored, object: objectOf(stored, type, objectKey(marked)) ?? marked, gone: false }
}
