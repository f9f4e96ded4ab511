import { controller } from '../lib/controller/controller.ts'
import { ConfigMap, Deployment, Service } from '../lib/kube/kinds.ts'
import { desired } from './desired.ts'
import { MyApp } from './myapp.ts'

const deploymentStatus = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'conditions',
].map(field => `status.${field}`)

/** The controller that ships with sluice. */
export const myApp = controller({
  name: 'myapp',
  watches: MyApp,
  owns: [
    { resource: Deployment, reads: ['spec', ...deploymentStatus] },
    { resource: Service, reads: ['spec'] },
    { resource: ConfigMap, reads: [], digests: ['data'] },
  ],
  finalizer: 'example.com/finalizer',
  desired,
  // All that a MyApp has is in the cluster and owned by it: garbage collection is the cleanup.
  cleanup: () => ({ done: true }),
})
