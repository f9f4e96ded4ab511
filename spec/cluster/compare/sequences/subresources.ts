import { altered, type Sequence } from '../sequence.ts'
import { apply, forced, get, jsonPatch, mergePatch, post, put, remove, strategicPatch } from '../steps.ts'
import { configMap, deployment, myApp } from './objects.ts'
import { configMaps, deployments, myApps } from './paths.ts'

const ready = (status: string) => ({
  type: 'Ready',
  status,
  reason: 'Because',
  message: 'so',
  lastTransitionTime: '2001-01-01T00:00:00Z',
})
const appStatus = (status: object) => ({
  apiVersion: 'example.com/v1',
  kind: 'MyApp',
  metadata: { name: 'web' },
  status,
})

/** `status`. Scales are in scale.ts, those of Pods in podSubresources.ts. */
export const subresources: readonly Sequence[] = [
  {
    name: 'the status of a MyApp is written beside its spec',
    steps: [
      post(myApps, { ...myApp('web'), status: { replicas: 9 } }),
      put(`${myApps}/web/status`, altered(1, { spec: { replicas: 5 }, status: { replicas: 2 } })),
      mergePatch(`${myApps}/web/status`, { status: { replicas: 3 }, metadata: { labels: { a: 'b' } } }),
      get(`${myApps}/web/status`),
    ],
  },
  {
    name: 'a status sent with the spec of a MyApp is ignored',
    steps: [
      post(myApps, myApp('web')),
      mergePatch(`${myApps}/web/status`, { status: { replicas: 1 } }),
      put(`${myApps}/web`, altered(2, { spec: { replicas: 5 }, status: { replicas: 7 } })),
      mergePatch(`${myApps}/web`, { status: { replicas: 8 } }),
      mergePatch(`${myApps}/web`, { status: null }),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'a status of a MyApp is applied and owned',
    steps: [
      post(myApps, myApp('web')),
      apply(`${myApps}/web/status`, 'one', appStatus({ replicas: 1, conditions: [ready('True')] })),
      apply(`${myApps}/web/status`, 'two', appStatus({ replicas: 2 })),
      apply(`${myApps}/web/status`, 'two', appStatus({ replicas: 2 }), forced),
      apply(`${myApps}/web`, 'three', { ...myApp('web', { replicas: 3 }), status: { replicas: 3 } }),
      apply(`${myApps}/web/status`, 'one', appStatus({})),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'each type of patch writes the status of a MyApp',
    steps: [
      post(myApps, myApp('web')),
      jsonPatch(`${myApps}/web/status`, [{ op: 'add', path: '/status', value: { replicas: 1 } }]),
      mergePatch(`${myApps}/web/status`, { status: { readyReplicas: 1 } }),
      strategicPatch(`${myApps}/web/status`, { status: { replicas: 2 } }),
      mergePatch(`${myApps}/web/status`, { status: null }),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'the status of a MyApp is validated and pruned',
    steps: [
      post(myApps, myApp('web')),
      mergePatch(`${myApps}/web/status`, { status: { replicas: 'many' } }),
      mergePatch(`${myApps}/web/status`, { status: { replicas: -1 } }),
      mergePatch(`${myApps}/web/status`, { status: { unknown: 1 } }),
      mergePatch(`${myApps}/web/status?fieldValidation=Strict`, { status: { unknown: 1 } }),
      mergePatch(`${myApps}/web/status?dryRun=All`, { status: { replicas: 4 } }),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'a stale or foreign status is refused',
    steps: [
      post(myApps, myApp('web')),
      mergePatch(`${myApps}/web`, { spec: { replicas: 2 } }),
      put(`${myApps}/web/status`, altered(1, { status: { replicas: 2 } })),
      put(`${myApps}/web/status`, altered(2, { metadata: { resourceVersion: null }, status: { replicas: 2 } })),
      put(`${myApps}/none/status`, altered(2)),
      mergePatch(`${myApps}/none/status`, { status: { replicas: 2 } }),
      apply(`${myApps}/none/status`, 'one', { ...appStatus({ replicas: 1 }), metadata: { name: 'none' } }),
    ],
  },
  {
    name: 'metadata through the status of a MyApp',
    steps: [
      post(myApps, myApp('web', {}, { labels: { a: '1' } })),
      mergePatch(`${myApps}/web/status`, {
        metadata: { labels: { a: '2' }, annotations: { c: 'd' }, finalizers: ['example.com/hold'] },
        spec: { replicas: 9 },
      }),
      put(
        `${myApps}/web/status`,
        altered(1, { metadata: { resourceVersion: '<2.metadata.resourceVersion>', labels: null } }),
      ),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'subresources that do not exist, or not with this verb',
    steps: [
      post(configMaps, configMap('web')),
      get(`${configMaps}/web/status`),
      get(`${configMaps}/web/scale`),
      post(myApps, myApp('web')),
      get(`${myApps}/web/frobnicate`),
      post(`${myApps}/web/status`, myApp('web')),
      remove(`${myApps}/web/status`),
      post(`${deployments}/web/status`, deployment('web')),
      remove(`${deployments}/web/status`),
      get(`${deployments}/none/status`),
    ],
  },
]
