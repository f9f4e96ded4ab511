import type { Sequence } from '../sequence.ts'
import { get, mergePatch, post, remove, watch } from '../steps.ts'
import { configMap, deployment, myApp } from './objects.ts'
import { configMaps, deployments, myApps, namespaces } from './paths.ts'

const streaming = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'

/** Where watches begin, what they show and how they end. */
export const watching: readonly Sequence[] = [
  {
    name: 'a watch goes on from a resourceVersion',
    steps: [
      post(configMaps, configMap('a', { a: '1' })),
      mergePatch(`${configMaps}/a`, { data: { a: '2' } }),
      remove(`${configMaps}/a`),
      post(configMaps, configMap('end')),
      watch(`${configMaps}?resourceVersion=<1.metadata.resourceVersion>`, { name: 'end' }),
    ],
  },
  {
    name: 'a watch from nowhere or from 0 begins with what is there',
    steps: [
      post(myApps, myApp('b')),
      post(myApps, myApp('a')),
      watch(myApps, { events: 2 }),
      watch(`${myApps}?resourceVersion=0`, { events: 2 }),
      watch(`${myApps}?resourceVersion=`, { events: 2 }),
    ],
  },
  {
    name: 'a watch begins with the initial events',
    steps: [
      post(configMaps, configMap('a', { a: '1' })),
      post(configMaps, configMap('b')),
      watch(`${configMaps}?${streaming}`, { initialEvents: true }),
    ],
  },
  {
    name: 'initial events of a MyApp and of nothing',
    steps: [
      watch(`${myApps}?${streaming}`, { initialEvents: true }),
      post(myApps, myApp('a', {}, { labels: { app: 'x' } })),
      post(myApps, myApp('b')),
      watch(`${myApps}?${streaming}&resourceVersion=0`, { initialEvents: true }),
      watch(`${myApps}?${streaming}&labelSelector=app%3Dx`, { initialEvents: true }),
    ],
  },
  {
    name: 'which options go together in a watch',
    steps: [
      watch(`${configMaps}?sendInitialEvents=true`, { events: 1 }),
      watch(`${configMaps}?sendInitialEvents=true&resourceVersionMatch=Exact`, { events: 1 }),
      watch(`${configMaps}?sendInitialEvents=false`, { events: 1 }),
      watch(`${configMaps}?resourceVersion=1&resourceVersionMatch=NotOlderThan`, { events: 1 }),
      watch(`${configMaps}?resourceVersionMatch=Exact`, { events: 1 }),
      watch(`${configMaps}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&continue=x`, { events: 1 }),
    ],
  },
  {
    name: 'initial events may be refused, or come without a bookmark',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      watch(`${configMaps}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan`, { events: 2 }),
      watch(
        `${configMaps}?sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=<1.metadata.resourceVersion>`,
        { events: 1 },
      ),
    ],
  },
  {
    name: 'a watch from a resourceVersion that is no number is refused',
    steps: [
      watch(`${configMaps}?resourceVersion=abc`, { events: 1 }),
      watch(`${myApps}?resourceVersion=-1`, { events: 1 }),
      watch(`${configMaps}?labelSelector=app%3D%3D%3Dx`, { events: 1 }),
      watch(`${configMaps}?fieldSelector=data.a%3Dx`, { events: 1 }),
      get(`${configMaps}?watch=true&timeoutSeconds=abc`, { watch: { events: 1 } }),
    ],
  },
  {
    name: 'a watch from before the time of its kind is too old',
    steps: [watch(`${myApps}?resourceVersion=1`, { events: 1 })],
  },
  {
    name: 'a watch ends after timeoutSeconds',
    steps: [
      post(configMaps, configMap('a')),
      get(`${configMaps}?watch=true&timeoutSeconds=1`, { watch: { events: 2 } }),
      get(`${configMaps}?watch=1&timeoutSeconds=1&resourceVersion=<1.metadata.resourceVersion>`, {
        watch: { events: 1 },
      }),
    ],
  },
  {
    name: 'what leaves a selector is deleted and what enters it is added',
    steps: [
      post(configMaps, configMap('a', { a: '1' }, { labels: { app: 'x' } })),
      mergePatch(`${configMaps}/a`, { metadata: { labels: { app: 'y' } } }),
      mergePatch(`${configMaps}/a`, { data: { a: '2' } }),
      mergePatch(`${configMaps}/a`, { metadata: { labels: { app: 'x' } } }),
      mergePatch(`${configMaps}/a`, { data: { a: '3' } }),
      remove(`${configMaps}/a`),
      post(configMaps, configMap('end', undefined, { labels: { app: 'x' } })),
      watch(`${configMaps}?labelSelector=app%3Dx&resourceVersion=<1.metadata.resourceVersion>`, { name: 'end' }),
      watch(`${configMaps}?labelSelector=app%3Dy&resourceVersion=<1.metadata.resourceVersion>`, { events: 2 }),
    ],
  },
  {
    name: 'one object is watched by its name',
    steps: [
      post(configMaps, configMap('a', { a: '1' })),
      post(configMaps, configMap('b')),
      mergePatch(`${configMaps}/a`, { data: { a: '2' } }),
      watch(`${configMaps}?fieldSelector=metadata.name%3Da&resourceVersion=<1.metadata.resourceVersion>`, {
        events: 1,
      }),
      watch(`${configMaps}?fieldSelector=metadata.name%3Da`, { events: 1 }),
      watch(`${configMaps}/b`, { events: 1 }),
      watch(`${namespaces}?fieldSelector=metadata.name%3D<ns>`, { events: 1 }),
    ],
  },
  {
    name: 'watches of all namespaces, and by a field of Pods',
    steps: [
      post(configMaps, configMap('a', undefined, { labels: { 'only-in': '<ns>' } })),
      watch('/api/v1/configmaps?labelSelector=only-in%3D<ns>', { events: 1 }),
      watch('/api/v1/configmaps?fieldSelector=metadata.namespace%3D<ns>', { events: 1 }),
    ],
  },
  {
    name: 'a held object is modified first and deleted later',
    steps: [
      post(myApps, myApp('a', {}, { finalizers: ['example.com/hold'] })),
      remove(`${myApps}/a`),
      mergePatch(`${myApps}/a`, { metadata: { finalizers: null } }),
      post(myApps, myApp('end')),
      watch(`${myApps}?resourceVersion=<1.metadata.resourceVersion>`, { name: 'end' }),
    ],
  },
  {
    name: 'a Deployment and its status are watched',
    steps: [
      post(deployments, deployment('web')),
      mergePatch(`${deployments}/web/status`, { status: { replicas: 1, observedGeneration: 1 } }),
      mergePatch(`${deployments}/web/scale`, { spec: { replicas: 2 } }),
      remove(`${deployments}/web`),
      post(deployments, deployment('end')),
      watch(`${deployments}?resourceVersion=<1.metadata.resourceVersion>`, { name: 'end' }),
    ],
  },
]
