import { altered, type Sequence } from '../sequence.ts'
import { get, mergePatch, post, put } from '../steps.ts'
import { deployment, myApp } from './objects.ts'
import { deployments, myApps } from './paths.ts'

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
]
