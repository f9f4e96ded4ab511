import type { Sequence } from '../sequence.ts'
import { get, jsonPatch, mergePatch, post, strategicPatch } from '../steps.ts'
import { configMap, container, deployment, myApp } from './objects.ts'
import { configMaps, deployments, myApps } from './paths.ts'

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
    name: 'a JSON patch that cannot be applied is refused',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      jsonPatch(`${configMaps}/web`, [{ op: 'test', path: '/data/a', value: '2' }]),
      jsonPatch(`${configMaps}/web`, [{ op: 'remove', path: '/data/none' }]),
      jsonPatch(`${configMaps}/web`, [{ op: 'replace', path: '/data/none', value: '2' }]),
      jsonPatch(`${configMaps}/web`, [{ op: 'add', path: '/none/deeper', value: '2' }]),
      jsonPatch(`${configMaps}/web`, [{ op: 'frobnicate', path: '/data/a', value: '2' }]),
      jsonPatch(`${configMaps}/web`, { data: { a: '2' } }),
    ],
  },
]
