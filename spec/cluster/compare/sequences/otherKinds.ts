import { altered, type Sequence } from '../sequence.ts'
import { get, mergePatch, post, put, remove } from '../steps.ts'
import {
  autoscalers,
  coreEvents,
  disruptionBudgets,
  endpointSlices,
  events,
  leases,
  networkPolicies,
  nodes,
  webhooks,
} from './paths.ts'

const of =
  (apiVersion: string, kind: string) =>
  (name: string, more: object = {}) => ({
    apiVersion,
    kind,
    metadata: { name },
    ...more,
  })

const lease = of('coordination.k8s.io/v1', 'Lease')
const event = of('events.k8s.io/v1', 'Event')
const coreEvent = of('v1', 'Event')
const node = of('v1', 'Node')
const budget = of('policy/v1', 'PodDisruptionBudget')
const policy = of('networking.k8s.io/v1', 'NetworkPolicy')
const autoscaler = of('autoscaling/v2', 'HorizontalPodAutoscaler')
const slice = of('discovery.k8s.io/v1', 'EndpointSlice')
const webhook = of('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration')

const scaled = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } }
const selector = { matchLabels: { app: 'web' } }
const now = '2001-01-01T00:00:00.000000Z'

/** Kinds that a controller writes beside its workloads. */
export const otherKinds: readonly Sequence[] = [
  {
    name: 'a Lease is taken and renewed',
    steps: [
      post(
        leases,
        lease('a', { spec: { holderIdentity: 'me', leaseDurationSeconds: 15, acquireTime: now, renewTime: now } }),
      ),
      put(`${leases}/a`, altered(1, { spec: { holderIdentity: 'you', leaseTransitions: 1 } })),
      put(`${leases}/a`, altered(1, { spec: { holderIdentity: 'other' } })),
      post(leases, lease('b')),
      post(leases, lease('c', { spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } })),
      post(leases, lease('d', { spec: { renewTime: 'soon' } })),
      post(leases, lease('e', { spec: { holderIdentity: '', renewTime: '2001-01-01T00:00:00Z' } })),
    ],
  },
  {
    name: 'an Event of the new group',
    steps: [
      post(
        events,
        event('a', {
          eventTime: now,
          reportingController: 'example.com/me',
          reportingInstance: 'me-0',
          action: 'Doing',
          reason: 'Done',
          regarding: { kind: 'Pod', name: 'web', namespace: '<ns>' },
          note: 'well',
          type: 'Normal',
        }),
      ),
      get(`${coreEvents}/a`),
      mergePatch(`${events}/a`, { series: { count: 2, lastObservedTime: now } }),
      mergePatch(`${events}/a`, { note: 'other' }),
    ],
  },
  {
    name: 'an Event of the new group that breaks the rules is refused',
    steps: [
      post(events, event('a')),
      post(
        events,
        event('a', {
          eventTime: now,
          reportingController: 'bad controller',
          reportingInstance: 'me',
          action: 'Doing',
          reason: 'Done',
          regarding: { namespace: '<ns>' },
          type: 'Sad',
        }),
      ),
      post(
        events,
        event('a', {
          eventTime: now,
          reportingController: 'me',
          reportingInstance: 'me',
          action: 'Doing',
          reason: 'x'.repeat(129),
          note: 'x'.repeat(1025),
          regarding: { namespace: '<ns>' },
          type: 'Normal',
        }),
      ),
      post(
        events,
        event('a', {
          eventTime: now,
          reportingController: 'me',
          reportingInstance: 'me',
          action: 'Doing',
          reason: 'Done',
          regarding: { namespace: 'elsewhere' },
          type: 'Normal',
        }),
      ),
    ],
  },
  {
    name: 'an Event of the core group',
    steps: [
      post(
        coreEvents,
        coreEvent('a', {
          involvedObject: { kind: 'Pod', name: 'web', namespace: '<ns>' },
          reason: 'Done',
          message: 'well',
          type: 'Normal',
          count: 1,
          firstTimestamp: '2001-01-01T00:00:00Z',
          lastTimestamp: '2001-01-01T00:00:00Z',
          source: { component: 'me' },
        }),
      ),
      get(`${events}/a`),
      mergePatch(`${coreEvents}/a`, { count: 2, lastTimestamp: '2001-01-02T00:00:00Z' }),
      post(coreEvents, coreEvent('b', { involvedObject: { namespace: 'elsewhere' } })),
      post(coreEvents, coreEvent('c', { involvedObject: {} })),
      post(coreEvents, coreEvent('d')),
    ],
  },
  {
    name: 'a Node with its defaults',
    steps: [
      post(
        nodes,
        node('node-<ns>', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }], podCIDR: '10.1.0.0/24' } }),
        { compare: { at: 'status' } },
      ),
      mergePatch(
        `${nodes}/node-<ns>/status`,
        {
          status: { capacity: { cpu: '4000m', memory: '1024Mi' }, conditions: [{ type: 'Ready', status: 'True' }] },
        },
        { compare: { at: 'status' } },
      ),
      mergePatch(
        `${nodes}/node-<ns>`,
        { spec: { unschedulable: true } },
        { compare: { at: 'metadata.managedFields' } },
      ),
      mergePatch(`${nodes}/node-<ns>`, { spec: { unschedulable: false, podCIDR: '10.2.0.0/24' } }),
      post(nodes, node('bad-<ns>', { spec: { taints: [{ key: 'a' }, { key: 'bad key', effect: 'Magic' }] } })),
      remove(`${nodes}/node-<ns>`),
    ],
  },
  {
    name: 'a new Node is tainted until it is ready',
    steps: [post(nodes, node('fresh-<ns>')), remove(`${nodes}/fresh-<ns>`)],
  },
  {
    name: 'a PodDisruptionBudget with its defaults',
    steps: [
      post(disruptionBudgets, budget('a', { spec: { minAvailable: 1, selector } })),
      post(
        disruptionBudgets,
        budget('b', {
          spec: { maxUnavailable: '50%', selector, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
          status: { currentHealthy: 3 },
        }),
      ),
      put(`${disruptionBudgets}/a`, budget('a', { spec: { minAvailable: 2, selector } })),
      put(`${disruptionBudgets}/a`, altered(1, { spec: { minAvailable: 2 } })),
      post(disruptionBudgets, budget('c')),
    ],
  },
  {
    name: 'a PodDisruptionBudget that breaks the rules is refused',
    steps: [
      post(disruptionBudgets, budget('a', { spec: { minAvailable: 1, maxUnavailable: 1, selector } })),
      post(disruptionBudgets, budget('a', { spec: { minAvailable: -1, selector } })),
      post(disruptionBudgets, budget('a', { spec: { minAvailable: '120%', selector } })),
      post(disruptionBudgets, budget('a', { spec: { minAvailable: 'many', selector } })),
      post(disruptionBudgets, budget('a', { spec: { unhealthyPodEvictionPolicy: 'Magic', selector } })),
      post(
        disruptionBudgets,
        budget('a', { spec: { selector: { matchExpressions: [{ key: 'a', operator: 'Like' }] } } }),
      ),
    ],
  },
  {
    name: 'a NetworkPolicy with its defaults',
    steps: [
      post(networkPolicies, policy('a', { spec: { podSelector: {} } })),
      post(
        networkPolicies,
        policy('b', {
          spec: {
            podSelector: selector,
            ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }],
            egress: [{}],
          },
        }),
      ),
      post(networkPolicies, policy('c')),
      mergePatch(`${networkPolicies}/a`, { spec: { ingress: [{}] } }),
    ],
  },
  {
    name: 'a NetworkPolicy that breaks the rules is refused',
    steps: [
      post(networkPolicies, policy('a', { spec: { podSelector: {}, policyTypes: ['Magic'] } })),
      post(
        networkPolicies,
        policy('a', { spec: { podSelector: {}, ingress: [{ ports: [{ port: 70_000, protocol: 'HTTP' }] }] } }),
      ),
      post(networkPolicies, policy('a', { spec: { podSelector: {}, ingress: [{ from: [{}] }] } })),
      post(
        networkPolicies,
        policy('a', { spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 'nonsense' } }] }] } }),
      ),
    ],
  },
  {
    name: 'a HorizontalPodAutoscaler with its defaults',
    steps: [
      post(autoscalers, autoscaler('a', { spec: { ...scaled, maxReplicas: 3 } })),
      post(
        autoscalers,
        autoscaler('b', {
          spec: {
            ...scaled,
            minReplicas: 2,
            maxReplicas: 3,
            metrics: [
              { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
            ],
            behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
          },
        }),
      ),
    ],
  },
  {
    name: 'a HorizontalPodAutoscaler that breaks the rules is refused',
    steps: [
      post(autoscalers, autoscaler('a')),
      post(autoscalers, autoscaler('a', { spec: { maxReplicas: 3 } })),
      post(autoscalers, autoscaler('a', { spec: { ...scaled, maxReplicas: 0 } })),
      post(autoscalers, autoscaler('a', { spec: { ...scaled, minReplicas: 5, maxReplicas: 3 } })),
      post(autoscalers, autoscaler('a', { spec: { ...scaled, minReplicas: 0, maxReplicas: 3 } })),
    ],
  },
  {
    name: 'an EndpointSlice with its defaults and its rules',
    steps: [
      post(
        endpointSlices,
        slice('a', { addressType: 'IPv4', endpoints: [{ addresses: ['10.1.2.3'] }], ports: [{ port: 80 }] }),
      ),
      post(endpointSlices, slice('b', { endpoints: [] })),
      post(endpointSlices, slice('b', { addressType: 'Magic', endpoints: [] })),
      post(endpointSlices, slice('b', { addressType: 'IPv4', endpoints: [{ addresses: [] }] })),
      post(endpointSlices, slice('b', { addressType: 'IPv4', endpoints: [{ addresses: ['nonsense'] }] })),
      mergePatch(`${endpointSlices}/a`, { addressType: 'IPv6' }),
    ],
  },
  {
    name: 'a webhook configuration that breaks the rules is refused',
    steps: [
      post(webhooks, webhook('bad-<ns>', { webhooks: [{ name: 'short' }] })),
      post(
        webhooks,
        webhook('bad-<ns>', {
          webhooks: [{ name: 'a.example.com', clientConfig: { url: 'https://127.0.0.1:1' }, rules: [] }],
        }),
      ),
    ],
  },
]
