import type { Sequence } from '../sequence.ts'
import { jsonPatch, mergePatch, post, put, strategicPatch } from '../steps.ts'
import { configMap, deployment, myApp, service } from './objects.ts'
import { configMaps, deployments, myApps, roles, services } from './paths.ts'

/** What a body can have wrong before anybody looks at its rules. */
export const errorsOfBodies: readonly Sequence[] = [
  {
    name: 'a body that is no JSON object is refused',
    steps: [
      post(configMaps, '{"apiVersion": "v1",'),
      post(configMaps, ''),
      post(configMaps, '[]'),
      post(configMaps, '"text"'),
      post(configMaps, 'null'),
      post(configMaps, '{}'),
      post(deployments, '{"a": 1}'),
    ],
  },
  {
    name: 'a body that is no JSON object is no custom resource',
    steps: [
      post(myApps, '{"apiVersion": "example.com/v1",'),
      post(myApps, ''),
      post(myApps, '[]'),
      post(myApps, '"text"'),
      post(myApps, 'null'),
      post(myApps, '{}'),
    ],
  },
  {
    name: 'a body in YAML is read, unless it is none',
    steps: [
      post(configMaps, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  a: "1"\n', {
        contentType: 'application/yaml',
      }),
      post(configMaps, 'a: b: c', { contentType: 'application/yaml' }),
      post(configMaps, '- a\n- b\n', { contentType: 'application/yaml' }),
      post(
        myApps,
        'apiVersion: example.com/v1\nkind: MyApp\nmetadata: {name: web}\nspec: {image: "example.com/app:1"}\n',
        {
          contentType: 'application/yaml',
        },
      ),
      post(myApps, 'a: b: c', { contentType: 'application/yaml' }),
    ],
  },
  {
    name: 'the kind and the version of a body must be those of its path',
    steps: [
      post(configMaps, { metadata: { name: 'a' } }),
      post(configMaps, { kind: 'ConfigMap', metadata: { name: 'b' } }),
      post(configMaps, { apiVersion: 'v1', metadata: { name: 'c' } }),
      post(configMaps, { apiVersion: 'v9', kind: 'ConfigMap', metadata: { name: 'd' } }),
      post(configMaps, { apiVersion: 'apps/v1', kind: 'ConfigMap', metadata: { name: 'e' } }),
      post(configMaps, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'f' } }),
      post(configMaps, { apiVersion: 'v1', kind: 'Nothing', metadata: { name: 'g' } }),
      post(configMaps, { apiVersion: 'a/b/c', kind: 'ConfigMap', metadata: { name: 'h' } }),
      post(deployments, { ...deployment('i'), apiVersion: 'apps/v1beta1' }),
      post(configMaps, { apiVersion: 7, kind: 'ConfigMap', metadata: { name: 'j' } }),
    ],
  },
  {
    name: 'the kind and the version of a custom resource must be those of its path',
    steps: [
      post(myApps, { metadata: { name: 'a' }, spec: { image: 'a' } }),
      post(myApps, { kind: 'MyApp', metadata: { name: 'b' }, spec: { image: 'a' } }),
      post(myApps, { apiVersion: 'example.com/v1', metadata: { name: 'c' }, spec: { image: 'a' } }),
      post(myApps, { ...myApp('d'), apiVersion: 'example.com/v9' }),
      post(myApps, { ...myApp('e'), apiVersion: 'v1' }),
      post(myApps, { ...myApp('f'), kind: 'ConfigMap' }),
    ],
  },
  {
    name: 'values of wrong types are not read into a ConfigMap',
    steps: [
      post(configMaps, { ...configMap('web'), data: 'text' }),
      post(configMaps, { ...configMap('web'), data: { a: 1 } }),
      post(configMaps, { ...configMap('web'), data: { a: { b: 'c' } } }),
      post(configMaps, { ...configMap('web'), data: [] }),
      post(configMaps, { ...configMap('web'), immutable: 'yes' }),
      post(configMaps, { ...configMap('web'), binaryData: { a: 'no base64!' } }),
      post(configMaps, { ...configMap('web'), binaryData: { a: 7 } }),
      post(configMaps, { ...configMap('null'), data: null, immutable: null }),
      post(configMaps, { ...configMap('nulls'), data: { a: null } }),
    ],
  },
  {
    name: 'values of wrong types are not read into metadata',
    steps: [
      post(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: 'text' }),
      post(configMaps, configMap('web', undefined, { labels: { a: 1 } })),
      post(configMaps, configMap('web', undefined, { labels: ['a'] })),
      post(configMaps, configMap('web', undefined, { name: 7 })),
      post(configMaps, configMap('web', undefined, { finalizers: 'text' })),
      post(configMaps, configMap('web', undefined, { creationTimestamp: 'yesterday' })),
      post(configMaps, configMap('web', undefined, { ownerReferences: [{ controller: 'yes' }] })),
      post(configMaps, configMap('web', undefined, { labels: { a: true } })),
    ],
  },
  {
    name: 'values of wrong types are not read into the metadata of a custom resource',
    steps: [
      post(myApps, { ...myApp('web'), metadata: 'text' }),
      post(myApps, myApp('web', {}, { labels: { a: 1 } })),
      post(myApps, myApp('web', {}, { labels: ['a'] })),
      post(myApps, myApp('web', {}, { name: 7 })),
      post(myApps, myApp('web', {}, { finalizers: 'text' })),
      post(myApps, myApp('web', {}, { ownerReferences: [{ controller: 'yes' }] })),
    ],
  },
  {
    name: 'values of wrong types are not read into a Deployment',
    steps: [
      post(deployments, deployment('web', { replicas: 'three' })),
      post(deployments, deployment('web', { replicas: 1.5 })),
      post(deployments, deployment('web', { replicas: 3_000_000_000 })),
      post(deployments, deployment('web', { template: { spec: { containers: {} } } })),
      post(deployments, deployment('web', { template: { spec: { containers: [{ name: 7 }] } } })),
      post(
        deployments,
        deployment('web', { template: { spec: { containers: [{ ports: [{ containerPort: 'http' }] }] } } }),
      ),
      post(deployments, deployment('web', { selector: [] })),
      post(deployments, deployment('web', { paused: 'true' })),
      post(deployments, deployment('web', { template: { spec: { containers: [{ command: 'sh' }] } } })),
      post(deployments, deployment('web', { template: { metadata: { labels: { a: 1 } } } })),
      post(deployments, { ...deployment('web'), spec: 'text' }),
      post(deployments, deployment('web', { strategy: { rollingUpdate: { maxSurge: true } } })),
      post(deployments, deployment('web', { replicas: '1' })),
    ],
  },
  {
    name: 'values of wrong types are not read into a Service and a Role',
    steps: [
      post(services, service('web', { ports: [{ port: '80' }] })),
      post(services, service('web', { ports: 'text' })),
      post(services, service('web', { selector: { app: 1 } })),
      post(services, service('web', { ports: [{ port: 80, targetPort: {} }] })),
      post(roles, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'a' }, rules: {} }),
      post(roles, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'a' },
        rules: [{ verbs: 'get' }],
      }),
    ],
  },
  {
    name: 'unknown fields of a built-in kind are dropped, warned of or refused',
    steps: [
      post(`${configMaps}?fieldValidation=Ignore`, { ...configMap('a'), unknown: 1 }),
      post(`${configMaps}?fieldValidation=Warn`, { ...configMap('b'), unknown: 1, other: { deep: 1 } }),
      post(configMaps, { ...configMap('c'), unknown: 1 }),
      post(`${configMaps}?fieldValidation=Strict`, { ...configMap('d'), unknown: 1, other: 2 }),
      post(`${configMaps}?fieldValidation=Sometimes`, { ...configMap('e'), unknown: 1 }),
      put(`${configMaps}/a?fieldValidation=Strict`, { ...configMap('a'), unknown: 1 }),
      mergePatch(`${configMaps}/a?fieldValidation=Strict`, { unknown: 1 }),
      mergePatch(`${configMaps}/a`, { unknown: 1, data: { b: '2' } }),
      jsonPatch(`${configMaps}/a?fieldValidation=Strict`, [{ op: 'add', path: '/unknown', value: 1 }]),
      strategicPatch(`${configMaps}/a?fieldValidation=Strict`, { unknown: 1 }),
    ],
  },
  {
    name: 'unknown fields deep in a Deployment are named',
    steps: [
      post(
        `${deployments}?fieldValidation=Strict`,
        deployment('a', {
          unknown: 1,
          template: {
            metadata: { lables: {} },
            spec: { containers: [{ name: 'a', imagee: 'b', ports: [{ prot: 1 }] }] },
          },
        }),
      ),
      post(`${deployments}?fieldValidation=Strict`, { ...deployment('a', {}, { lables: {} }) }),
      post(deployments, deployment('a', { unknown: 1 })),
    ],
  },
  {
    name: 'a field given twice is warned of or refused',
    steps: [
      post(configMaps, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"1","a":"2"}}'),
      post(
        `${configMaps}?fieldValidation=Strict`,
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"},"data":{"a":"1"},"data":{"a":"2"}}',
      ),
    ],
  },
]
