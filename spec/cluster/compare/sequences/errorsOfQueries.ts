import type { Sequence } from '../sequence.ts'
import { get, jsonPatch, mergePatch, post, put, step, strategicPatch } from '../steps.ts'
import { configMap, deployment, myApp } from './objects.ts'
import { configMaps, deployments, myApps } from './paths.ts'

/** What the query, the names and a patch can have wrong. */
export const errorsOfQueries: readonly Sequence[] = [
  {
    name: 'bad parameters of a list are refused',
    steps: [
      get(`${configMaps}?limit=many`),
      get(`${configMaps}?limit=-1`),
      get(`${configMaps}?resourceVersion=new`),
      get(`${configMaps}?resourceVersionMatch=Exact`),
      get(`${configMaps}?resourceVersion=1&resourceVersionMatch=Sometimes`),
      get(`${configMaps}?continue=nonsense`),
      get(`${configMaps}?labelSelector=a%3D%3D%3Db`),
      get(`${configMaps}?fieldSelector=data.a%3Db`),
      get(`${configMaps}?fieldSelector=nonsense`),
      get(`${configMaps}?sendInitialEvents=true`),
    ],
  },
  {
    name: 'bad parameters of a list of custom resources are refused',
    steps: [
      get(`${myApps}?limit=many`),
      get(`${myApps}?resourceVersion=new`),
      get(`${myApps}?resourceVersionMatch=Exact`),
      get(`${myApps}?continue=nonsense`),
      get(`${myApps}?labelSelector=a%3D%3D%3Db`),
      get(`${myApps}?fieldSelector=spec.image%3Db`),
    ],
  },
  {
    name: 'bad parameters of a watch are refused',
    steps: [
      get(`${configMaps}?watch=perhaps&timeoutSeconds=1`),
      get(`${configMaps}?watch=true&timeoutSeconds=soon`),
      get(`${configMaps}?watch=true&timeoutSeconds=1&resourceVersion=new`),
      get(`${configMaps}?watch=true&timeoutSeconds=1&resourceVersion=1&resourceVersionMatch=Exact`),
      get(`${configMaps}?watch=true&timeoutSeconds=1&sendInitialEvents=true`),
      get(`${configMaps}?watch=true&timeoutSeconds=1&labelSelector=a%3D%3D%3Db`),
    ],
  },
  {
    name: 'bad parameters of a write are refused',
    steps: [
      post(`${configMaps}?dryRun=Some`, configMap('web')),
      post(`${configMaps}?fieldManager=${'x'.repeat(129)}`, configMap('web')),
      post(`${configMaps}?fieldManager=a%09b`, configMap('web')),
      post(`${configMaps}?fieldValidation=Sometimes`, configMap('web')),
      post(`${myApps}?dryRun=Some`, myApp('web')),
      post(`${myApps}?fieldValidation=Sometimes`, myApp('web')),
      post(configMaps, configMap('web')),
      put(`${configMaps}/web?dryRun=Some`, configMap('web', { a: '1' })),
      mergePatch(`${configMaps}/web?dryRun=Some`, { data: { a: '1' } }),
      mergePatch(`${configMaps}/web?force=true`, { data: { a: '1' } }),
      mergePatch(`${configMaps}/web?force=perhaps`, { data: { a: '1' } }),
    ],
  },
  {
    name: 'a patch that is none is refused',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      mergePatch(`${configMaps}/web`, '[]'),
      mergePatch(`${configMaps}/web`, 'no json'),
      mergePatch(`${configMaps}/web`, '"text"'),
      strategicPatch(`${configMaps}/web`, '[]'),
      strategicPatch(`${configMaps}/web`, 'no json'),
      jsonPatch(`${configMaps}/web`, 'no json'),
      jsonPatch(`${configMaps}/web`, '[{"op": "add"}]'),
      jsonPatch(`${configMaps}/web`, [{ op: 'add', path: 'data', value: {} }]),
      jsonPatch(`${configMaps}/web`, '[1]'),
      step('PATCH')(`${configMaps}/web`, { body: 'no: yaml: at all', contentType: 'application/apply-patch+yaml' }),
    ],
  },
  {
    name: 'a patch of a custom resource that is none is refused',
    steps: [
      post(myApps, myApp('web')),
      mergePatch(`${myApps}/web`, '[]'),
      mergePatch(`${myApps}/web`, 'no json'),
      jsonPatch(`${myApps}/web`, 'no json'),
      jsonPatch(`${myApps}/web`, [{ op: 'add' }]),
      jsonPatch(`${myApps}/web`, [{ op: 'replace', path: '/spec/none/deeper', value: 1 }]),
    ],
  },
  {
    name: 'a patch does not change who an object is',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      mergePatch(`${configMaps}/web`, { metadata: { name: 'other' } }),
      mergePatch(`${configMaps}/web`, { metadata: { namespace: 'other' } }),
      mergePatch(`${configMaps}/web`, { kind: 'Secret' }),
      mergePatch(`${configMaps}/web`, { apiVersion: 'v2' }),
      mergePatch(`${configMaps}/web`, { metadata: { uid: '00000000-0000-4000-8000-000000000000' } }),
      mergePatch(`${configMaps}/web`, { metadata: null }),
      mergePatch(`${configMaps}/web`, { metadata: { name: null } }),
    ],
  },
  {
    name: 'a patch does not change who a custom resource is',
    steps: [
      post(myApps, myApp('web')),
      mergePatch(`${myApps}/web`, { metadata: { name: 'other' } }),
      mergePatch(`${myApps}/web`, { metadata: { namespace: 'other' } }),
      mergePatch(`${myApps}/web`, { kind: 'Secret' }),
      mergePatch(`${myApps}/web`, { apiVersion: 'example.com/v9' }),
      mergePatch(`${myApps}/web`, { metadata: { uid: '00000000-0000-4000-8000-000000000000' } }),
      mergePatch(`${myApps}/web`, { metadata: null }),
    ],
  },
  {
    name: 'a patch that makes values of wrong types is refused',
    steps: [
      post(deployments, deployment('web')),
      mergePatch(`${deployments}/web`, { spec: { replicas: 'three' } }),
      strategicPatch(`${deployments}/web`, { spec: { replicas: 'three' } }),
      strategicPatch(`${deployments}/web`, { spec: { template: { spec: { containers: [{ image: 'a' }] } } } }),
      strategicPatch(`${deployments}/web`, { spec: { template: { spec: { containers: 'none' } } } }),
      strategicPatch(`${deployments}/web`, { spec: { $patch: 'nonsense' } }),
      jsonPatch(`${deployments}/web`, [{ op: 'replace', path: '/spec/replicas', value: 'three' }]),
    ],
  },
  {
    name: 'names, labels, annotations and finalizers that break the rules are named',
    steps: [
      post(configMaps, configMap('x'.repeat(254))),
      post(configMaps, configMap('')),
      post(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }),
      post(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'Bad_' } }),
      post(configMaps, configMap('web', undefined, { labels: { 'bad key': 'v', good: 'bad value', '': 'x' } })),
      post(
        configMaps,
        configMap('web', undefined, { labels: { 'a/b/c': 'v', '/a': 'v', 'A.b/': 'v', a: 'x'.repeat(64) } }),
      ),
      post(configMaps, configMap('web', undefined, { annotations: { 'bad key': 'v' } })),
      post(configMaps, configMap('web', undefined, { annotations: { big: 'x'.repeat(262_144) } })),
      post(configMaps, configMap('web', undefined, { finalizers: ['short', 'bad finalizer', 'a/b'] })),
    ],
  },
  {
    name: 'names, labels and finalizers of a custom resource that break the rules are named',
    steps: [
      post(myApps, myApp('Bad_Name')),
      post(myApps, myApp('')),
      post(myApps, myApp('web', {}, { labels: { 'bad key': 'v', good: 'bad value' } })),
      post(myApps, myApp('web', {}, { annotations: { 'bad key': 'v' } })),
      post(myApps, myApp('short', {}, { finalizers: ['short'] })),
      post(myApps, myApp('web', {}, { finalizers: ['bad finalizer'] })),
    ],
  },
  {
    name: 'an owner that is named twice is named once',
    steps: [
      post(
        configMaps,
        configMap('d', undefined, {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u' },
            { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u' },
          ],
        }),
      ),
    ],
  },
  {
    name: 'owner references that break the rules are named',
    steps: [
      post(configMaps, configMap('a', undefined, { ownerReferences: [{}] })),
      post(
        configMaps,
        configMap('b', undefined, { ownerReferences: [{ apiVersion: 'v1', kind: 'Event', name: 'a', uid: 'u' }] }),
      ),
      post(
        configMaps,
        configMap('c', undefined, {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u', controller: true },
            { apiVersion: 'v1', kind: 'Pod', name: 'b', uid: 'v', controller: true },
          ],
        }),
      ),
      post(myApps, myApp('e', {}, { ownerReferences: [{ apiVersion: 'a/b/c', kind: 'Pod', name: 'a', uid: 'u' }] })),
    ],
  },
]
