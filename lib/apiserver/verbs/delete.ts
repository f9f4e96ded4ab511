import { deletedStatus, forbidden, groupResource, notFound } from '../../kube/status.ts'
import { type ApiCall, answerWith, type CallAnswer, keyOfCall } from '../call/call.ts'
import { type Deletion, deleteObject } from '../lifecycle/deletion.ts'
import { isCrd, markCrd } from '../lifecycle/removal.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { inVersion } from '../presenting/representation.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { type DeleteOptions, deleteOptions } from '../wire/deleteOptions.ts'
import { refuse } from '../wire/refusal.ts'

/** DELETE of one object: a Status when it is gone, the object itself while something holds it. */
export const deleteOne = (state: ClusterState, call: ApiCall): CallAnswer => {
  const { type, name } = call
  const options = deleteOptions(call.request)
  const object = objectOf(state, type, keyOfCall(call))
  if (object === undefined) return refuse(notFound(type, name))
  const deletion = deleteWithConsequences(state, call, object, options)
  const shown = inVersion(type, deletion.object)
  if (!deletion.gone) return answerWith(deletion.state, options.accepted === true ? 202 : 200, shown)
  if (!answersWithObject.has(groupResource(type))) {
    return answerWith(deletion.state, 200, deletedStatus(type, name, metaOf(object).uid))
  }
  const { resourceVersion } = options.dryRun
    ? metaOf(object)
    : { resourceVersion: String(deletion.state.resourceVersion) }
  return answerWith(deletion.state, 200, withMeta(shown, { resourceVersion }))
}

/** The kinds whose deletion answers with what was deleted. */
const answersWithObject = new Set([
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'deviceclasses.resource.k8s.io',
  'namespaces',
  'persistentvolumeclaims',
  'persistentvolumes',
  'podtemplates',
  'pods',
  'resourceclaims.resource.k8s.io',
  'resourcequotas',
  'serviceaccounts',
  'services',
  'storageclasses.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'volumeattributesclasses.storage.k8s.io',
])

const immortal = new Set(['default', 'kube-system', 'kube-public'])

/** Some Namespaces stay, and a CRD goes in steps. */
export const deleteWithConsequences = (
  state: ClusterState,
  { type, nowMs }: Pick<ApiCall, 'type' | 'nowMs'>,
  object: ApiObject,
  options: DeleteOptions,
): Deletion => {
  const { name = '', deletionTimestamp } = metaOf(object)
  if (type.group === '' && type.plural === 'namespaces' && immortal.has(name)) {
    return refuse(forbidden(type, name, 'this namespace may not be deleted'))
  }
  return isCrd(type) && deletionTimestamp === undefined
    ? markCrd(state, type, object, options, nowMs)
    : deleteObject(state, type, object, options, nowMs)
}
