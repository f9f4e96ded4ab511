import { eventRules } from '../events/eventRules.ts'
import { leaseRules } from '../lease.ts'
import type { Manifest } from '../object.ts'
import { granting, type PolicyRule, rulesOf } from '../rbac.ts'
import { type Installation, labelsOf, placed } from './installation.ts'

/** What it may do in the whole cluster: what its controllers do, and tell of it in Events. */
export const clusterRules = ({ controllers }: Installation): readonly PolicyRule[] => [
  ...controllers.flatMap(controller => rulesOf(controller)),
  ...eventRules,
]

/** What it may do in its own namespace: seek its Lease. */
export const namespaceRules = ({ name }: Installation): readonly PolicyRule[] => leaseRules(name)

/** Who its pods are, and what they may do: these rules and nothing else. */
export const access = (installation: Installation): readonly Manifest[] => {
  const { name, namespace } = installation
  const subjects = [{ kind: 'ServiceAccount', name, namespace }]
  const account: Manifest = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: placed(installation),
    // Its pods ask for the token; others that run as it get none by accident.
    automountServiceAccountToken: false,
  }
  return [
    account,
    ...granting('ClusterRole', { name, labels: labelsOf(installation) }, clusterRules(installation), subjects),
    ...granting('Role', placed(installation), namespaceRules(installation), subjects),
  ]
}
