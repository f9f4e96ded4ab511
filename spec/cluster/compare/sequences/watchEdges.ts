import { altered, type Sequence } from '../sequence.ts'
import { get, mergePatch, post, put, remove, watch } from '../steps.ts'
import { configMap, deployment, myApp, service } from './objects.ts'
import { configMaps, deployments, myApps, services } from './paths.ts'

const streaming = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'

/** Watches that show nothing, or ask for odd things. */
export const watchEdges: readonly Sequence[] = [
  {
    name: 'the bookmark behind the initial events of a Deployment',
    steps: [
      post(deployments, deployment('web')),
      watch(`${deployments}?${streaming}&resourceVersion=<1.metadata.resourceVersion>`, { initialEvents: true }),
    ],
  },
  {
    name: 'what changes nothing is no event',
    steps: [
      post(configMaps, configMap('a', { a: '1' })),
      put(`${configMaps}/a`, altered(1)),
      mergePatch(`${configMaps}/a`, { data: { a: '1' } }),
      mergePatch(`${configMaps}/a?dryRun=All`, { data: { a: '2' } }),
      remove(`${configMaps}/a?dryRun=All`),
      post(`${configMaps}?dryRun=All`, configMap('b')),
      post(configMaps, configMap('end')),
      watch(`${configMaps}?resourceVersion=<1.metadata.resourceVersion>`, { name: 'end' }),
    ],
  },
  {
    name: 'a watch from the future waits',
    steps: [
      get(`${configMaps}?watch=true&resourceVersion=999999999&timeoutSeconds=1`, { watch: { events: 1 } }),
      get(`${configMaps}?watch=true&${streaming}&resourceVersion=999999999&timeoutSeconds=1`, {
        watch: { events: 1 },
        compare: 'code',
      }),
    ],
  },
  {
    name: 'limit and continue mean nothing to a watch',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      watch(`${configMaps}?limit=1`, { events: 2 }),
      watch(`${configMaps}?continue=nonsense`, { events: 2 }),
    ],
  },
  {
    name: 'an object of one name after another is another object',
    steps: [
      post(myApps, myApp('a')),
      remove(`${myApps}/a`),
      post(myApps, myApp('a', { replicas: 2 })),
      remove(`${myApps}/a`, { preconditions: { uid: '<1.metadata.uid>' } }),
      put(`${myApps}/a`, {
        ...myApp('a'),
        metadata: { name: 'a', uid: '<1.metadata.uid>', resourceVersion: '<3.metadata.resourceVersion>' },
      }),
      watch(`${myApps}?resourceVersion=<1.metadata.resourceVersion>`, { events: 2 }),
    ],
  },
  {
    name: 'a Service comes and goes in a watch',
    steps: [
      post(services, service('a')),
      mergePatch(`${services}/a`, { spec: { selector: { app: 'other' } } }),
      mergePatch(`${services}/a/status`, { status: { loadBalancer: { ingress: [{ ip: '10.9.9.9' }] } } }),
      remove(`${services}/a`),
      watch(`${services}?resourceVersion=<1.metadata.resourceVersion>`, { events: 2 }),
    ],
  },
  {
    name: 'a watch by labels that a Deployment loses and gets through its status',
    steps: [
      post(deployments, deployment('a', {}, { labels: { app: 'x' } })),
      mergePatch(`${deployments}/a/status`, { metadata: { labels: { app: 'y' } }, status: { replicas: 1 } }),
      mergePatch(`${deployments}/a`, { metadata: { labels: { app: 'y' } } }),
      watch(`${deployments}?labelSelector=app%3Dx&resourceVersion=<1.metadata.resourceVersion>`, { events: 2 }),
      watch(`${deployments}?labelSelector=app%3Dx&${streaming}`, { initialEvents: true }, { compare: 'code' }),
    ],
  },
  {
    name: 'a deletion of a collection takes the options of a list',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      post(configMaps, configMap('c')),
      remove(`${configMaps}?resourceVersion=abc`),
      remove(`${configMaps}?resourceVersionMatch=Exact`),
      remove(`${configMaps}?limit=1&resourceVersion=0`),
      remove(`${configMaps}?limit=1&continue=<6.metadata.continue>`),
      get(configMaps),
    ],
  },
]
