import { altered, type Sequence } from '../sequence.ts'
import { apply, get, mergePatch, post, put, strategicPatch } from '../steps.ts'
import { deployment } from './objects.ts'
import { deployments, namespaces, replicaSets } from './paths.ts'

const replicaSet = (name: string) => ({ ...deployment(name), kind: 'ReplicaSet' })

/** The status of kinds that are built in. */
export const workloadStatus: readonly Sequence[] = [
  {
    name: 'the status of a Deployment is written beside its spec',
    steps: [
      post(deployments, { ...deployment('web'), status: { replicas: 9 } }),
      put(
        `${deployments}/web/status`,
        altered(1, { spec: { replicas: 5 }, status: { replicas: 2, observedGeneration: 1 } }),
      ),
      mergePatch(`${deployments}/web/status`, { status: { replicas: 3 } }),
      put(`${deployments}/web`, altered(3, { spec: { replicas: 4 }, status: { replicas: 8 } })),
      get(`${deployments}/web/status`),
    ],
  },
  {
    name: 'metadata through the status of a Deployment',
    steps: [
      post(deployments, deployment('web', {}, { labels: { a: '1' } })),
      mergePatch(`${deployments}/web/status`, { metadata: { labels: { a: '2' } } }),
      mergePatch(`${deployments}/web/status`, { metadata: { annotations: { c: 'd' } } }),
      get(`${deployments}/web`),
    ],
  },
  {
    name: 'conditions of a Deployment are merged by their type',
    steps: [
      post(deployments, deployment('web')),
      strategicPatch(`${deployments}/web/status`, {
        status: { conditions: [{ type: 'Available', status: 'True' }] },
      }),
      strategicPatch(`${deployments}/web/status`, {
        status: {
          conditions: [
            { type: 'Progressing', status: 'True' },
            { type: 'Available', status: 'False' },
          ],
        },
      }),
      apply(`${deployments}/web/status`, 'one', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        status: { replicas: 1, conditions: [{ type: 'Odd', status: 'True' }] },
      }),
    ],
  },
  {
    name: 'the status of a Deployment is validated',
    steps: [
      post(deployments, deployment('web')),
      mergePatch(`${deployments}/web/status`, { status: { replicas: -1 } }),
      mergePatch(`${deployments}/web/status`, { status: { replicas: 1, readyReplicas: 2 } }),
      mergePatch(`${deployments}/web/status`, { status: { replicas: 'x' } }),
      mergePatch(`${deployments}/web/status`, { status: { observedGeneration: 5 } }),
      mergePatch(`${deployments}/web/status`, { status: { observedGeneration: 4 } }),
    ],
  },
  {
    name: 'the status of a ReplicaSet and of a Namespace',
    steps: [
      post(replicaSets, replicaSet('web')),
      mergePatch(`${replicaSets}/web/status`, { status: { replicas: 1, fullyLabeledReplicas: 1 } }),
      mergePatch(`${replicaSets}/web/status`, { status: { availableReplicas: 2 } }),
      mergePatch(`${replicaSets}/web`, { spec: { replicas: 0 }, status: { replicas: 0 } }),
      mergePatch(`${namespaces}/<ns>/status`, { status: { conditions: [{ type: 'Odd', status: 'True' }] } }),
      get(`${namespaces}/<ns>/status`),
    ],
  },
]
