import type { Sequence } from '../sequence.ts'
import { apply, get, mergePatch, post, remove, watch } from '../steps.ts'
import { configMap, deployment, myApp } from './objects.ts'
import { configMaps, deployments, myApps } from './paths.ts'
import { table } from './tables.ts'

const partial = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'
const partialList = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
const protobuf = 'application/vnd.kubernetes.protobuf'

/** In which form answers come and bodies are taken. */
export const negotiation: readonly Sequence[] = [
  {
    name: 'metadata alone, of objects and of lists',
    steps: [
      post(configMaps, configMap('a', { x: '1' }, { labels: { a: 'b' } })),
      get(`${configMaps}/a`, { accept: partial }),
      get(configMaps, { accept: partialList }),
      get(configMaps, { accept: `${partialList},application/json` }),
      post(myApps, myApp('a')),
      get(`${myApps}/a`, { accept: partial }),
      get(myApps, { accept: partialList }),
      watch(myApps, { events: 1 }, { accept: partial }),
      remove(`${configMaps}/a`, undefined, { accept: partial }),
    ],
  },
  {
    name: 'what is written can be answered as metadata or a table',
    steps: [
      post(configMaps, configMap('a', { x: '1' }), { accept: partial }),
      mergePatch(`${configMaps}/a`, { data: { y: '2' } }, { accept: table }),
      apply(`${myApps}/a`, 'one', myApp('a'), '', { accept: partial }),
    ],
  },
  {
    name: 'a list is not one object, nor an object a list',
    steps: [
      post(configMaps, configMap('a')),
      get(configMaps, { accept: partial }),
      get(`${configMaps}/a`, { accept: partialList }),
      get(myApps, { accept: partial }),
    ],
  },
  {
    name: 'forms that nobody serves are refused',
    steps: [
      ...[
        'text/html',
        'application/xml',
        'application/json;as=Chart;v=v1;g=meta.k8s.io',
        'application/json;as=Table;v=v9;g=meta.k8s.io',
        'application/json;as=Table;v=v1;g=other',
        'image/*',
      ].flatMap(accept => [get(configMaps, { accept }), get(myApps, { accept })]),
    ],
  },
  {
    name: 'the best of several forms is chosen',
    steps: [
      ...[
        '*/*',
        'text/html, application/json',
        'text/html, */*',
        'application/*',
        'application/json;q=0.1, */*;q=0.9',
        'application/json; charset=utf-8',
        'application/json;stream=watch',
        '',
      ].flatMap(accept => [get(configMaps, { accept }), get(myApps, { accept })]),
    ],
  },
  {
    name: 'answers as YAML',
    steps: [
      post(configMaps, configMap('a', { x: '1' })),
      get(`${configMaps}/a`, { accept: 'application/yaml' }),
      get(configMaps, { accept: 'application/yaml' }),
      post(myApps, myApp('a')),
      get(`${myApps}/a`, { accept: 'application/yaml' }),
      get(`${configMaps}/none`, { accept: 'application/yaml' }),
    ],
  },
  {
    name: 'bodies as YAML',
    steps: [
      post(configMaps, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: "1"\n', {
        contentType: 'application/yaml',
      }),
      post(myApps, 'apiVersion: example.com/v1\nkind: MyApp\nmetadata:\n  name: a\nspec:\n  image: x\n', {
        contentType: 'application/yaml',
      }),
      post(configMaps, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndata:\n  x: 1\n', {
        contentType: 'application/yaml',
      }),
      post(configMaps, 'a: [', { contentType: 'application/yaml' }),
      apply(`${configMaps}/c`, 'one', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  x: "1"\n'),
    ],
  },
  {
    name: 'bodies of other kinds are refused',
    steps: [
      post(configMaps, configMap('a'), { contentType: 'text/plain' }),
      post(myApps, myApp('a'), { contentType: 'text/plain' }),
      post(configMaps, configMap('b'), { contentType: 'application/json; charset=utf-8' }),
      post(configMaps, 'k8s', { contentType: protobuf }),
      post(configMaps, configMap('d'), { contentType: 'application/x-www-form-urlencoded' }),
      { method: 'PUT', path: `${configMaps}/b`, body: configMap('b'), contentType: 'text/plain' },
      { method: 'PATCH', path: `${configMaps}/b`, body: {}, contentType: 'application/json' },
      { method: 'PATCH', path: `${myApps}/b`, body: {}, contentType: 'text/plain' },
      {
        method: 'DELETE',
        path: `${configMaps}/b`,
        body: { kind: 'DeleteOptions', apiVersion: 'v1' },
        contentType: 'text/plain',
      },
    ],
  },
  {
    name: 'protobuf is served for built-in kinds alone',
    steps: [
      get(configMaps, { accept: protobuf, compare: 'code' }),
      get(myApps, { accept: protobuf, compare: 'code' }),
      get(myApps, { accept: `${protobuf},application/json` }),
      get(deployments, { accept: `${protobuf};as=Table;v=v1;g=meta.k8s.io,${table}`, compare: 'code' }),
      post(deployments, deployment('a'), { accept: `${protobuf},application/json`, compare: 'code' }),
    ],
  },
  {
    name: 'other methods',
    steps: [
      post(configMaps, configMap('a')),
      { method: 'HEAD', path: `${configMaps}/a` },
      { method: 'HEAD', path: configMaps },
      { method: 'OPTIONS', path: configMaps },
      { method: 'HEAD', path: `${configMaps}/none` },
      { method: 'HEAD', path: '/version' },
      { method: 'PUT', path: configMaps, body: configMap('a') },
    ],
  },
]
