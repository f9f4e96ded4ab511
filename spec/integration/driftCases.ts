import type { Fields } from '../../lib/json/fields.ts'
import type { Manifest } from '../../lib/kube/object.ts'

/** One child, and what another writer does to it. */
export interface DriftCase {
  readonly what: string
  readonly child: Manifest
  /** A JSON merge patch by another manager. */
  readonly edit: object
  /** The place that the edit changes. */
  readonly place: readonly string[]
  /** Whether the edit takes a field of ours, so that it is undone. */
  readonly isUndone: boolean
  /** The effects that undo it. Default: one Apply. */
  readonly by?: readonly string[]
}

/** A manifest without its name, which the spec gives. */
const child = (apiVersion: string, kind: string, rest: Fields, metadata: Fields = {}): Manifest => ({
  apiVersion,
  kind,
  ...rest,
  metadata: { ...metadata, name: '' },
})

const labels = { app: 'drift' }
const pod = (more: Fields, container: Fields = {}): Fields => ({
  spec: {
    replicas: 0,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'app', image: 'app:1', ...container }], ...more },
    },
  },
})
const template = (spec: Fields): object => ({ spec: { template: { spec } } })
const inTemplate = ['spec', 'template', 'spec']

export const driftCases: readonly DriftCase[] = [
  {
    what: 'a label with an empty value, removed',
    child: child('v1', 'ConfigMap', {}, { labels: { 'role/worker': '' } }),
    edit: { metadata: { labels: { 'role/worker': null } } },
    place: ['metadata', 'labels', 'role/worker'],
    isUndone: true,
  },
  {
    what: 'a ConfigMap key with an empty value, removed',
    child: child('v1', 'ConfigMap', { data: { empty: '', full: 'yes' } }),
    edit: { data: { empty: null } },
    place: ['data', 'empty'],
    isUndone: true,
  },
  {
    what: 'a ConfigMap file named limits, changed to an equal quantity',
    child: child('v1', 'ConfigMap', { data: { limits: '1000m' } }),
    edit: { data: { limits: '1' } },
    place: ['data', 'limits'],
    isUndone: true,
  },
  {
    what: 'a ConfigMap key that another writer adds',
    child: child('v1', 'ConfigMap', { data: { ours: '1' } }),
    edit: { data: { theirs: '2' } },
    place: ['data', 'theirs'],
    isUndone: false,
  },
  {
    what: 'automountServiceAccountToken false, removed',
    child: child('v1', 'ServiceAccount', { automountServiceAccountToken: false }),
    edit: { automountServiceAccountToken: null },
    place: ['automountServiceAccountToken'],
    isUndone: true,
  },
  {
    what: 'secrets of a ServiceAccount, extended by another writer',
    child: child('v1', 'ServiceAccount', { secrets: [{ name: 'ours' }] }),
    edit: { secrets: [{ name: 'ours' }, { name: 'theirs' }] },
    place: ['secrets'],
    isUndone: false,
  },
  {
    what: 'stringData of a Secret, whose data another writer changes',
    child: child('v1', 'Secret', { stringData: { key: 'ours' } }),
    edit: { data: { key: 'dGhlaXJz' } },
    place: ['data', 'key'],
    isUndone: true,
  },
  {
    what: 'runAsUser 0, removed',
    child: child('apps/v1', 'Deployment', pod({ securityContext: { runAsUser: 0 } })),
    edit: template({ securityContext: { runAsUser: null } }),
    place: [...inTemplate, 'securityContext', 'runAsUser'],
    isUndone: true,
  },
  {
    what: 'hostNetwork false, set',
    child: child('apps/v1', 'Deployment', pod({ hostNetwork: false })),
    edit: template({ hostNetwork: true }),
    place: [...inTemplate, 'hostNetwork'],
    isUndone: true,
  },
  {
    what: 'an env with an empty value, removed',
    child: child(
      'apps/v1',
      'Deployment',
      pod(
        {},
        {
          env: [
            { name: 'EMPTY', value: '' },
            { name: 'B', value: 'b' },
          ],
        },
      ),
    ),
    edit: template({ containers: [{ name: 'app', image: 'app:1', env: [{ name: 'B', value: 'b' }] }] }),
    place: [...inTemplate, 'containers'],
    isUndone: true,
  },
  {
    what: 'the order of init containers, changed',
    child: child(
      'apps/v1',
      'Deployment',
      pod({
        initContainers: [
          { name: 'first', image: 'init:1' },
          { name: 'second', image: 'init:1' },
        ],
      }),
    ),
    edit: template({
      initContainers: [
        { name: 'second', image: 'init:1' },
        { name: 'first', image: 'init:1' },
      ],
    }),
    place: [...inTemplate, 'initContainers'],
    isUndone: true,
  },
  {
    what: 'a sidecar that another writer adds',
    child: child('apps/v1', 'Deployment', pod({})),
    edit: template({
      containers: [
        { name: 'app', image: 'app:1' },
        { name: 'sidecar', image: 'sidecar:1' },
      ],
    }),
    place: [...inTemplate, 'containers'],
    isUndone: false,
  },
  {
    what: 'a CPU limit, said as 0.5 and changed',
    child: child('apps/v1', 'Deployment', pod({}, { resources: { limits: { cpu: '0.5' } } })),
    edit: template({ containers: [{ name: 'app', image: 'app:1', resources: { limits: { cpu: '2' } } }] }),
    place: [...inTemplate, 'containers'],
    isUndone: true,
  },
  {
    what: 'the number of a Service port, changed, whose name is taken by what was put in its place',
    child: child('v1', 'Service', {
      spec: {
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'dns-tcp', port: 53 },
        ],
      },
    }),
    edit: {
      spec: {
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'dns-tcp', port: 54, protocol: 'TCP' },
        ],
      },
    },
    place: ['spec', 'ports'],
    isUndone: true,
    by: ['Overwrite', 'Apply'],
  },
  {
    what: 'an annotation of a Service that another writer adds',
    child: child('v1', 'Service', { spec: { selector: labels, ports: [{ port: 80 }] } }),
    edit: { metadata: { annotations: { theirs: 'yes' } } },
    place: ['metadata', 'annotations', 'theirs'],
    isUndone: false,
  },
  {
    what: 'the verbs of a rule of a Role, extended',
    child: child('rbac.authorization.k8s.io/v1', 'Role', {
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    }),
    edit: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }] },
    place: ['rules'],
    isUndone: true,
  },
  {
    what: 'no rules of a Role, and a label of another writer',
    child: child('rbac.authorization.k8s.io/v1', 'Role', { rules: [] }),
    edit: { metadata: { labels: { theirs: 'yes' } } },
    place: ['metadata', 'labels', 'theirs'],
    isUndone: false,
  },
  {
    what: 'an empty podSelector of a NetworkPolicy, narrowed',
    child: child('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, policyTypes: ['Ingress'] } }),
    edit: { spec: { podSelector: { matchLabels: labels } } },
    place: ['spec', 'podSelector'],
    isUndone: true,
  },
  {
    what: 'an averageValue of an autoscaler, said as 0.5, and a label of another writer',
    child: child('autoscaling/v2', 'HorizontalPodAutoscaler', {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' },
        maxReplicas: 3,
        metrics: [
          { type: 'Pods', pods: { metric: { name: 'load' }, target: { type: 'AverageValue', averageValue: '0.5' } } },
        ],
      },
    }),
    edit: { metadata: { labels: { theirs: 'yes' } } },
    place: ['metadata', 'labels', 'theirs'],
    isUndone: false,
  },
]
