import type { Sequence } from '../sequence.ts'
import { get, jsonPatch, mergePatch, post, strategicPatch } from '../steps.ts'
import { configMap, container, deployment, myApp, service } from './objects.ts'
import { configMaps, deployments, myApps, services } from './paths.ts'

const containers = '/spec/template/spec/containers'
const templateOf = (of: readonly object[]) => ({ metadata: { labels: { app: 'web' } }, spec: { containers: of } })
const podPatch = (spec: object) => ({ spec: { template: { spec } } })
const env = (name: string) => ({ name, value: name.toLowerCase() })

export const patches: readonly Sequence[] = [
  {
    name: 'a JSON patch adds, replaces, tests, copies, moves and removes',
    steps: [
      post(configMaps, configMap('web', { a: '1', b: '2' })),
      jsonPatch(`${configMaps}/web`, [
        { op: 'test', path: '/data/a', value: '1' },
        { op: 'replace', path: '/data/a', value: '3' },
        { op: 'add', path: '/data/c', value: '4' },
        { op: 'copy', from: '/data/c', path: '/data/d' },
        { op: 'move', from: '/data/b', path: '/data/e' },
        { op: 'remove', path: '/data/c' },
      ]),
      get(`${configMaps}/web`),
    ],
  },
  {
    name: 'a merge patch adds, replaces and removes',
    steps: [
      post(configMaps, configMap('web', { a: '1', b: '2' }, { labels: { x: 'y' } })),
      mergePatch(`${configMaps}/web`, { data: { a: '3', b: null, c: '4' }, metadata: { labels: null } }),
      post(myApps, myApp('web', { env: { A: '1' } })),
      mergePatch(`${myApps}/web`, { spec: { env: { A: null, B: '2' }, replicas: 4 } }),
    ],
  },
  {
    name: 'a strategic merge patch merges containers by name',
    steps: [
      post(deployments, deployment('web')),
      strategicPatch(`${deployments}/web`, {
        spec: { template: { spec: { containers: [container('side'), { name: 'app', image: 'example.com/app:2' }] } } },
      }),
      strategicPatch(`${deployments}/web`, {
        spec: { template: { spec: { containers: [{ name: 'app', $patch: 'delete' }] } } },
      }),
    ],
  },
  {
    name: 'a JSON patch goes into lists',
    steps: [
      post(deployments, deployment('web', { template: templateOf([container('a'), container('b')]) })),
      jsonPatch(`${deployments}/web`, [{ op: 'add', path: `${containers}/-`, value: container('c') }]),
      jsonPatch(`${deployments}/web`, [{ op: 'add', path: `${containers}/0`, value: container('z') }]),
      jsonPatch(`${deployments}/web`, [{ op: 'remove', path: `${containers}/1` }]),
      jsonPatch(`${deployments}/web`, [{ op: 'replace', path: `${containers}/0/image`, value: 'example.com/app:3' }]),
      jsonPatch(`${deployments}/web`, [{ op: 'remove', path: `${containers}/7` }]),
      jsonPatch(`${deployments}/web`, [{ op: 'add', path: `${containers}/7`, value: container('y') }]),
      jsonPatch(`${deployments}/web`, [{ op: 'test', path: `${containers}/0/name`, value: 'z' }]),
    ],
  },
  {
    name: 'a JSON patch is guarded by a test',
    steps: [
      post(configMaps, configMap('web', { a: '1' }, { finalizers: ['example.com/hold'] })),
      jsonPatch(`${configMaps}/web`, [
        { op: 'test', path: '/metadata/resourceVersion', value: '<1.metadata.resourceVersion>' },
        { op: 'test', path: '/metadata/finalizers/0', value: 'example.com/hold' },
        { op: 'remove', path: '/metadata/finalizers/0' },
      ]),
      jsonPatch(`${configMaps}/web`, [
        { op: 'test', path: '/metadata/resourceVersion', value: '<1.metadata.resourceVersion>' },
        { op: 'add', path: '/data/b', value: '2' },
      ]),
    ],
  },
  {
    name: 'keys with slashes are escaped in a JSON patch',
    steps: [
      post(configMaps, configMap('web', undefined, { annotations: { 'example.com/a': '1', 'b~c': '2' } })),
      jsonPatch(`${configMaps}/web`, [{ op: 'replace', path: '/metadata/annotations/example.com~1a', value: '3' }]),
      jsonPatch(`${configMaps}/web`, [{ op: 'add', path: '/metadata/labels/example.com~1a', value: '3' }]),
    ],
  },
  {
    name: 'a patch names the version it was made from',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      mergePatch(`${configMaps}/web`, { data: { a: '2' } }),
      mergePatch(`${configMaps}/web`, {
        metadata: { resourceVersion: '<1.metadata.resourceVersion>' },
        data: { a: '3' },
      }),
      mergePatch(`${configMaps}/web`, {
        metadata: { resourceVersion: '<2.metadata.resourceVersion>' },
        data: { a: '4' },
      }),
      strategicPatch(`${configMaps}/web`, { metadata: { uid: '<1.metadata.uid>' }, data: { a: '5' } }),
    ],
  },
  {
    name: 'a patch that changes nothing writes nothing',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      mergePatch(`${configMaps}/web`, { data: { a: '1' } }),
      mergePatch(`${configMaps}/web`, {}),
      jsonPatch(`${configMaps}/web`, []),
      strategicPatch(`${configMaps}/web`, {}),
      mergePatch(`${configMaps}/web`, { metadata: { labels: {} } }),
    ],
  },
  {
    name: 'a strategic merge patch follows its directives',
    steps: [
      post(
        deployments,
        deployment('web', { template: templateOf([container('a', { env: [env('A'), env('B'), env('C')] })]) }),
      ),
      strategicPatch(
        `${deployments}/web`,
        podPatch({ containers: [{ name: 'a', env: [{ $patch: 'replace' }, env('D')] }] }),
      ),
      strategicPatch(
        `${deployments}/web`,
        podPatch({ containers: [{ name: 'a', '$setElementOrder/env': [env('E'), env('D')], env: [env('E')] }] }),
      ),
      strategicPatch(
        `${deployments}/web`,
        podPatch({ containers: [{ name: 'a', env: [{ name: 'D', $patch: 'delete' }] }] }),
      ),
      strategicPatch(`${deployments}/web`, { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }),
      strategicPatch(`${deployments}/web`, { metadata: { finalizers: ['example.com/a', 'example.com/b'] } }),
      strategicPatch(`${deployments}/web`, { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/a'] } }),
      strategicPatch(`${deployments}/web`, { metadata: { finalizers: null } }),
      strategicPatch(`${deployments}/web`, podPatch({ containers: [{ image: 'example.com/app:2' }] })),
      strategicPatch(`${deployments}/web`, podPatch({ nodeSelector: { $patch: 'frobnicate' } })),
    ],
  },
  {
    name: 'ports of a Service are merged by their number',
    steps: [
      post(services, service('web', { ports: [{ name: 'http', port: 80 }] })),
      strategicPatch(`${services}/web`, { spec: { ports: [{ name: 'https', port: 443 }] } }),
      strategicPatch(`${services}/web`, { spec: { ports: [{ port: 80, targetPort: 8080 }] } }),
      mergePatch(`${services}/web`, { spec: { ports: [{ port: 81 }] } }),
    ],
  },
]
