import { controllerReference } from './replicaSetController.ts'
import { boundsOf, sizeOf } from './rollout.ts'
import type { DeploymentShape, Labels, ReplicaSetShape } from './shapes.ts'
import { hashLabel } from './templateHash.ts'

export const revisionOf = 'deployment.kubernetes.io/revision'
const desiredReplicas = 'deployment.kubernetes.io/desired-replicas'
const maxReplicas = 'deployment.kubernetes.io/max-replicas'

/** How many pods the ReplicaSet of a new template begins with. */
export const initialSize = (deployment: DeploymentShape, older: readonly ReplicaSetShape[]): number => {
  const replicas = deployment.spec.replicas ?? 1
  const running = older.reduce((total, replicaSet) => total + sizeOf(replicaSet), 0)
  if (deployment.spec.strategy?.type === 'Recreate') return running === 0 ? replicas : 0
  return Math.max(0, Math.min(replicas, replicas + boundsOf(deployment).surge - running))
}

/** The ReplicaSet of a Deployment's present template. */
export const replicaSetFor = (
  deployment: DeploymentShape,
  name: string,
  hash: string,
  revision: string,
  replicas: number,
) => {
  const { metadata, spec } = deployment
  const withHash = (labels: Labels = {}): Labels => ({ ...labels, [hashLabel]: hash })
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: metadata.namespace,
      labels: withHash(spec.template.metadata?.labels),
      annotations: { ...inherited(metadata.annotations), ...bookkeeping(deployment), [revisionOf]: revision },
      ownerReferences: [controllerReference('apps/v1', 'Deployment', deployment)],
    },
    spec: {
      replicas,
      selector: { ...spec.selector, matchLabels: withHash(spec.selector.matchLabels) },
      template: {
        ...spec.template,
        metadata: { ...spec.template.metadata, labels: withHash(spec.template.metadata?.labels) },
      },
    },
  }
}

const own = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionOf,
  'deployment.kubernetes.io/revision-history',
  desiredReplicas,
  maxReplicas,
])

const inherited = (annotations: Labels = {}): Labels =>
  Object.fromEntries(Object.entries(annotations).filter(([name]) => !own.has(name)))

/** The annotations by which a ReplicaSet knows the size of its Deployment. */
export const bookkeeping = (deployment: DeploymentShape): Labels => ({
  [desiredReplicas]: String(deployment.spec.replicas ?? 1),
  [maxReplicas]: String((deployment.spec.replicas ?? 1) + boundsOf(deployment).surge),
})
