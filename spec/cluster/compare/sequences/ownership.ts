import type { Sequence } from '../sequence.ts'
import { forced, get, mergePatch, post, apply as ssa } from '../steps.ts'
import { configMap, container, deployment, service } from './objects.ts'
import { configMaps, deployments, services } from './paths.ts'

const templateOf = (of: readonly object[]) => ({ metadata: { labels: { app: 'web' } }, spec: { containers: of } })
const identity = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { name } })
const identityOf = (name: string, spec: object) => ({ ...identity('apps/v1', 'Deployment', name), spec })

export const ownership: readonly Sequence[] = [
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
