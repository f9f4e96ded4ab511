import { altered, type Sequence } from '../sequence.ts'
import { get, post, put, remove } from '../steps.ts'
import { configMap, deployment, myApp, service } from './objects.ts'
import { configMaps, deployments, myApps, services } from './paths.ts'

export const crud: readonly Sequence[] = [
  {
    name: 'a ConfigMap is created, read, replaced and deleted',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      get(`${configMaps}/web`),
      put(`${configMaps}/web`, altered(2, { data: { a: '2', b: '3' } })),
      get(configMaps),
      remove(`${configMaps}/web`),
      get(`${configMaps}/web`),
    ],
  },
  {
    name: 'a Deployment is created, replaced and deleted',
    steps: [
      post(deployments, deployment('web')),
      put(`${deployments}/web`, altered(1, { spec: { replicas: 3 } })),
      put(`${deployments}/web`, altered(2, { metadata: { labels: { tier: 'front' } } })),
      get(`${deployments}/web`),
      remove(`${deployments}/web`),
    ],
  },
  {
    name: 'a Service is created, replaced and deleted',
    steps: [
      post(services, service('web')),
      put(`${services}/web`, altered(1, { spec: { ports: [{ port: 81, name: 'http' }] } })),
      remove(`${services}/web`),
    ],
  },
  {
    name: 'a MyApp is created, replaced and deleted',
    steps: [
      post(myApps, myApp('web')),
      put(`${myApps}/web`, altered(1, { spec: { replicas: 3 } })),
      get(`${myApps}/web`),
      remove(`${myApps}/web`),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'creating what exists is refused',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      post(configMaps, configMap('web', { a: '2' })),
      post(myApps, myApp('web')),
      post(myApps, myApp('web')),
      post(deployments, deployment('web')),
      post(deployments, deployment('web')),
    ],
  },
  {
    name: 'a replacement with a stale resourceVersion is refused',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      put(`${configMaps}/web`, altered(1, { data: { a: '2' } })),
      put(`${configMaps}/web`, altered(1, { data: { a: '3' } })),
      get(`${configMaps}/web`),
    ],
  },
  {
    name: 'a replacement without resourceVersion overwrites, but not a MyApp',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      put(`${configMaps}/web`, configMap('web', { a: '2' })),
      post(myApps, myApp('web')),
      put(`${myApps}/web`, myApp('web', { replicas: 2 })),
    ],
  },
  {
    name: 'a replacement that changes nothing writes nothing',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      put(`${configMaps}/web`, altered(1)),
      post(deployments, deployment('web')),
      put(`${deployments}/web`, deployment('web')),
      post(myApps, myApp('web')),
      put(`${myApps}/web`, altered(5)),
    ],
  },
  {
    name: 'replacing what does not exist is refused',
    steps: [
      put(`${configMaps}/none`, configMap('none')),
      put(`${deployments}/none`, deployment('none')),
      put(`${myApps}/none`, myApp('none')),
      put(`${configMaps}/none`, configMap('none', {}, { resourceVersion: '3' })),
      put(`${configMaps}/none`, configMap('none', {}, { uid: '00000000-0000-4000-8000-000000000000' })),
    ],
  },
  {
    name: 'what the server owns of the metadata cannot be sent',
    steps: [
      post(
        configMaps,
        configMap('web', undefined, {
          uid: '00000000-0000-4000-8000-000000000000',
          creationTimestamp: '2001-01-01T00:00:00Z',
          generation: 7,
          deletionTimestamp: '2001-01-01T00:00:00Z',
          deletionGracePeriodSeconds: 3,
          selfLink: '/somewhere',
        }),
      ),
      put(
        `${configMaps}/web`,
        altered(1, { metadata: { creationTimestamp: '2001-01-01T00:00:00Z', generation: 9, selfLink: '/x' } }),
      ),
      post(configMaps, configMap('other', undefined, { resourceVersion: '1' })),
    ],
  },
]
