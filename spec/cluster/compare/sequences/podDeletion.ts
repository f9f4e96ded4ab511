import type { Sequence } from '../sequence.ts'
import { get, post, remove } from '../steps.ts'
import { configMap, defaultServiceAccount, deployment, myApp, pod } from './objects.ts'
import { configMaps, deployments, myApps, pods, serviceAccounts } from './paths.ts'

/** Grace periods, which only Pods know. */
export const podDeletion: readonly Sequence[] = [
  {
    name: 'a Pod on no node goes at once, one on a node has time',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('free')),
      remove(`${pods}/free`),
      post(pods, pod('bound', { nodeName: 'one' })),
      remove(`${pods}/bound`),
      get(`${pods}/bound`),
      remove(`${pods}/bound`, { gracePeriodSeconds: 5 }),
      remove(`${pods}/bound`, { gracePeriodSeconds: 20 }),
      remove(`${pods}/bound`, { gracePeriodSeconds: 0 }),
      get(`${pods}/bound`),
    ],
  },
  {
    name: 'a Pod says how long it may take, or the one who deletes it',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('a', { nodeName: 'one', terminationGracePeriodSeconds: 7 })),
      remove(`${pods}/a`),
      post(pods, pod('b', { nodeName: 'one' })),
      remove(`${pods}/b?gracePeriodSeconds=3`),
      post(pods, pod('c', { nodeName: 'one' })),
      remove(`${pods}/c`, { gracePeriodSeconds: 0 }),
      post(pods, pod('d', { nodeName: 'one' })),
      remove(`${pods}/d`, { gracePeriodSeconds: -5 }),
    ],
  },
  {
    name: 'a grace period means nothing to other kinds',
    steps: [
      post(configMaps, configMap('a', undefined, { finalizers: ['example.com/hold'] })),
      remove(`${configMaps}/a`, { gracePeriodSeconds: 30 }),
      post(myApps, myApp('a', {}, { finalizers: ['example.com/hold'] })),
      remove(`${myApps}/a`, { gracePeriodSeconds: 30 }),
      post(deployments, deployment('a', {}, { finalizers: ['example.com/hold'] })),
      remove(`${deployments}/a`, { gracePeriodSeconds: 30 }),
    ],
  },
  {
    name: 'names are generated, and deleted by their names',
    steps: [
      post(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'web-' } }),
      post(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'web-' } }),
      remove(`${configMaps}/<1.metadata.name>`, { preconditions: { uid: '<1.metadata.uid>' } }),
      get(`${configMaps}/<1.metadata.name>`),
      get(configMaps),
    ],
  },
]
