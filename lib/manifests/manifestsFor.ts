import type { Manifest } from '../kube/object.ts'
import { accessObjects } from './access.ts'
import { certManagerObjects, trusting } from './certManager.ts'
import { type Installation, installationLabels } from './installation.ts'
import { installationServices, networkPolicy } from './network.ts'
import { certificateTargets, configurations } from './webhooks.ts'
import { controllerDeployment, disruptionBudget } from './workload.ts'

/**
 * All objects of an installation, in the order in which they can be applied. Its
 * pods need no more than Pod Security `restricted` allows, and no rights but those
 * that follow from what its controllers declare.
 */
export const manifestsFor = (installation: Installation): readonly Manifest[] => [
  ...namespace(installation),
  ...(installation.definitions ?? []).map(definition => trustingIfConverted(installation, definition)),
  ...accessObjects(installation),
  ...installationServices(installation),
  networkPolicy(installation),
  disruptionBudget(installation),
  ...certManagerObjects(installation),
  controllerDeployment(installation),
  // Last: where webhooks are registered and none answers, no object of their kinds can be written.
  ...configurations(installation).map(each => trusting(installation, each)),
]

const trustingIfConverted = (installation: Installation, definition: Manifest): Manifest =>
  certificateTargets(installation).some(({ name }) => name === definition.metadata.name)
    ? trusting(installation, definition)
    : definition

/** A namespace that others are in as well is left as it is. */
const namespace = (installation: Installation): readonly Manifest[] => {
  const name = installation.namespace
  if (name === 'default' || name.startsWith('kube-')) return []
  const modes = ['enforce', 'audit', 'warn'].map(mode => [`pod-security.kubernetes.io/${mode}`, 'restricted'])
  const labels = { ...installationLabels(installation), ...Object.fromEntries(modes) }
  return [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }]
}
