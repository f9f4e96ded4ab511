import type { Sequence } from '../sequence.ts'
import { get, mergePatch, post, remove } from '../steps.ts'
import { configMap } from './objects.ts'
import { configMaps } from './paths.ts'

export const deletion: readonly Sequence[] = [
  {
    name: 'a finalizer holds an object until it is taken away',
    steps: [
      post(configMaps, configMap('web', { a: '1' }, { finalizers: ['example.com/hold'] })),
      remove(`${configMaps}/web`),
      get(`${configMaps}/web`),
      mergePatch(`${configMaps}/web`, { metadata: { finalizers: null } }),
      get(`${configMaps}/web`),
    ],
  },
  {
    name: 'preconditions guard a deletion',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      remove(`${configMaps}/web`, { preconditions: { uid: '00000000-0000-4000-8000-000000000000' } }),
      remove(`${configMaps}/web`, { preconditions: { resourceVersion: '1' } }),
      remove(`${configMaps}/web`, { preconditions: { uid: '<1.metadata.uid>' } }),
    ],
  },
]
