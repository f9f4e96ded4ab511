import { granting, type PolicyRule, rulesOf } from '../controller/rbac.ts'
import { leaseRules } from '../election/lease.ts'
import { eventRules } from '../events/eventRules.ts'
import type { Manifest } from '../kube/object.ts'
import { metricsAccessRules, metricsReaderRules } from '../reviews/metricsAccess.ts'
import { type Installation, installationLabels, placed } from './installation.ts'
import { certificateRulesOf } from './webhooks.ts'

/** Its rights on what its controllers work on: in all namespaces, or in the one that is watched. */
export const workRules = (installation: Installation): readonly PolicyRule[] => [
  ...installation.controllers.flatMap(controller =>
    installation.watchedNamespace === undefined ? rulesOf(controller) : rulesOf(controller, 'Namespaced'),
  ),
  ...eventRules,
]

/** Its rights in the whole cluster: its work, the trust in its webhooks, and asking who may read metrics. */
export const clusterRules = (installation: Installation): readonly PolicyRule[] => [
  ...(installation.watchedNamespace === undefined
    ? workRules(installation)
    : installation.controllers.flatMap(controller => rulesOf(controller, 'Cluster'))),
  ...certificateRulesOf(installation).cluster,
  ...(installation.metricsSecure ? metricsAccessRules : []),
]

/** Its rights in its own namespace: to seek its Lease, and to keep the certificates of its webhooks. */
export const namespaceRules = (installation: Installation): readonly PolicyRule[] => [
  ...leaseRules(installation.name),
  ...certificateRulesOf(installation).namespaced,
]

/** The ServiceAccount of its pods, and the roles and bindings that give it these rules alone. */
export const accessObjects = (installation: Installation): readonly Manifest[] => {
  const { name, namespace, watchedNamespace } = installation
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
    ...granting(
      'ClusterRole',
      { name, labels: installationLabels(installation) },
      clusterRules(installation),
      subjects,
    ),
    ...granting('Role', placed(installation), namespaceRules(installation), subjects),
    ...(watchedNamespace === undefined
      ? []
      : granting(
          'Role',
          { ...placed(installation, '-work'), namespace: watchedNamespace },
          workRules(installation),
          subjects,
        )),
    ...(installation.metricsSecure ? [metricsReader(installation)] : []),
  ]
}

/** To be bound to the clients that scrape metrics. */
const metricsReader = (installation: Installation): Manifest => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: `${installation.name}-metrics-reader`, labels: installationLabels(installation) },
  rules: metricsReaderRules,
})
