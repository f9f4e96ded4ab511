import { altered, type Sequence } from '../sequence.ts'
import { get, mergePatch, post, put } from '../steps.ts'
import { deployment, replicaSet, withPod } from './objects.ts'
import { deployments, replicaSets } from './paths.ts'

/** Deployments and ReplicaSets: defaults, rules, what cannot be changed. */
export const workloads: readonly Sequence[] = [
  {
    name: 'a Deployment whose selector does not match is refused',
    steps: [post(deployments, deployment('web', { selector: { matchLabels: { app: 'other' } } }))],
  },
  {
    name: 'a Deployment with all its defaults',
    steps: [
      post(deployments, deployment('web')),
      post(deployments, deployment('recreated', { strategy: { type: 'Recreate' } })),
      post(deployments, deployment('rolled', { strategy: { rollingUpdate: { maxSurge: 1 } } })),
      post(
        deployments,
        deployment('none', { replicas: 0, paused: false, minReadySeconds: 0, revisionHistoryLimit: 0 }),
      ),
    ],
  },
  {
    name: 'a Deployment without what it must have is refused',
    steps: [
      post(deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }),
      post(deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: {} }),
      post(deployments, deployment('web', { selector: {} })),
      post(deployments, deployment('web', { template: {} })),
      post(deployments, deployment('web', { template: { metadata: { labels: { app: 'web' } } } })),
      post(deployments, deployment('web', withPod({ containers: [] }))),
    ],
  },
  {
    name: 'numbers of a Deployment that make no sense are refused',
    steps: [
      post(deployments, deployment('web', { replicas: -1, minReadySeconds: -1, revisionHistoryLimit: -1 })),
      post(deployments, deployment('web', { progressDeadlineSeconds: 10, minReadySeconds: 10 })),
      post(deployments, deployment('web', { progressDeadlineSeconds: -1 })),
    ],
  },
  {
    name: 'strategies of a Deployment that make no sense are refused',
    steps: [
      post(deployments, deployment('web', { strategy: { type: 'Slowly' } })),
      post(deployments, deployment('web', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } })),
      post(deployments, deployment('web', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } })),
      post(deployments, deployment('web', { strategy: { rollingUpdate: { maxSurge: '10', maxUnavailable: '200%' } } })),
      post(deployments, deployment('web', { strategy: { rollingUpdate: { maxSurge: -1, maxUnavailable: -2 } } })),
    ],
  },
  {
    name: 'selectors of a Deployment that make no sense are refused',
    steps: [
      post(deployments, deployment('web', { selector: { matchExpressions: [{ key: 'app', operator: 'Like' }] } })),
      post(deployments, deployment('web', { selector: { matchExpressions: [{ key: 'app', operator: 'In' }] } })),
      post(
        deployments,
        deployment('web', { selector: { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['a'] }] } }),
      ),
      post(
        deployments,
        deployment('web', { selector: { matchExpressions: [{ key: 'bad key', operator: 'Exists' }] } }),
      ),
      post(deployments, deployment('web', { selector: { matchLabels: { app: 'bad value' } } })),
      post(deployments, deployment('web', { selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } })),
    ],
  },
  {
    name: 'the selector of a Deployment does not change',
    steps: [
      post(deployments, deployment('web')),
      mergePatch(`${deployments}/web`, { spec: { selector: { matchLabels: { app: 'other' } } } }),
      mergePatch(`${deployments}/web`, {
        spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } } } },
      }),
    ],
  },
  {
    name: 'the generation of a Deployment counts changes of its spec',
    steps: [
      post(deployments, deployment('web')),
      mergePatch(`${deployments}/web`, { metadata: { labels: { a: 'b' } } }),
      mergePatch(`${deployments}/web`, { spec: { replicas: 2 } }),
      mergePatch(`${deployments}/web`, { spec: { replicas: 2 } }),
      put(`${deployments}/web`, altered(4, { metadata: { generation: 77 }, status: { replicas: 5 } })),
      get(`${deployments}/web`),
    ],
  },
  {
    name: 'the status of a Deployment is not taken at its creation',
    steps: [post(deployments, { ...deployment('web'), status: { replicas: 5, observedGeneration: 3 } })],
  },
  {
    name: 'a ReplicaSet with its defaults',
    steps: [
      post(replicaSets, replicaSet('web')),
      post(replicaSets, { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'none' } }),
      post(replicaSets, replicaSet('bad', { replicas: -1, selector: {} })),
      post(replicaSets, replicaSet('bad', { selector: { matchLabels: { app: 'other' } } })),
      post(replicaSets, replicaSet('bad', { template: undefined })),
      mergePatch(`${replicaSets}/web`, { spec: { selector: { matchLabels: { app: 'other' } } } }),
      mergePatch(`${replicaSets}/web`, { spec: { replicas: 3 } }),
    ],
  },
]
