import { randomUUID } from 'node:crypto'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { pathOf } from '../../../lib/kube/object.ts'
import { eventually } from '../eventually.ts'
import type { FaultWorld } from './world.ts'

/** A MutatingAdmissionPolicy that changes each Deployment before it is stored. */
export interface MutatingPolicy {
  /** Resolves when Deployments are no longer changed. */
  readonly remove: () => Promise<void>
}

/** A Deployment for a dry run, which shows whether the policy is in force. */
const probe = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'probe' },
  spec: {
    selector: { matchLabels: { probe: 'yes' } },
    template: { metadata: { labels: { probe: 'yes' } }, spec: { containers: [{ name: 'app', image: 'probe:1' }] } },
  },
}

/**
 * `applied` is a CEL expression: what is applied over each Deployment. Resolves
 * when it is in force, which `shows` up in the text of a Deployment.
 */
export const startMutatingPolicy = async (
  { plane, send }: Pick<FaultWorld, 'plane' | 'send'>,
  applied: string,
  shows: string,
): Promise<MutatingPolicy> => {
  const version = plane.minor === '1.35' ? 'v1beta1' : 'v1'
  const group = `/apis/admissionregistration.k8s.io/${version}`
  const name = `policy-${randomUUID()}`
  const object = (kind: string, spec: object) => ({
    apiVersion: `admissionregistration.k8s.io/${version}`,
    kind,
    metadata: { name },
    spec,
  })
  /** Rejects with what the API server says of the policy, where that cannot be applied. */
  const isInForce = async (): Promise<boolean> => {
    const { code, text } = await plane.client.send('POST', `${pathOf(Deployment, 'default')}?dryRun=All`, probe)
    if (code !== 201) throw new Error(text)
    return text.includes(shows)
  }
  const resourceRules = [
    { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] },
  ]
  await send(
    'POST',
    `${group}/mutatingadmissionpolicies`,
    object('MutatingAdmissionPolicy', {
      matchConstraints: { resourceRules },
      failurePolicy: 'Fail',
      reinvocationPolicy: 'Never',
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: applied } }],
    }),
  )
  await send(
    'POST',
    `${group}/mutatingadmissionpolicybindings`,
    object('MutatingAdmissionPolicyBinding', { policyName: name }),
  )
  await eventually(`${shows} is added to Deployments`, isInForce)
  return {
    remove: async () => {
      await send('DELETE', `${group}/mutatingadmissionpolicybindings/${name}`)
      await send('DELETE', `${group}/mutatingadmissionpolicies/${name}`)
      await eventually(`${shows} is no longer added to Deployments`, async () => !(await isInForce()))
    },
  }
}
