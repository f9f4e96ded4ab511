import { altered, type Sequence } from '../sequence.ts'
import { apply, get, mergePatch, post, put, remove } from '../steps.ts'
import { configMap, deployment, lease, myApp, service } from './objects.ts'
import { configMaps, deployments, leases, myApps, services } from './paths.ts'

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
  {
    name: 'a name is generated from its prefix',
    steps: [
      post(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'web-' } }),
      post(myApps, {
        apiVersion: 'example.com/v1',
        kind: 'MyApp',
        metadata: { generateName: 'web-' },
        spec: { image: 'example.com/app:1' },
      }),
      post(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'Not_A_Name' } }),
      post(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }),
    ],
  },
  {
    name: 'a dry run answers as if, and writes nothing',
    steps: [
      post(`${configMaps}?dryRun=All`, configMap('web', { a: '1' })),
      get(`${configMaps}/web`),
      post(configMaps, configMap('web', { a: '1' })),
      put(`${configMaps}/web?dryRun=All`, altered(3, { data: { a: '2' } })),
      remove(`${configMaps}/web?dryRun=All`),
      post(`${services}?dryRun=All`, service('web')),
      get(`${configMaps}/web`),
    ],
  },
  {
    name: 'an unknown field of a ConfigMap or a Deployment',
    steps: [
      post(`${configMaps}?fieldValidation=Ignore`, { ...configMap('a'), colour: 'red' }),
      post(`${configMaps}?fieldValidation=Warn`, { ...configMap('b'), colour: 'red' }),
      post(`${configMaps}?fieldValidation=Strict`, { ...configMap('c'), colour: 'red' }),
      put(`${configMaps}/a?fieldValidation=Strict`, { ...configMap('a'), colour: 'red' }),
      post(deployments, deployment('web', { colour: 'red', strategy: { size: 3 } })),
    ],
  },
  {
    name: 'a Lease is created by PUT, and renewed only with its resourceVersion',
    steps: [
      put(`${leases}/lock`, lease('lock', { holderIdentity: 'me', renewTime: '2020-01-01T00:00:00.000000Z' })),
      put(`${leases}/lock`, lease('lock', { holderIdentity: 'you' })),
      put(`${leases}/lock`, altered(1, { spec: { holderIdentity: 'you', leaseTransitions: 1 } })),
      put(`${leases}/lock`, altered(1, { spec: { holderIdentity: 'they' } })),
    ],
  },
  {
    name: 'a Service is created by PUT',
    steps: [
      put(`${services}/web`, service('web')),
      put(`${services}/web`, altered(1, { metadata: { labels: { a: 'b' } } })),
    ],
  },
  {
    name: 'a replacement names its object by uid',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      put(`${configMaps}/web`, configMap('web', { a: '2' }, { uid: '<1.metadata.uid>' })),
      put(`${configMaps}/web`, configMap('web', { a: '3' }, { uid: '00000000-0000-4000-8000-000000000000' })),
      put(`${myApps}/web`, myApp('web', {}, { uid: '00000000-0000-4000-8000-000000000000', resourceVersion: '1' })),
    ],
  },
  {
    name: 'an immutable ConfigMap is replaced in vain, but for its labels',
    steps: [
      post(configMaps, { ...configMap('web', { a: '1' }), immutable: true }),
      put(`${configMaps}/web`, altered(1, { data: { a: '2' } })),
      put(`${configMaps}/web`, altered(1, { immutable: null })),
      put(`${configMaps}/web`, altered(1, { metadata: { labels: { a: 'b' } } })),
    ],
  },
  {
    name: 'the selector of a Deployment is never changed',
    steps: [
      post(deployments, deployment('web')),
      put(
        `${deployments}/web`,
        altered(1, {
          spec: { selector: { matchLabels: { app: 'other' } }, template: { metadata: { labels: { app: 'other' } } } },
        }),
      ),
    ],
  },
  {
    name: 'the generation counts what is asked for, not what is noted',
    steps: [
      post(deployments, deployment('web')),
      put(`${deployments}/web`, altered(1, { metadata: { labels: { a: 'b' } } })),
      put(`${deployments}/web`, altered(2, { metadata: { annotations: { a: 'b' } } })),
      put(`${deployments}/web`, altered(3, { spec: { replicas: 2 } })),
      post(myApps, myApp('web')),
      put(`${myApps}/web`, altered(5, { metadata: { annotations: { a: 'b' } } })),
      put(`${myApps}/web`, altered(6, { spec: { replicas: 2 } })),
    ],
  },
  {
    name: 'a Service becomes an ExternalName and something else again',
    steps: [
      post(services, service('web')),
      mergePatch(`${services}/web`, { spec: { type: 'ExternalName', externalName: 'example.com' } }),
      mergePatch(`${services}/web/status`, { metadata: { labels: { a: 'b' } } }),
      mergePatch(`${services}/web`, { spec: { type: 'NodePort', externalName: null } }),
    ],
  },
  {
    name: 'a custom resource with empty labels is put back as it was read',
    steps: [
      apply(`${myApps}/web`, 'one', myApp('web', {}, { labels: {} })),
      get(`${myApps}/web`),
      put(`${myApps}/web`, altered(2)),
    ],
  },
]
