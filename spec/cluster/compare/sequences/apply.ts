import type { Sequence } from '../sequence.ts'
import { get, post, apply as ssa } from '../steps.ts'
import { configMap, deployment, myApp } from './objects.ts'
import { configMaps, deployments, myApps } from './paths.ts'

const applyType = 'application/apply-patch+yaml'
const identity = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { name } })
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
    name: 'status is applied apart from the spec',
    steps: [
      ssa(`${myApps}/web`, 'one', myApp('web')),
      ssa(`${myApps}/web/status`, 'one', { ...identity('example.com/v1', 'MyApp', 'web'), status: { replicas: 2 } }),
      ssa(`${myApps}/web/status`, 'two', { ...identity('example.com/v1', 'MyApp', 'web'), status: { replicas: 3 } }),
      ssa(`${myApps}/web`, 'one', myApp('web', { replicas: 2 })),
      ssa(`${myApps}/web/status`, 'one', identity('example.com/v1', 'MyApp', 'web')),
    ],
  },
]
