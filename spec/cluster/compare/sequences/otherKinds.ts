import { altered, type Sequence } from '../sequence.ts'
import { mergePatch, post, put, remove } from '../steps.ts'
import { of } from './objects.ts'
import { autoscalers, disruptionBudgets, endpointSlices, networkPolicies, nodes, webhooks } from './paths.ts'

const node = of('v1', 'Node')
const budget = of('policy/v1', 'PodDisruptionBudget')
const policy = of('networking.k8s.io/v1', 'NetworkPolicy')
const autoscaler = of('autoscaling/v2', 'HorizontalPodAutoscaler')
const slice = of('discovery.k8s.io/v1', 'EndpointSlice')
const webhook = of('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration')

const scaled = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } }
const selector = { matchLabels: { app: 'web' } }

/** Kinds beside workloads: Nodes, policies, autoscalers, slices, webhooks. */
export const otherKinds: readonly Sequence[] = [
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
