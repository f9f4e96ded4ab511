import { altered, type Sequence } from '../sequence.ts'
import { apply, forced, get, jsonPatch, mergePatch, post, put, remove, strategicPatch } from '../steps.ts'
import { deployment, myApp } from './objects.ts'
import { deployments, myApps, replicaSets } from './paths.ts'
import { anything, installed, thing, things, version } from './things.ts'

const replicaSet = (name: string) => ({ ...deployment(name), kind: 'ReplicaSet' })
const scaleTo = (replicas: number, meta: object = {}) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'web', ...meta },
  spec: { replicas },
})

export const scale: readonly Sequence[] = [
  {
    name: 'a Deployment and a MyApp are scaled',
    steps: [
      post(deployments, deployment('web')),
      get(`${deployments}/web/scale`),
      put(`${deployments}/web/scale`, altered(2, { spec: { replicas: 3 } })),
      post(myApps, myApp('web')),
      get(`${myApps}/web/scale`),
      put(`${myApps}/web/scale`, altered(5, { spec: { replicas: 3 } })),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'who scales a Deployment owns its replicas',
    steps: [
      post(deployments, deployment('web')),
      mergePatch(`${deployments}/web/scale?fieldManager=scaler`, { spec: { replicas: 3 } }),
      get(`${deployments}/web`),
      apply(`${deployments}/web`, 'one', deployment('web', { replicas: 4 })),
      apply(`${deployments}/web`, 'one', deployment('web', { replicas: 4 }), forced),
      mergePatch(`${deployments}/web/scale?fieldManager=scaler`, { spec: { replicas: 5 } }),
      get(`${deployments}/web`),
    ],
  },
  {
    name: 'each type of patch scales a Deployment',
    steps: [
      post(deployments, deployment('web')),
      jsonPatch(`${deployments}/web/scale`, [{ op: 'replace', path: '/spec/replicas', value: 2 }]),
      mergePatch(`${deployments}/web/scale`, { spec: { replicas: 3 } }),
      strategicPatch(`${deployments}/web/scale`, { spec: { replicas: 4 } }),
      apply(`${deployments}/web/scale`, 'one', scaleTo(5), forced),
      apply(`${deployments}/web/scale`, 'two', scaleTo(6)),
      get(`${deployments}/web`),
    ],
  },
  {
    name: 'each type of patch scales a MyApp',
    steps: [
      post(myApps, myApp('web', { replicas: 1 })),
      jsonPatch(`${myApps}/web/scale`, [{ op: 'replace', path: '/spec/replicas', value: 2 }]),
      mergePatch(`${myApps}/web/scale`, { spec: { replicas: 3 } }),
      strategicPatch(`${myApps}/web/scale`, { spec: { replicas: 4 } }),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'a scale of a MyApp is applied and owned',
    steps: [
      apply(`${myApps}/web`, 'one', myApp('web', { replicas: 1 })),
      apply(`${myApps}/web/scale`, 'two', scaleTo(2)),
      apply(`${myApps}/web/scale`, 'two', scaleTo(2), forced),
      get(`${myApps}/web`),
      apply(`${myApps}/web`, 'one', myApp('web', { replicas: 3 })),
      apply(`${myApps}/web`, 'one', myApp('web')),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'a ReplicaSet is scaled',
    steps: [
      post(replicaSets, replicaSet('web')),
      get(`${replicaSets}/web/scale`),
      put(`${replicaSets}/web/scale`, scaleTo(3)),
      mergePatch(`${replicaSets}/web/status`, { status: { replicas: 2 } }),
      get(`${replicaSets}/web/scale`),
      get(`${replicaSets}/web`),
    ],
  },
  {
    name: 'a scale that makes no sense is refused',
    steps: [
      post(deployments, deployment('web')),
      put(`${deployments}/web/scale`, scaleTo(-1)),
      put(`${deployments}/web/scale`, deployment('web')),
      put(`${deployments}/web/scale`, scaleTo(2, { name: 'other' })),
      mergePatch(`${deployments}/web/scale`, { spec: { replicas: 'x' } }),
      put(`${deployments}/none/scale`, scaleTo(2, { name: 'none' })),
      get(`${deployments}/none/scale`),
      post(`${deployments}/web/scale`, scaleTo(2)),
      remove(`${deployments}/web/scale`),
    ],
  },
  {
    name: 'a scale of a MyApp that makes no sense is refused',
    steps: [
      post(myApps, myApp('web')),
      put(`${myApps}/web/scale`, scaleTo(-1)),
      put(`${myApps}/web/scale`, myApp('web')),
      mergePatch(`${myApps}/web/scale`, { spec: { replicas: 5000 } }),
      put(`${myApps}/none/scale`, scaleTo(2, { name: 'none' })),
      mergePatch(`${myApps}/none/scale`, { spec: { replicas: 2 } }),
      get(`${myApps}/none/scale`),
      remove(`${myApps}/web/scale`),
    ],
  },
  {
    name: 'a stale scale is refused',
    steps: [
      post(myApps, myApp('web')),
      get(`${myApps}/web/scale`),
      mergePatch(`${myApps}/web`, { spec: { replicas: 2 } }),
      put(`${myApps}/web/scale`, altered(2, { spec: { replicas: 3 } })),
      post(deployments, deployment('web')),
      put(`${deployments}/web/scale`, scaleTo(3, { resourceVersion: '1' })),
      put(`${deployments}/web/scale`, scaleTo(3, { uid: '00000000-0000-4000-8000-000000000000' })),
    ],
  },
  {
    name: 'a scale that changes nothing writes nothing',
    steps: [
      post(deployments, deployment('web')),
      put(`${deployments}/web/scale`, scaleTo(1)),
      mergePatch(`${deployments}/web/scale?dryRun=All`, { spec: { replicas: 3 } }),
      get(`${deployments}/web`),
      post(myApps, myApp('web', { replicas: 1 })),
      put(`${myApps}/web/scale`, scaleTo(1)),
      put(`${myApps}/web/scale?dryRun=All`, scaleTo(3)),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'a kind whose scale names no selector shows none',
    steps: [
      ...installed([
        version(anything, {
          subresources: { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
        }),
      ]),
      post(things, thing('a', { spec: { replicas: 2 } })),
      get(`${things}/a/scale`),
      put(`${things}/a/scale`, scaleTo(3)),
      get(`${things}/a`),
    ],
  },
]
