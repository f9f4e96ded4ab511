import type { Sequence } from '../sequence.ts'
import { get, mergePatch, post, remove, watch } from '../steps.ts'
import { configMap } from './objects.ts'
import { configMaps } from './paths.ts'

export const listWatch: readonly Sequence[] = [
  {
    name: 'a list comes in pages',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      post(configMaps, configMap('c')),
      get(`${configMaps}?limit=2`),
      get(`${configMaps}?limit=2&continue=<4.metadata.continue>`),
    ],
  },
  {
    name: 'labels select',
    steps: [
      post(configMaps, configMap('a', undefined, { labels: { app: 'x', tier: 'front' } })),
      post(configMaps, configMap('b', undefined, { labels: { app: 'y' } })),
      get(`${configMaps}?labelSelector=app%3Dx`),
      get(`${configMaps}?labelSelector=app+notin+(x)`),
      get(`${configMaps}?labelSelector=!tier`),
      get(`${configMaps}?labelSelector=app%3D%3D%3Dx`),
    ],
  },
  {
    name: 'a watch goes on from a resourceVersion',
    steps: [
      post(configMaps, configMap('a', { a: '1' })),
      mergePatch(`${configMaps}/a`, { data: { a: '2' } }),
      remove(`${configMaps}/a`),
      post(configMaps, configMap('end')),
      watch(`${configMaps}?resourceVersion=<1.metadata.resourceVersion>`, { name: 'end' }),
    ],
  },
  {
    name: 'a watch begins with the initial events',
    steps: [
      post(configMaps, configMap('a', { a: '1' })),
      post(configMaps, configMap('b')),
      watch(`${configMaps}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`, {
        initialEvents: true,
      }),
    ],
  },
]
