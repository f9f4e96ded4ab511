import type { Sequence } from '../sequence.ts'
import { forced, get, post, apply as serverSideApply } from '../steps.ts'
import { configMap, deployment } from './objects.ts'
import { configMaps, deployments } from './paths.ts'

export const apply: readonly Sequence[] = [
  {
    name: 'apply creates, changes and removes what is no longer applied',
    steps: [
      serverSideApply(`${configMaps}/web`, 'one', configMap('web', { a: '1', b: '2' })),
      serverSideApply(`${configMaps}/web`, 'one', configMap('web', { a: '2' })),
      get(`${configMaps}/web`),
      serverSideApply(`${configMaps}/web`, 'one', configMap('web')),
    ],
  },
  {
    name: 'a second manager conflicts, and takes over by force',
    steps: [
      serverSideApply(`${configMaps}/web`, 'one', configMap('web', { a: '1', b: '2' })),
      serverSideApply(`${configMaps}/web`, 'two', configMap('web', { a: '2' })),
      serverSideApply(`${configMaps}/web`, 'two', configMap('web', { a: '2' }), forced),
      serverSideApply(`${configMaps}/web`, 'one', configMap('web', { b: '2' })),
    ],
  },
  {
    name: 'a Deployment is applied by two managers',
    steps: [
      serverSideApply(`${deployments}/web`, 'one', deployment('web')),
      serverSideApply(`${deployments}/web`, 'two', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: { replicas: 3 },
      }),
      serverSideApply(`${deployments}/web`, 'one', deployment('web', { replicas: 4 })),
    ],
  },
  {
    name: 'a create-only apply creates, and conflicts with what exists',
    steps: [
      serverSideApply(`${configMaps}/web`, 'one', configMap('web', { a: '1' }, { resourceVersion: '1' })),
      serverSideApply(`${configMaps}/web`, 'one', configMap('web', { a: '1' }, { resourceVersion: '1' })),
      post(configMaps, configMap('other', { a: '1' })),
      serverSideApply(`${configMaps}/other`, 'one', configMap('other', { a: '1' }, { resourceVersion: '1' })),
    ],
  },
]
