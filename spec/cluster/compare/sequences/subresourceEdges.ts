import { altered, type Sequence } from '../sequence.ts'
import { apply, get, jsonPatch, mergePatch, post, put, remove } from '../steps.ts'
import { defaultServiceAccount, deployment, myApp, pod, service } from './objects.ts'
import { deployments, myApps, pods, serviceAccounts, services } from './paths.ts'

const scaleTo = (replicas: number | null, meta: object = {}) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'web', ...meta },
  spec: { replicas },
})

/** Scales to nothing, statuses by apply, and both while the object is deleting. */
export const subresourceEdges: readonly Sequence[] = [
  {
    name: 'what a scale shows of status and selector',
    steps: [
      post(
        deployments,
        deployment('web', {
          selector: { matchLabels: { app: 'web', a: 'b' }, matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] },
          template: {
            metadata: { labels: { app: 'web', a: 'b' } },
            spec: { containers: [{ name: 'app', image: 'x' }] },
          },
        }),
      ),
      mergePatch(`${deployments}/web/status`, { status: { replicas: 1 } }),
      get(`${deployments}/web/scale`),
      post(myApps, myApp('web')),
      mergePatch(`${myApps}/web/status`, { status: { replicas: 2, selector: 'app=web' } }),
      get(`${myApps}/web/scale`),
      mergePatch(`${myApps}/web/scale`, { status: { replicas: 7 }, metadata: { labels: { a: 'b' } } }),
    ],
  },
  {
    name: 'a MyApp is scaled to nothing and back',
    steps: [
      post(myApps, myApp('web', { replicas: 2 })),
      put(`${myApps}/web/scale`, scaleTo(0)),
      get(`${myApps}/web`),
      mergePatch(`${myApps}/web/scale`, { spec: { replicas: 1 } }),
      get(`${myApps}/web`),
      jsonPatch(`${myApps}/web/scale`, [{ op: 'remove', path: '/spec/replicas' }]),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'a Deployment is scaled to nothing and back',
    steps: [
      post(deployments, deployment('web', { replicas: 2 })),
      put(`${deployments}/web/scale`, scaleTo(0)),
      get(`${deployments}/web`),
      mergePatch(`${deployments}/web/scale`, { spec: { replicas: 1 } }),
      get(`${deployments}/web`),
      put(`${deployments}/web/scale`, scaleTo(null)),
      put(`${deployments}/web/scale`, { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' } }),
      get(`${deployments}/web`),
    ],
  },
  {
    name: 'two scale by turns',
    steps: [
      apply(`${deployments}/web`, 'one', deployment('web')),
      mergePatch(`${deployments}/web/scale?fieldManager=a`, { spec: { replicas: 2 } }),
      mergePatch(`${deployments}/web/scale?fieldManager=b`, { spec: { replicas: 3 } }),
      mergePatch(`${deployments}/web/scale?fieldManager=a`, { spec: { replicas: 3 } }),
      get(`${deployments}/web`),
      mergePatch(`${deployments}/web?fieldManager=c`, { spec: { replicas: 4 } }),
      mergePatch(`${deployments}/web/scale?fieldManager=a`, { spec: { replicas: 5 } }),
      get(`${deployments}/web`),
    ],
  },
  {
    name: 'what is deleting is scaled',
    steps: [
      post(myApps, myApp('web', {}, { finalizers: ['example.com/hold'] })),
      remove(`${myApps}/web`),
      put(`${myApps}/web/scale`, scaleTo(3)),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'a status of a Deployment is applied',
    steps: [
      post(deployments, deployment('web')),
      apply(`${deployments}/web/status`, 'one', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', labels: { a: 'b' }, annotations: { c: 'd' } },
        spec: { replicas: 3 },
        status: { replicas: 2, readyReplicas: 1 },
      }),
      apply(`${deployments}/web/status`, 'one', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        status: { replicas: 2 },
      }),
    ],
  },
  {
    name: 'a status of a Pod is applied and lost',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('web')),
      apply(`${pods}/web/status`, 'one', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web' },
        status: { conditions: [{ type: 'example.com/odd', status: 'True' }] },
      }),
      apply(`${pods}/web/status`, 'one', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, status: {} }),
    ],
  },
  {
    name: 'the status of a Service',
    steps: [
      post(services, service('web', { type: 'LoadBalancer' })),
      mergePatch(`${services}/web/status`, { status: { loadBalancer: { ingress: [{ ip: '10.9.9.9' }] } } }),
      mergePatch(`${services}/web`, { status: { loadBalancer: {} } }),
      get(`${services}/web/status`),
    ],
  },
  {
    name: 'conditions of a MyApp are a map by type',
    steps: [
      post(myApps, myApp('web')),
      apply(`${myApps}/web/status`, 'one', status([condition('Ready', 'True')])),
      apply(`${myApps}/web/status`, 'two', status([condition('Odd', 'True')])),
      apply(`${myApps}/web/status`, 'one', status([])),
      mergePatch(`${myApps}/web/status`, {
        status: { conditions: [condition('Odd', 'True'), condition('Odd', 'False')] },
      }),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'a status replaced as it was writes nothing',
    steps: [
      post(myApps, myApp('web')),
      mergePatch(`${myApps}/web/status`, { status: { replicas: 1 } }),
      put(`${myApps}/web/status`, altered(2)),
      put(`${myApps}/web/status`, altered(2, { spec: { replicas: 8 } })),
      get(`${myApps}/web`),
    ],
  },
]

function condition(type: string, status: string) {
  return { type, status, reason: 'Because', message: 'so', lastTransitionTime: '2001-01-01T00:00:00Z' }
}

function status(conditions: readonly object[]) {
  return { apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name: 'web' }, status: { conditions } }
}
