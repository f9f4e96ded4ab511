import type { Sequence } from '../sequence.ts'
import { post } from '../steps.ts'
import { defaultServiceAccount, deployment, pod, service } from './objects.ts'
import { deployments, pods, serviceAccounts, services } from './paths.ts'

export const coreKinds: readonly Sequence[] = [
  { name: 'a Pod with its defaults', steps: [post(serviceAccounts, defaultServiceAccount), post(pods, pod('web'))] },
  {
    name: 'a Deployment whose selector does not match is refused',
    steps: [post(deployments, deployment('web', { selector: { matchLabels: { app: 'other' } } }))],
  },
  {
    name: 'Services of all types',
    steps: [
      post(services, service('node', { type: 'NodePort' })),
      post(services, service('balanced', { type: 'LoadBalancer' })),
      post(services, service('headless', { clusterIP: 'None' })),
    ],
  },
]
