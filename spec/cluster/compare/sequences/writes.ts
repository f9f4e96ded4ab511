import { altered, type Sequence } from '../sequence.ts'
import { apply, get, mergePatch, post, put, remove } from '../steps.ts'
import { configMap, deployment, lease, myApp, service } from './objects.ts'
import { configMaps, deployments, leases, myApps, services } from './paths.ts'

export const writes: readonly Sequence[] = [
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
