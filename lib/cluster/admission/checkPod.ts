import type { Call } from '../call.ts'
import { recordAt, textAt } from '../kinds/builtin.ts'
import { priorities } from '../kinds/podAdmission.ts'
import { metaOf } from '../meta.ts'
import type { ApiObject } from '../resourceType.ts'
import { type ClusterState, objectOf } from '../state.ts'
import { forbidden, refuse } from '../status.ts'

const serviceAccounts = { group: '', plural: 'serviceaccounts' }

/**
 * A new Pod runs as a ServiceAccount that exists, and has a priority that exists. The account `default` is taken
 * for granted: the controller that makes it in every namespace may not run.
 */
export const checkPod = (state: ClusterState, { type, namespace }: Call, pod: ApiObject): void => {
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
