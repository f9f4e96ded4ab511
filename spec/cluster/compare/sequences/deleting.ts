import { altered, type Sequence } from '../sequence.ts'
import { apply, get, jsonPatch, mergePatch, post, put, remove, strategicPatch } from '../steps.ts'
import { configMap, deployment, myApp } from './objects.ts'
import { configMaps, deployments, myApps, namespaces } from './paths.ts'

const hold = { finalizers: ['example.com/hold'] }

/** What may still be done to an object that is deleting, and how its last finalizer goes. */
export const deleting: readonly Sequence[] = [
  {
    name: 'what is deleting is deleted again',
    steps: [
      post(configMaps, configMap('a', undefined, hold)),
      remove(`${configMaps}/a`),
      remove(`${configMaps}/a`),
      remove(`${configMaps}/a`, { preconditions: { uid: '00000000-0000-4000-8000-000000000000' } }),
      remove(`${configMaps}/a`, { preconditions: { uid: '<1.metadata.uid>' } }),
      post(configMaps, configMap('a')),
    ],
  },
  {
    name: 'what is deleting may still be changed',
    steps: [
      post(myApps, myApp('a', {}, hold)),
      remove(`${myApps}/a`),
      mergePatch(`${myApps}/a`, { spec: { replicas: 3 } }),
      mergePatch(`${myApps}/a/status`, { status: { replicas: 3 } }),
      put(`${myApps}/a`, altered(4, { metadata: { labels: { a: 'b' } } })),
      mergePatch(`${myApps}/a/scale`, { spec: { replicas: 4 } }),
      get(`${myApps}/a`),
    ],
  },
  {
    name: 'what is deleting takes no new finalizers',
    steps: [
      post(configMaps, configMap('a', undefined, { finalizers: ['example.com/hold', 'example.com/more'] })),
      remove(`${configMaps}/a`),
      mergePatch(`${configMaps}/a`, { metadata: { finalizers: ['example.com/hold', 'example.com/new'] } }),
      mergePatch(`${configMaps}/a`, { metadata: { finalizers: ['example.com/more'] } }),
      apply(`${configMaps}/a`, 'one', configMap('a', undefined, { finalizers: ['example.com/other'] })),
      post(myApps, myApp('a', {}, hold)),
      remove(`${myApps}/a`),
      jsonPatch(`${myApps}/a`, [{ op: 'add', path: '/metadata/finalizers/-', value: 'example.com/new' }]),
    ],
  },
  {
    name: 'when an object was marked cannot be changed',
    steps: [
      post(configMaps, configMap('a', undefined, hold)),
      mergePatch(`${configMaps}/a`, { metadata: { deletionTimestamp: '2001-01-01T00:00:00Z' } }),
      remove(`${configMaps}/a`),
      mergePatch(`${configMaps}/a`, { metadata: { deletionTimestamp: null } }),
      mergePatch(`${configMaps}/a`, { metadata: { deletionGracePeriodSeconds: 30 } }),
      put(`${configMaps}/a`, configMap('a', { a: '1' }, hold)),
    ],
  },
  {
    name: 'who patches the time of a deletion in vain owns it',
    steps: [
      post(configMaps, configMap('a', undefined, hold)),
      remove(`${configMaps}/a`),
      mergePatch(`${configMaps}/a`, { metadata: { deletionTimestamp: '2001-01-01T00:00:00Z' } }),
    ],
  },
  {
    name: 'the last finalizer goes by replacement',
    steps: [
      post(configMaps, configMap('a', undefined, hold)),
      remove(`${configMaps}/a`),
      put(`${configMaps}/a`, altered(2, { metadata: { finalizers: null }, data: { a: '1' } })),
      get(`${configMaps}/a`),
    ],
  },
  {
    name: 'the last finalizer goes by a JSON patch that tests it',
    steps: [
      post(myApps, myApp('a', {}, hold)),
      remove(`${myApps}/a`),
      jsonPatch(`${myApps}/a`, [
        { op: 'test', path: '/metadata/finalizers/0', value: 'example.com/hold' },
        { op: 'remove', path: '/metadata/finalizers/0' },
      ]),
      get(`${myApps}/a`),
    ],
  },
  {
    name: 'the last finalizer goes by a strategic merge patch',
    steps: [
      post(deployments, deployment('a', {}, hold)),
      remove(`${deployments}/a`),
      strategicPatch(`${deployments}/a`, { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/hold'] } }),
      get(`${deployments}/a`),
    ],
  },
  {
    name: 'the last finalizer goes when its manager no longer applies it',
    steps: [
      apply(`${myApps}/a`, 'one', myApp('a', {}, hold)),
      remove(`${myApps}/a`),
      apply(`${myApps}/a`, 'one', myApp('a')),
      get(`${myApps}/a`),
    ],
  },
  {
    name: 'one finalizer of two goes',
    steps: [
      post(deployments, deployment('a', {}, { finalizers: ['example.com/one', 'example.com/two'] })),
      remove(`${deployments}/a`),
      jsonPatch(`${deployments}/a`, [{ op: 'remove', path: '/metadata/finalizers/0' }]),
      jsonPatch(`${deployments}/a?dryRun=All`, [{ op: 'remove', path: '/metadata/finalizers' }]),
      get(`${deployments}/a`),
      jsonPatch(`${deployments}/a`, [{ op: 'remove', path: '/metadata/finalizers' }]),
      get(`${deployments}/a`),
    ],
  },
  {
    name: 'finalizers do not go through the status',
    steps: [
      post(myApps, myApp('a', {}, hold)),
      remove(`${myApps}/a`),
      mergePatch(`${myApps}/a/status`, { metadata: { finalizers: null } }),
      post(deployments, deployment('a', {}, hold)),
      remove(`${deployments}/a`),
      mergePatch(`${deployments}/a/status`, { metadata: { finalizers: null } }),
    ],
  },
  {
    name: 'a finalizer that is no name is refused',
    steps: [
      post(configMaps, configMap('a', undefined, { finalizers: ['hold'] })),
      post(configMaps, configMap('a', undefined, { finalizers: ['not a name/hold'] })),
      post(myApps, myApp('a', {}, { finalizers: ['hold'] })),
      post(myApps, myApp('b', {}, { finalizers: ['orphan', 'foregroundDeletion'] })),
    ],
  },
  {
    name: 'a namespace is finalized by hand',
    steps: [
      post(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: '<ns>-gone' } }),
      put(`${namespaces}/<ns>-gone/finalize`, altered(1, { spec: { finalizers: ['example.com/hold'] } })),
      remove(`${namespaces}/<ns>-gone`),
      put(`${namespaces}/<ns>-gone/finalize`, altered(3, { spec: { finalizers: [] } })),
      get(`${namespaces}/<ns>-gone`),
    ],
  },
]
