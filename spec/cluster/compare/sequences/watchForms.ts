import type { Sequence } from '../sequence.ts'
import { get, mergePatch, post, remove, watch } from '../steps.ts'
import { configMap, deployment, myApp } from './objects.ts'
import { configMaps, deployments, myApps } from './paths.ts'

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const partial = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'
const partialList = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
const streaming = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'

/** Lists and watches as tables and as metadata alone, and other ways to ask for them. */
export const watchForms: readonly Sequence[] = [
  {
    name: 'a watch of tables',
    steps: [
      post(myApps, myApp('a')),
      mergePatch(`${myApps}/a`, { spec: { replicas: 3 } }),
      remove(`${myApps}/a`),
      watch(`${myApps}?resourceVersion=<1.metadata.resourceVersion>`, { events: 2 }, { accept: table }),
    ],
  },
  {
    name: 'a watch of tables with initial events',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      watch(`${configMaps}?includeObject=None`, { events: 2 }, { accept: table }),
      watch(`${configMaps}?includeObject=Object`, { events: 2 }, { accept: table }),
      watch(`${configMaps}?includeObject=All`, { events: 1 }, { accept: table }),
    ],
  },
  {
    name: 'a watch of metadata alone',
    steps: [
      post(deployments, deployment('web')),
      mergePatch(`${deployments}/web`, { metadata: { labels: { a: 'b' } } }),
      remove(`${deployments}/web`),
      watch(`${deployments}?resourceVersion=<1.metadata.resourceVersion>`, { events: 2 }, { accept: partial }),
      post(deployments, deployment('web')),
      watch(`${deployments}?${streaming}`, { initialEvents: true }, { accept: partial }),
    ],
  },
  {
    name: 'a list of metadata alone, in pages',
    steps: [
      post(myApps, myApp('a')),
      post(myApps, myApp('b')),
      get(`${myApps}?limit=1`, { accept: partialList }),
      get(`${myApps}?limit=1&continue=<3.metadata.continue>`, { accept: partialList }),
      get(`${myApps}/a`, { accept: partial }),
      get(`${myApps}/a`, { accept: partialList }),
      get(myApps, { accept: partial }),
    ],
  },
  {
    name: 'a list of tables, in pages',
    steps: [
      post(configMaps, configMap('a', { a: '1' })),
      post(configMaps, configMap('b')),
      get(`${configMaps}?limit=1`, { accept: table }),
      get(`${configMaps}?limit=1&continue=<3.metadata.continue>`, { accept: table }),
      get(`${configMaps}?labelSelector=none`, { accept: table }),
    ],
  },
  {
    name: 'the old paths of watches',
    steps: [
      post(configMaps, configMap('a')),
      get('/api/v1/watch/namespaces/<ns>/configmaps?timeoutSeconds=5', { watch: { events: 1 } }),
      get('/api/v1/watch/namespaces/<ns>/configmaps/a?timeoutSeconds=5', { watch: { events: 1 } }),
    ],
  },
  {
    name: 'a form that is not served is not acceptable',
    steps: [
      get(configMaps, { accept: 'application/json;as=Table;v=v9;g=meta.k8s.io' }),
      get(configMaps, { accept: 'text/csv' }),
      get(configMaps, { accept: 'application/json;as=Picture;v=v1;g=meta.k8s.io, application/json' }),
      get(myApps, { accept: 'application/vnd.kubernetes.protobuf, application/json' }),
    ],
  },
  {
    name: 'who wants nothing but protobuf gets no custom resource',
    steps: [get(myApps, { accept: 'application/vnd.kubernetes.protobuf' })],
  },
]
