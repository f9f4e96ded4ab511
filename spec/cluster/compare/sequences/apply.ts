import type { Sequence } from '../sequence.ts'
import { forced, get, mergePatch, post, apply as ssa } from '../steps.ts'
import { configMap, container, deployment, myApp, service } from './objects.ts'
import { configMaps, deployments, myApps, services } from './paths.ts'

const applyType = 'application/apply-patch+yaml'
const templateOf = (of: readonly object[]) => ({ metadata: { labels: { app: 'web' } }, spec: { containers: of } })
const identity = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { name } })
const identityOf = (name: string, spec: object) => ({ ...identity('apps/v1', 'Deployment', name), spec })
const meta = {
  labels: { a: '1', b: '2' },
  ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: '00000000-0000-4000-8000-000000000001' }],
}

export const apply: readonly Sequence[] = [
  {
    name: 'apply creates, changes and removes what is no longer applied',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1', b: '2' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '2' })),
      get(`${configMaps}/web`),
      ssa(`${configMaps}/web`, 'one', configMap('web')),
    ],
  },
  {
    name: 'a second manager conflicts, and takes over by force',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1', b: '2' })),
      ssa(`${configMaps}/web`, 'two', configMap('web', { a: '2' })),
      ssa(`${configMaps}/web`, 'two', configMap('web', { a: '2' }), forced),
      ssa(`${configMaps}/web`, 'one', configMap('web', { b: '2' })),
    ],
  },
  {
    name: 'a Deployment is applied by two managers',
    steps: [
      ssa(`${deployments}/web`, 'one', deployment('web')),
      ssa(`${deployments}/web`, 'two', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: { replicas: 3 },
      }),
      ssa(`${deployments}/web`, 'one', deployment('web', { replicas: 4 })),
    ],
  },
  {
    name: 'a create-only apply creates, and conflicts with what exists',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' }, { resourceVersion: '1' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' }, { resourceVersion: '1' })),
      post(configMaps, configMap('other', { a: '1' })),
      ssa(`${configMaps}/other`, 'one', configMap('other', { a: '1' }, { resourceVersion: '1' })),
    ],
  },
  {
    name: 'apply with a uid brings back nobody',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' }, { uid: '00000000-0000-4000-8000-000000000000' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '2' }, { uid: '<2.metadata.uid>' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '3' }, { uid: '00000000-0000-4000-8000-000000000000' })),
    ],
  },
  {
    name: 'apply names the version it was made from',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' })),
      ssa(
        `${configMaps}/web`,
        'one',
        configMap('web', { a: '2' }, { resourceVersion: '<1.metadata.resourceVersion>' }),
      ),
      ssa(
        `${configMaps}/web`,
        'one',
        configMap('web', { a: '3' }, { resourceVersion: '<1.metadata.resourceVersion>' }),
      ),
    ],
  },
  {
    name: 'after a create, the same manager owns the fields twice',
    steps: [
      post(`${configMaps}?fieldManager=one`, configMap('web', { a: '1', b: '2' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '2' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '2' }), forced),
      get(`${configMaps}/web`),
    ],
  },
  {
    name: 'an update takes what it changes from whoever applied it',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1', b: '2' })),
      mergePatch(`${configMaps}/web?fieldManager=two`, { data: { a: '3' } }),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1', b: '2' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { b: '2' })),
      mergePatch(`${configMaps}/web?fieldManager=two`, { data: { a: null } }),
      get(`${configMaps}/web`),
    ],
  },
  {
    name: 'two managers that agree own a field together, until both let it go',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1', b: '2' })),
      ssa(`${configMaps}/web`, 'two', configMap('web', { a: '1' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { b: '2' })),
      ssa(`${configMaps}/web`, 'two', configMap('web')),
    ],
  },
  {
    name: 'apply that changes nothing writes nothing',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' })),
      ssa(`${deployments}/web`, 'one', deployment('web')),
      ssa(`${deployments}/web`, 'one', deployment('web')),
      ssa(`${myApps}/web`, 'one', myApp('web')),
      ssa(`${myApps}/web`, 'one', myApp('web')),
    ],
  },
  {
    name: 'items of lists belong to managers one by one',
    steps: [
      ssa(`${deployments}/web`, 'one', deployment('web', { template: templateOf([container('a')]) })),
      ssa(`${deployments}/web`, 'two', identityOf('web', { template: templateOf([container('b')]) })),
      ssa(`${deployments}/web`, 'two', identityOf('web', { template: templateOf([container('c')]) })),
      ssa(`${deployments}/web`, 'one', deployment('web', { template: templateOf([container('d')]) })),
      ssa(`${deployments}/web`, 'two', identityOf('web', {})),
    ],
  },
  {
    name: 'conflicts of several managers are told one by one',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' })),
      ssa(`${configMaps}/web`, 'two', configMap('web', { b: '1' }, { labels: { tier: 'front' } })),
      ssa(`${configMaps}/web`, 'three', configMap('web', { a: '2', b: '2' }, { labels: { tier: 'back' } })),
      ssa(`${configMaps}/web`, 'three', configMap('web', { a: '2', b: '2' }, { labels: { tier: 'back' } }), forced),
    ],
  },
  {
    name: 'labels, finalizers and owners are applied',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', undefined, { ...meta, finalizers: ['example.com/a'] })),
      ssa(`${configMaps}/web`, 'two', configMap('web', undefined, { finalizers: ['example.com/b'] })),
      ssa(`${configMaps}/web`, 'one', configMap('web', undefined, { labels: { a: '2' } })),
      ssa(`${configMaps}/web`, 'two', configMap('web')),
    ],
  },
  {
    name: 'a dry run of an apply writes nothing',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' }), 'dryRun=All'),
      get(`${configMaps}/web`),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '2' }), 'dryRun=All'),
      get(`${configMaps}/web`),
    ],
  },
  {
    name: 'an apply that cannot be read is refused',
    steps: [
      { method: 'PATCH', path: `${configMaps}/web`, body: configMap('web'), contentType: applyType },
      ssa(`${configMaps}/web`, 'one', 'a: [b'),
      ssa(`${configMaps}/web`, 'one', 'text'),
      ssa(`${configMaps}/web`, 'one', { metadata: { name: 'web' } }),
      ssa(`${configMaps}/web`, 'one', { ...configMap('web'), kind: 'Secret' }),
      ssa(`${configMaps}/web`, 'one', { ...configMap('web'), apiVersion: 'v2' }),
      ssa(`${configMaps}/web`, 'one', configMap('other')),
      ssa(`${configMaps}/web`, 'one', configMap('web', {}, { namespace: 'other' })),
      ssa(`${configMaps}/web`, 'one', configMap('web', {}, { managedFields: [] })),
      ssa(`${configMaps}/web`, 'one', { ...configMap('web'), colour: 'red' }),
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: 7 })),
    ],
  },
  {
    name: 'YAML is applied',
    steps: [
      ssa(`${configMaps}/web`, 'one', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  a: "1"\n'),
      ssa(
        `${myApps}/web`,
        'one',
        'apiVersion: example.com/v1\nkind: MyApp\nmetadata: {name: web}\nspec: {image: "example.com/app:1"}',
      ),
    ],
  },
  {
    name: 'a MyApp is applied, its defaults belong to nobody',
    steps: [
      ssa(`${myApps}/web`, 'one', myApp('web', { env: { A: '1' }, config: { f: 'x' } })),
      ssa(`${myApps}/web`, 'two', { ...identity('example.com/v1', 'MyApp', 'web'), spec: { replicas: 3 } }),
      ssa(`${myApps}/web`, 'one', myApp('web', { env: { B: '1' } })),
      ssa(`${myApps}/web`, 'two', identity('example.com/v1', 'MyApp', 'web')),
      ssa(`${myApps}/web`, 'one', myApp('web', { env: {} })),
      ssa(`${myApps}/web`, 'one', myApp('web', { replicas: null })),
    ],
  },
  {
    name: 'managedFields are forgotten by an update with an empty entry',
    steps: [
      ssa(`${configMaps}/web`, 'one', configMap('web', { a: '1' })),
      mergePatch(`${configMaps}/web`, { metadata: { managedFields: [{}] } }),
      mergePatch(`${configMaps}/web`, { data: { b: '2' } }),
      ssa(`${configMaps}/web`, 'two', configMap('web', { a: '2' })),
      ssa(`${configMaps}/web`, 'two', configMap('web', { c: '2' })),
    ],
  },
  {
    name: 'status is applied apart from the spec',
    steps: [
      ssa(`${myApps}/web`, 'one', myApp('web')),
      ssa(`${myApps}/web/status`, 'one', { ...identity('example.com/v1', 'MyApp', 'web'), status: { replicas: 2 } }),
      ssa(`${myApps}/web/status`, 'two', { ...identity('example.com/v1', 'MyApp', 'web'), status: { replicas: 3 } }),
      ssa(`${myApps}/web`, 'one', myApp('web', { replicas: 2 })),
      ssa(`${myApps}/web/status`, 'one', identity('example.com/v1', 'MyApp', 'web')),
    ],
  },
  {
    name: 'ports of a Service are applied one by one',
    steps: [
      ssa(`${services}/web`, 'one', service('web', { ports: [{ name: 'http', port: 80 }] })),
      ssa(`${services}/web`, 'one', service('web', { ports: [{ name: 'http', port: 81 }] })),
      ssa(`${services}/web`, 'two', service('web', { ports: [{ name: 'https', port: 443 }] })),
      mergePatch(`${services}/web`, { spec: { ports: [{ name: 'http', port: 82 }] } }),
      ssa(`${services}/web`, 'one', service('web', { ports: [{ name: 'http', port: 81 }] })),
    ],
  },
]
