import type { Sequence } from '../sequence.ts'
import { get, mergePatch, post, strategicPatch } from '../steps.ts'
import { defaultServiceAccount, pod } from './objects.ts'
import { disruptionBudgets as budgets, pods, serviceAccounts } from './paths.ts'

const binding = (name: string, node: string, meta: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name, ...meta },
  target: { apiVersion: 'v1', kind: 'Node', name: node },
})

const eviction = (name: string, more: object = {}) => ({
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  metadata: { name },
  ...more,
})

export const podSubresources: readonly Sequence[] = [
  {
    name: 'a Pod is bound to a node once',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('web')),
      post(`${pods}/web/binding`, binding('web', 'one')),
      get(`${pods}/web`),
      post(`${pods}/web/binding`, binding('web', 'two')),
      post(`${pods}/none/binding`, binding('none', 'one')),
      post(`${pods}/web/binding`, binding('web', '')),
    ],
  },
  {
    name: 'a Pod is evicted',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('free')),
      post(`${pods}/free/eviction`, eviction('free')),
      get(`${pods}/free`),
      post(pods, pod('bound', { nodeName: 'one' })),
      post(`${pods}/bound/eviction`, eviction('bound', { deleteOptions: { gracePeriodSeconds: 5 } })),
      get(`${pods}/bound`),
      post(`${pods}/none/eviction`, eviction('none')),
      post(`${pods}/free/eviction`, eviction('other')),
    ],
  },
  {
    name: 'a budget forbids an eviction, or allows it',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('web', { nodeName: 'one' }, { labels: { app: 'web' } })),
      mergePatch(`${pods}/web/status`, { status: { phase: 'Running' } }, { compare: 'code' }),
      post(budgets, {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'web' },
        spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
      }),
      post(`${pods}/web/eviction`, eviction('web')),
      mergePatch(`${budgets}/web/status`, {
        status: { observedGeneration: 1, disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
      }),
      mergePatch(
        `${pods}/web/status`,
        { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
        { compare: 'code' },
      ),
      post(`${pods}/web/eviction`, eviction('web')),
      mergePatch(`${budgets}/web/status`, { status: { disruptionsAllowed: 1 } }),
      post(`${pods}/web/eviction?dryRun=All`, eviction('web')),
      post(`${pods}/web/eviction`, eviction('web')),
      get(`${budgets}/web`),
      get(`${pods}/web`, { compare: { at: 'status' } }),
    ],
  },
  {
    name: 'the log of a Pod that is not there, or on no node',
    steps: [
      get(`${pods}/none/log`),
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('web')),
      get(`${pods}/web/log?container=none`),
      get(`${pods}/web/log`),
      post(`${pods}/web/log`, {}),
      get(`${pods}/web/binding`),
    ],
  },
  {
    name: 'the status of a Pod is written beside its spec',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('web')),
      strategicPatch(`${pods}/web/status`, {
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      }),
      strategicPatch(`${pods}/web/status`, { status: { conditions: [{ type: 'Odd', status: 'True' }] } }),
      mergePatch(`${pods}/web/status`, { spec: { nodeName: 'one' }, status: { podIP: '10.1.2.3' } }),
      mergePatch(`${pods}/web`, { status: { phase: 'Failed' } }),
    ],
  },
]
