import type { Fields } from '../../lib/json/fields.ts'
import { apiVersionOf, kind, type Manifest, type Resource } from '../../lib/kube/object.ts'

/** A table of data: built-in kinds, each with values that the API server defaults, normalises or answers as null. */

const labels = { app: 'kinds' }
const pod = { containers: [{ name: 'app', image: 'app:1', resources: { limits: { cpu: '0.5', memory: '1024Mi' } } }] }
const template = { metadata: { creationTimestamp: null, labels }, spec: pod }
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } }
const workload = { selector: { matchLabels: labels }, template }
const rbac = 'rbac.authorization.k8s.io'

const table: readonly (readonly [group: string, version: string, kind: string, plural: string, rest: Fields])[] = [
  ['', 'v1', 'ConfigMap', 'configmaps', { data: { empty: '' }, binaryData: {} }],
  ['', 'v1', 'Secret', 'secrets', { type: 'Opaque', stringData: { key: 'value' }, data: { wrapped: 'dmFs\ndWU=\n' } }],
  ['', 'v1', 'ServiceAccount', 'serviceaccounts', { automountServiceAccountToken: false, imagePullSecrets: [] }],
  ['', 'v1', 'Service', 'services', { spec: { type: 'NodePort', selector: labels, ports: [{ port: 80 }] } }],
  ['', 'v1', 'LimitRange', 'limitranges', { spec: { limits: [{ type: 'Container', default: { cpu: '0.5' } }] } }],
  ['', 'v1', 'ResourceQuota', 'resourcequotas', { spec: { hard: { 'limits.cpu': '100000m', pods: '1e3' } } }],
  ['', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', { spec: { ...claim, storageClassName: '' } }],
  ['', 'v1', 'PodTemplate', 'podtemplates', { template: { ...template, metadata: { labels } } }],
  ['', 'v1', 'ReplicationController', 'replicationcontrollers', { spec: { replicas: 0, selector: labels, template } }],
  ['apps', 'v1', 'Deployment', 'deployments', { spec: { replicas: 0, paused: false, ...workload } }],
  ['apps', 'v1', 'ReplicaSet', 'replicasets', { spec: { replicas: 0, minReadySeconds: 0, ...workload } }],
  ['apps', 'v1', 'DaemonSet', 'daemonsets', { spec: { ...workload, updateStrategy: { type: 'OnDelete' } } }],
  [
    'apps',
    'v1',
    'StatefulSet',
    'statefulsets',
    {
      spec: {
        replicas: 0,
        serviceName: '',
        ...workload,
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
      },
    },
  ],
  [
    'batch',
    'v1',
    'Job',
    'jobs',
    { spec: { suspend: true, template: { metadata: {}, spec: { ...pod, restartPolicy: 'Never' } } } },
  ],
  [
    'batch',
    'v1',
    'CronJob',
    'cronjobs',
    {
      spec: {
        schedule: '0 0 1 1 *',
        suspend: true,
        jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: 'OnFailure' } } } },
      },
    },
  ],
  [
    'networking.k8s.io',
    'v1',
    'Ingress',
    'ingresses',
    {
      spec: {
        rules: [
          {
            host: '',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }],
            },
          },
        ],
      },
    },
  ],
  [
    'networking.k8s.io',
    'v1',
    'NetworkPolicy',
    'networkpolicies',
    { spec: { podSelector: { matchLabels: {} }, ingress: [{ ports: [{ port: 80 }], from: [] }], egress: [] } },
  ],
  ['policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets', { spec: { maxUnavailable: 0, selector: {} } }],
  [
    'autoscaling',
    'v2',
    'HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
    {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' },
        maxReplicas: 3,
        metrics: [
          { type: 'Pods', pods: { metric: { name: 'load' }, target: { type: 'AverageValue', averageValue: '0.5' } } },
        ],
      },
    },
  ],
  [rbac, 'v1', 'Role', 'roles', { rules: [] }],
  [
    rbac,
    'v1',
    'RoleBinding',
    'rolebindings',
    {
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'kinds' },
      subjects: [{ kind: 'User', name: 'jane' }],
    },
  ],
  [
    'coordination.k8s.io',
    'v1',
    'Lease',
    'leases',
    { spec: { holderIdentity: '', leaseTransitions: 0, renewTime: '2026-01-01T00:00:00.000000Z' } },
  ],
  [
    'discovery.k8s.io',
    'v1',
    'EndpointSlice',
    'endpointslices',
    { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'], conditions: {} }], ports: [{ port: 80 }] },
  ],
]

export const manyKinds: readonly Resource[] = table.map(([group, version, name, plural]) =>
  kind(group, version, name, plural),
)

export const oneOfEach: readonly Manifest[] = table.map(([group, version, name, , rest]) => ({
  apiVersion: apiVersionOf({ group, version }),
  kind: name,
  metadata: { name: 'kinds', labels: { ...labels, empty: '' } },
  ...rest,
}))
