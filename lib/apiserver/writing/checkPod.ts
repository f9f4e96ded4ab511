import { recordAt, textAt } from '../../json/fields.ts'
import { forbidden } from '../../kube/status.ts'
import type { ApiCall } from '../call/call.ts'
import { priorities } from '../kinds/podAdmission.ts'
import { metaOf } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'

const serviceAccounts = { group: '', plural: 'serviceaccounts' }

/**
 * A new Pod runs as a ServiceAccount that exists, and has a priority that exists. The account `default` is taken
 * for granted: the controller that makes it in every namespace may not run.
 */
export const checkPod = (state: ClusterState, { type, namespace }: ApiCall, pod: ApiObject): void => {
  if (type.group !== '' || type.plural !== 'pods') return
  const spec = recordAt(pod, 'spec')
  const account = textAt(spec, 'serviceAccountName')
  const priority = textAt(spec, 'priorityClassName')
  const name = metaOf(pod).name ?? ''
  if (account !== 'default' && objectOf(state, serviceAccounts, `${namespace}/${account}`) === undefined) {
    const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`
    refuse(forbidden(type, name, why))
  }
  if (priority !== '' && priorities[priority] === undefined) {
    refuse(forbidden(type, name, `no PriorityClass with name ${priority} was found`))
  }
}
