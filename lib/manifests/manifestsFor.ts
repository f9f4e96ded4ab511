import type { Manifest } from '../kube/object.ts'
import { access } from './access.ts'
import { type Installation, labelsOf } from './installation.ts'
import { networkPolicy, services } from './network.ts'
import { configurations } from './webhooks.ts'
import { deployment, disruptionBudget } from './workload.ts'

/**
 * All objects of an installation, in the order in which they can be applied. Its
 * pods need no more than Pod Security `restricted` allows, and no rights but those
 * that follow from what its controllers declare.
 */
export const manifestsFor = (installation: Installation): readonly Manifest[] => [
  ...namespace(installation),
  ...(installation.definitions ?? []),
  ...access(installation),
  ...services(installation),
  networkPolicy(installation),
  disruptionBudget(installation),
  deployment(installation),
  // Last: where they are there and nobody answers, nothing of its kinds can be written.
  ...configurations(installation),
]

/** A namespace that others are in as well is left as it is. */
const namespace = (installation: Installation): readonly Manifest[] => {
  const name = installation.namespace
  if (name === 'default' || name.startsWith('kube-')) return []
  const modes = ['enforce', 'audit', 'warn'].map(mode => [`pod-security.kubernetes.io/${mode}`, 'restricted'])
  const labels = { ...labelsOf(installation), ...Object.fromEntries(modes) }
  return [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }]
}
