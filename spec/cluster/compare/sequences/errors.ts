import { altered, type Sequence } from '../sequence.ts'
import { get, post, put, remove, step } from '../steps.ts'
import { configMap, deployment, myApp, pod, service } from './objects.ts'
import { configMaps, deployments, myApps, namespaces, pods, services } from './paths.ts'

/** What the path, the method and the headers of a request can have wrong. */
export const errors: readonly Sequence[] = [
  {
    name: 'what is not there is not found',
    steps: [
      get(`${configMaps}/none`),
      get('/apis/nowhere.example.com/v1/things'),
      get('/apis/apps/v1/namespaces/<ns>/things'),
      get('/nowhere'),
    ],
  },
  {
    name: 'a wrong name, kind or namespace is refused',
    steps: [
      post(configMaps, configMap('Not_A_Name')),
      post(deployments, configMap('web')),
      post(configMaps, configMap('web', undefined, { namespace: 'elsewhere' })),
      post(configMaps, 'no json'),
    ],
  },
  {
    name: 'objects that are not there are not found, whatever is done to them',
    steps: [
      get(`${deployments}/none`),
      get(`${myApps}/none`),
      remove(`${configMaps}/none`),
      remove(`${myApps}/none`),
      step('PATCH')(`${deployments}/none`, { body: {}, contentType: 'application/merge-patch+json' }),
      step('PATCH')(`${myApps}/none`, { body: {}, contentType: 'application/merge-patch+json' }),
      put(`${services}/none`, service('none')),
      get(`${deployments}/none/status`),
      get(`${deployments}/none/scale`),
      get('/api/v1/nodes/none'),
    ],
  },
  {
    name: 'paths that lead nowhere are not found',
    steps: [
      get('/apis/apps/v2/namespaces/<ns>/deployments'),
      get('/apis/apps/v1/namespaces/<ns>/deployments/web/nothing'),
      get('/api/v2/namespaces/<ns>/configmaps'),
      get('/apis/example.com/v9/namespaces/<ns>/myapps'),
      get('/apis/example.com/v1/namespaces/<ns>/things'),
      get('/apis/example.com/v1/namespaces/<ns>/myapps/web/nothing'),
      get('/apis/nothing'),
      get('/apis/apps/v9'),
    ],
  },
  {
    name: 'nothing is created in a namespace that does not exist',
    steps: [
      get('/api/v1/namespaces/none-<ns>/configmaps'),
      get('/api/v1/namespaces/none-<ns>/configmaps/web'),
      post('/api/v1/namespaces/none-<ns>/configmaps', configMap('web')),
      post('/apis/apps/v1/namespaces/none-<ns>/deployments', deployment('web')),
      post('/apis/example.com/v1/namespaces/none-<ns>/myapps', myApp('web')),
      remove('/api/v1/namespaces/none-<ns>/configmaps/web'),
    ],
  },
  {
    name: 'methods that a path does not know are refused',
    steps: [
      post(`${configMaps}/web`, configMap('web')),
      put(configMaps, configMap('web')),
      step('PATCH')(configMaps, { body: {}, contentType: 'application/merge-patch+json' }),
      post(`${deployments}/web/status`, deployment('web')),
      remove(`${deployments}/web/scale`),
    ],
  },
  {
    name: 'methods that the path of a custom resource does not know are refused',
    steps: [
      put(myApps, myApp('web')),
      step('PATCH')(myApps, { body: {}, contentType: 'application/merge-patch+json' }),
      post(`${myApps}/web/status`, myApp('web')),
      remove(`${myApps}/web/scale`),
    ],
  },
  {
    name: 'a custom resource is created at its own path, too',
    steps: [post(`${myApps}/web`, myApp('web'))],
  },
  {
    name: 'namespaces are not deleted together and objects not created across namespaces',
    steps: [
      remove(`${namespaces}?labelSelector=none%3D<ns>`),
      post('/api/v1/configmaps', configMap('web')),
      post('/apis/example.com/v1/myapps', myApp('web')),
      remove('/api/v1/configmaps/web'),
      get('/api/v1/configmaps/web'),
    ],
  },
  {
    name: 'an answer in a form that nobody can write is refused',
    steps: [
      get(configMaps, { accept: 'application/xml' }),
      get(configMaps, { accept: 'text/html' }),
      get(configMaps, { accept: 'application/xml, */*' }),
      get(configMaps, { accept: 'application/json;as=Nothing;v=v1;g=meta.k8s.io' }),
      get(myApps, { accept: 'application/xml' }),
    ],
  },
  {
    name: 'a body of a media type that nobody can read is refused',
    steps: [
      post(configMaps, configMap('web'), { contentType: 'text/plain' }),
      post(configMaps, configMap('web'), { contentType: 'application/xml' }),
      post(myApps, myApp('web'), { contentType: 'text/plain' }),
      post(configMaps, configMap('web'), { contentType: 'application/json; charset=utf-8' }),
    ],
  },
  {
    name: 'a patch of a media type that nobody knows is refused',
    steps: [
      post(configMaps, configMap('web')),
      post(myApps, myApp('web')),
      step('PATCH')(`${configMaps}/web`, { body: {}, contentType: 'application/json' }),
      step('PATCH')(`${myApps}/web`, { body: {}, contentType: 'application/strategic-merge-patch+json' }),
      step('PATCH')(`${configMaps}/none`, { body: {}, contentType: 'application/json' }),
    ],
  },
  {
    name: 'a body beyond the limits is refused',
    steps: [
      post(configMaps, configMap('huge', { a: 'x'.repeat(3 * 1024 * 1024) })),
      post(configMaps, configMap('large', { a: 'x'.repeat(1024 * 1024 + 1) })),
    ],
  },
  {
    name: 'a replacement must name what its path names',
    steps: [
      post(configMaps, configMap('web')),
      put(`${configMaps}/web`, configMap('other')),
      put(`${configMaps}/web`, configMap('web', undefined, { namespace: 'elsewhere' })),
      put(`${configMaps}/web`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }),
      put(`${configMaps}/web`, { apiVersion: 'v1', kind: 'ConfigMap' }),
      post(myApps, myApp('web')),
      put(`${myApps}/web`, myApp('other')),
      put(`${myApps}/web`, myApp('web', {}, { namespace: 'elsewhere' })),
      put(`${myApps}/web`, { apiVersion: 'example.com/v1', kind: 'MyApp', metadata: {} }),
    ],
  },
  {
    name: 'a replacement of another uid conflicts',
    steps: [
      post(configMaps, configMap('web')),
      put(`${configMaps}/web`, altered(1, { metadata: { uid: '00000000-0000-4000-8000-000000000000' } })),
      post(deployments, deployment('web')),
      put(`${deployments}/web`, altered(3, { metadata: { uid: '00000000-0000-4000-8000-000000000000' } })),
      post(myApps, myApp('web')),
      put(`${myApps}/web`, altered(5, { metadata: { uid: '00000000-0000-4000-8000-000000000000' } })),
    ],
  },
  {
    name: 'options of a deletion that make no sense are refused',
    steps: [
      post(configMaps, configMap('web')),
      remove(`${configMaps}/web`, { propagationPolicy: 'Sometimes' }),
      remove(`${configMaps}/web`, { propagationPolicy: 'Orphan', orphanDependents: true }),
      remove(`${configMaps}/web`, { dryRun: ['Some'] }),
      remove(`${configMaps}/web?propagationPolicy=Sometimes`),
      remove(`${configMaps}/web?gracePeriodSeconds=soon`),
      { ...remove(`${configMaps}/web`), body: { apiVersion: 'v1', kind: 'ConfigMap' } },
      { ...remove(`${configMaps}/web`), body: 'no json' },
    ],
  },
  {
    name: 'a Pod without its ServiceAccount is forbidden',
    steps: [post(pods, pod('web'))],
  },
]
