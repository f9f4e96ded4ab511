import type { Sequence } from '../sequence.ts'
import { get, post, remove, watch } from '../steps.ts'
import { configMap, deployment, myApp, service } from './objects.ts'
import { configMaps, deployments, myApps, namespaces, services } from './paths.ts'

export const deleteCollection: readonly Sequence[] = [
  {
    name: 'a collection is deleted and answers with its list',
    steps: [
      post(configMaps, configMap('a', { a: '1' })),
      post(configMaps, configMap('b')),
      remove(configMaps),
      get(configMaps),
      remove(configMaps),
    ],
  },
  {
    name: 'selected objects of a collection are deleted',
    steps: [
      post(myApps, myApp('a', {}, { labels: { app: 'x' } })),
      post(myApps, myApp('b')),
      post(myApps, myApp('c')),
      remove(`${myApps}?labelSelector=app%3Dx`),
      remove(`${myApps}?fieldSelector=metadata.name%3Db`),
      get(myApps),
      remove(`${myApps}?labelSelector=app%3D%3D%3Dx`),
      remove(`${myApps}?fieldSelector=spec.x%3D1`),
    ],
  },
  {
    name: 'a collection is deleted in name only',
    steps: [
      post(configMaps, configMap('a')),
      remove(`${configMaps}?dryRun=All`),
      remove(configMaps, { dryRun: ['All'] }),
      get(configMaps),
    ],
  },
  {
    name: 'finalizers hold members of a collection that is deleted',
    steps: [
      post(deployments, deployment('a', {}, { finalizers: ['example.com/hold'] })),
      post(deployments, deployment('b')),
      remove(deployments),
      get(deployments),
      remove(deployments, { propagationPolicy: 'Foreground' }),
      watch(`${deployments}?resourceVersion=<2.metadata.resourceVersion>`, { events: 3 }),
    ],
  },
  {
    name: 'a page of a collection is deleted',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      remove(`${configMaps}?limit=1`),
      get(configMaps),
    ],
  },
  {
    name: 'a precondition that one member does not meet',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      remove(configMaps, { preconditions: { uid: '<1.metadata.uid>' } }),
      get(`${configMaps}/b`),
    ],
  },
  {
    name: 'which collections cannot be deleted',
    steps: [remove(namespaces), remove('/api/v1/configmaps'), remove('/apis/example.com/v1/myapps')],
  },
  {
    name: 'the Services of a namespace are deleted',
    steps: [post(services, service('a')), post(services, service('b')), remove(services), get(services)],
  },
]
