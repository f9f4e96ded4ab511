import type { Sequence } from '../sequence.ts'
import { get, jsonPatch, mergePatch, post, remove } from '../steps.ts'
import { configMap, defaultServiceAccount, deployment, myApp, pod, service } from './objects.ts'
import { configMaps, deployments, myApps, namespaces, pods, serviceAccounts, services } from './paths.ts'

const owner = { apiVersion: 'example.com/v1', kind: 'MyApp', name: 'web', uid: '<1.metadata.uid>' }

/** Deletions of what others depend on, of Pods with finalizers, of namespaces. */
export const deletionEdges: readonly Sequence[] = [
  {
    name: 'an owner goes, what it owns stays where nobody collects',
    steps: [
      post(myApps, myApp('web')),
      post(
        configMaps,
        configMap('owned', undefined, { ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }] }),
      ),
      remove(`${myApps}/web`),
      get(`${configMaps}/owned`),
    ],
  },
  {
    name: 'two owners that both control are refused',
    steps: [
      post(myApps, myApp('web')),
      post(
        configMaps,
        configMap('owned', undefined, {
          ownerReferences: [
            { ...owner, controller: true },
            { ...owner, name: 'other', uid: '00000000-0000-4000-8000-000000000000', controller: true },
          ],
        }),
      ),
      post(configMaps, configMap('owned', undefined, { ownerReferences: [{ ...owner, kind: '' }] })),
      post(configMaps, configMap('owned', undefined, { ownerReferences: [owner, owner] })),
      post(
        configMaps,
        configMap('events', undefined, { ownerReferences: [{ apiVersion: 'v1', kind: 'Event', name: 'a', uid: 'b' }] }),
      ),
    ],
  },
  {
    name: 'a Pod on a node with a finalizer has time, and then waits',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('web', { nodeName: 'one' }, { finalizers: ['example.com/hold'] })),
      remove(`${pods}/web`),
      mergePatch(`${pods}/web`, { metadata: { finalizers: null } }),
      get(`${pods}/web`, { compare: { at: 'metadata' } }),
      remove(`${pods}/web`, { gracePeriodSeconds: 0 }, { compare: 'code' }),
      get(`${pods}/web`),
      post(pods, pod('free', {}, { finalizers: ['example.com/hold'] })),
      remove(`${pods}/free`, undefined, { compare: { at: 'metadata' } }),
      remove(`${pods}/free`, { gracePeriodSeconds: 0 }, { compare: { at: 'metadata' } }),
      jsonPatch(`${pods}/free`, [{ op: 'remove', path: '/metadata/finalizers' }], { compare: 'code' }),
      get(`${pods}/free`),
    ],
  },
  {
    name: 'the deletion of a Pod in name only',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('free')),
      remove(`${pods}/free?dryRun=All`, undefined, { compare: { at: 'metadata' } }),
      post(pods, pod('bound', { nodeName: 'one' })),
      remove(`${pods}/bound?dryRun=All`, undefined, { compare: { at: 'metadata' } }),
      get(`${pods}/bound`, { compare: { at: 'metadata' } }),
    ],
  },
  {
    name: 'a namespace is deleted under preconditions and with a policy',
    steps: [
      post(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: '<ns>-x' } }),
      remove(`${namespaces}/<ns>-x`, { preconditions: { uid: '00000000-0000-4000-8000-000000000000' } }),
      remove(`${namespaces}/<ns>-x`, { preconditions: { resourceVersion: '1' } }),
      remove(`${namespaces}/<ns>-x?dryRun=All`),
      remove(`${namespaces}/<ns>-x`, { propagationPolicy: 'Foreground' }),
      get(`${namespaces}/<ns>-x`),
      mergePatch(`${namespaces}/<ns>-x`, { metadata: { labels: { a: 'b' } } }),
    ],
  },
  {
    name: 'in a namespace that is deleting nothing is created, and all may be deleted',
    steps: [
      post(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: '<ns>-y' } }),
      post('/apis/example.com/v1/namespaces/<ns>-y/myapps', myApp('a')),
      remove(`${namespaces}/<ns>-y`),
      post('/apis/example.com/v1/namespaces/<ns>-y/myapps', myApp('b')),
      post('/apis/example.com/v1/namespaces/<ns>-none/myapps', myApp('b')),
      mergePatch('/apis/example.com/v1/namespaces/<ns>-y/myapps/a', { spec: { replicas: 2 } }),
      remove('/apis/example.com/v1/namespaces/<ns>-y/myapps'),
      get('/apis/example.com/v1/namespaces/<ns>-y/myapps'),
    ],
  },
  {
    name: 'a deletion by the wrong version',
    steps: [
      post(deployments, deployment('a')),
      mergePatch(`${deployments}/a`, { metadata: { labels: { a: 'b' } } }),
      remove(`${deployments}/a`, {
        preconditions: { uid: '<1.metadata.uid>', resourceVersion: '<1.metadata.resourceVersion>' },
      }),
      remove(`${deployments}/a`, {
        preconditions: { resourceVersion: '<2.metadata.resourceVersion>' },
        propagationPolicy: 'Orphan',
      }),
      get(`${deployments}/a`),
    ],
  },
  {
    name: 'a Service with a finalizer',
    steps: [
      post(services, service('a', {}, { finalizers: ['example.com/hold'] })),
      remove(`${services}/a`),
      post(services, service('a')),
      mergePatch(`${services}/a`, { metadata: { finalizers: [] } }),
      post(services, service('a')),
    ],
  },
]
