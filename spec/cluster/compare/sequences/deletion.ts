import type { Sequence } from '../sequence.ts'
import { get, mergePatch, post, remove } from '../steps.ts'
import { configMap, defaultServiceAccount, deployment, myApp, service } from './objects.ts'
import { configMaps, crds, deployments, myApps, namespaces, secrets, serviceAccounts, services } from './paths.ts'

const none = '00000000-0000-4000-8000-000000000000'

/** One object is deleted. What is deleting already is in deleting.ts. */
export const deletion: readonly Sequence[] = [
  {
    name: 'a finalizer holds an object until it is taken away',
    steps: [
      post(configMaps, configMap('web', { a: '1' }, { finalizers: ['example.com/hold'] })),
      remove(`${configMaps}/web`),
      get(`${configMaps}/web`),
      mergePatch(`${configMaps}/web`, { metadata: { finalizers: null } }),
      get(`${configMaps}/web`),
    ],
  },
  {
    name: 'preconditions guard a deletion',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      remove(`${configMaps}/web`, { preconditions: { uid: none } }),
      remove(`${configMaps}/web`, { preconditions: { resourceVersion: '1' } }),
      remove(`${configMaps}/web`, { preconditions: { uid: '<1.metadata.uid>' } }),
    ],
  },
  {
    name: 'preconditions guard the deletion of a MyApp and of a Deployment',
    steps: [
      post(myApps, myApp('web')),
      remove(`${myApps}/web`, { preconditions: { uid: none } }),
      remove(`${myApps}/web`, {
        preconditions: { uid: '<1.metadata.uid>', resourceVersion: '<1.metadata.resourceVersion>' },
      }),
      post(deployments, deployment('web')),
      remove(`${deployments}/web`, { preconditions: { resourceVersion: '1' } }),
      mergePatch(`${deployments}/web`, { spec: { replicas: 2 } }),
      remove(`${deployments}/web`, { preconditions: { resourceVersion: '<4.metadata.resourceVersion>' } }),
      remove(`${deployments}/web`, { preconditions: { resourceVersion: '<6.metadata.resourceVersion>' } }),
    ],
  },
  {
    name: 'a deletion without body, with an empty one or with options in the query',
    steps: [
      post(configMaps, configMap('a')),
      remove(`${configMaps}/a`),
      post(configMaps, configMap('b')),
      remove(`${configMaps}/b`, {}),
      post(configMaps, configMap('c')),
      remove(`${configMaps}/c?propagationPolicy=Orphan`),
      get(`${configMaps}/c`),
      post(configMaps, configMap('d')),
      remove(`${configMaps}/d?gracePeriodSeconds=0&propagationPolicy=Background`),
    ],
  },
  {
    name: 'the kinds that answer with what was deleted',
    steps: [
      post(services, service('web')),
      remove(`${services}/web`),
      post(serviceAccounts, defaultServiceAccount),
      remove(`${serviceAccounts}/default`),
      post(secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web' } }),
      remove(`${secrets}/web`),
      post(deployments, deployment('web')),
      remove(`${deployments}/web`),
    ],
  },
  {
    name: 'a foreground deletion waits for the garbage collector',
    steps: [
      post(deployments, deployment('web')),
      remove(`${deployments}/web`, { propagationPolicy: 'Foreground' }),
      get(`${deployments}/web`),
      remove(`${deployments}/web`, { propagationPolicy: 'Foreground' }),
      mergePatch(`${deployments}/web`, { metadata: { finalizers: null } }),
      get(`${deployments}/web`),
    ],
  },
  {
    name: 'an orphaning deletion waits for the garbage collector',
    steps: [
      post(myApps, myApp('web')),
      remove(`${myApps}/web`, { propagationPolicy: 'Orphan' }),
      get(`${myApps}/web`),
      mergePatch(`${myApps}/web`, { metadata: { finalizers: [] } }),
    ],
  },
  {
    name: 'a propagation policy beside a finalizer',
    steps: [
      post(myApps, myApp('web', {}, { finalizers: ['example.com/hold'] })),
      remove(`${myApps}/web`, { propagationPolicy: 'Foreground' }),
      remove(`${myApps}/web`, { propagationPolicy: 'Orphan' }),
      remove(`${myApps}/web`, { propagationPolicy: 'Background' }),
      remove(`${myApps}/web`),
    ],
  },
  {
    name: 'orphanDependents, the older word',
    steps: [
      post(configMaps, configMap('a')),
      remove(`${configMaps}/a`, { orphanDependents: true }),
      post(configMaps, configMap('b')),
      remove(`${configMaps}/b`, { orphanDependents: false }),
      post(configMaps, configMap('c')),
      remove(`${configMaps}/c`, { orphanDependents: true, propagationPolicy: 'Orphan' }),
      remove(`${configMaps}/c?orphanDependents=true`),
    ],
  },
  {
    name: 'a deletion in name only',
    steps: [
      post(configMaps, configMap('a')),
      remove(`${configMaps}/a?dryRun=All`),
      remove(`${configMaps}/a`, { dryRun: ['All'] }),
      get(`${configMaps}/a`),
      post(myApps, myApp('a', {}, { finalizers: ['example.com/hold'] })),
      remove(`${myApps}/a`, { dryRun: ['All'] }),
      remove(`${myApps}/a`, { dryRun: ['All'], propagationPolicy: 'Foreground' }),
      get(`${myApps}/a`),
    ],
  },
  {
    name: 'a namespace is deleted without a controller',
    steps: [
      post(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: '<ns>-more' } }),
      post('/api/v1/namespaces/<ns>-more/configmaps', configMap('a')),
      remove(`${namespaces}/<ns>-more`),
      get(`${namespaces}/<ns>-more`),
      post('/api/v1/namespaces/<ns>-more/configmaps', configMap('b')),
      mergePatch('/api/v1/namespaces/<ns>-more/configmaps/a', { data: { a: '1' } }),
      remove(`${namespaces}/<ns>-more`),
    ],
  },
  {
    name: 'what is not there, or must stay, is not deleted',
    steps: [get(`${crds}/none`), remove(`${crds}/none`), remove(`${namespaces}/default`)],
  },
]
