import { isRecord } from '../../json/fields.ts'
import { forbidden, notFound } from '../../kube/status.ts'
import type { ApiCall } from '../call/call.ts'
import { metaOf } from '../objects/meta.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'

const namespaces = { group: '', plural: 'namespaces' }

/** Nothing is created in a namespace that does not exist or is going away. */
export const checkNamespace = (
  state: ClusterState,
  { type, namespace, name }: Pick<ApiCall, 'type' | 'namespace' | 'name'>,
): void => {
  if (!type.namespaced) return
  const found = objectOf(state, namespaces, namespace)
  if (found === undefined) return void refuse(notFound(namespaces, namespace))
  const phase = isRecord(found.status) ? found.status.phase : undefined
  if (metaOf(found).deletionTimestamp === undefined && phase !== 'Terminating') return
  refuse(
    forbidden(type, name, `unable to create new content in namespace ${namespace} because it is being terminated`, [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ]),
  )
}
