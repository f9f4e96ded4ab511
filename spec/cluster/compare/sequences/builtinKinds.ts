import { altered, type Sequence } from '../sequence.ts'
import { apply, get, mergePatch, post, put, remove } from '../steps.ts'

/** A table of data: kinds that have a document and few rules. Each is created, shown, changed, applied and deleted. */

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'

const template = (restartPolicy: string | undefined, labels: object = { app: 'web' }) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'app', image: 'nginx' }], ...(restartPolicy !== undefined && { restartPolicy }) },
})
const selector = { matchLabels: { app: 'web' } }

interface Sample {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly isOfCluster?: boolean
  readonly body: object
}

const samples: readonly Sample[] = [
  { apiVersion: 'batch/v1', kind: 'Job', plural: 'jobs', body: { spec: { template: template('Never') } } },
  {
    ...{ apiVersion: 'batch/v1', kind: 'CronJob', plural: 'cronjobs' },
    body: { spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: template('OnFailure') } } } },
  },
  {
    ...{ apiVersion: 'apps/v1', kind: 'StatefulSet', plural: 'statefulsets' },
    body: {
      spec: {
        ...{ selector, serviceName: 'web', template: template(undefined) },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
          },
        ],
      },
    },
  },
  {
    ...{ apiVersion: 'apps/v1', kind: 'DaemonSet', plural: 'daemonsets' },
    body: { spec: { selector, template: template(undefined) } },
  },
  {
    ...{ apiVersion: 'apps/v1', kind: 'ControllerRevision', plural: 'controllerrevisions' },
    body: { revision: 1, data: { spec: { replicas: 1 } } },
  },
  { apiVersion: 'v1', kind: 'PodTemplate', plural: 'podtemplates', body: { template: template(undefined) } },
  {
    ...{ apiVersion: 'v1', kind: 'ReplicationController', plural: 'replicationcontrollers' },
    body: { spec: { template: template(undefined) } },
  },
  {
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims' },
    body: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '0.5Gi' } } } },
  },
  {
    ...{ apiVersion: 'v1', kind: 'PersistentVolume', plural: 'persistentvolumes', isOfCluster: true },
    body: { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteMany'], hostPath: { path: '/data' } } },
  },
  {
    ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', plural: 'storageclasses', isOfCluster: true },
    body: { provisioner: 'example.com/disks', parameters: { speed: 'high' } },
  },
  {
    ...{ apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', plural: 'csidrivers', isOfCluster: true },
    body: { spec: {} },
  },
  {
    ...{ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', plural: 'csinodes', isOfCluster: true },
    body: { spec: { drivers: [{ name: 'example.com', nodeID: 'one' }] } },
  },
  {
    ...{ apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttributesClass', plural: 'volumeattributesclasses' },
    isOfCluster: true,
    body: { driverName: 'example.com', parameters: { speed: 'high' } },
  },
  {
    ...{ apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', plural: 'volumeattachments', isOfCluster: true },
    body: { spec: { attacher: 'example.com', nodeName: 'one', source: { persistentVolumeName: 'data' } } },
  },
  {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', plural: 'ingresses' },
    body: {
      spec: {
        rules: [
          {
            host: 'example.com',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
            },
          },
        ],
        tls: [{ hosts: ['example.com'], secretName: 'tls' }],
      },
    },
  },
  {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', plural: 'ingressclasses', isOfCluster: true },
    body: { spec: { controller: 'example.com/ingress' } },
  },
  {
    ...{ apiVersion: 'v1', kind: 'ResourceQuota', plural: 'resourcequotas' },
    body: { spec: { hard: { pods: '10', 'requests.cpu': '1000m', 'limits.memory': '1024Mi' } } },
  },
  {
    ...{ apiVersion: 'v1', kind: 'LimitRange', plural: 'limitranges' },
    body: { spec: { limits: [{ type: 'Container', default: { cpu: '500m' }, max: { cpu: '1000m' } }] } },
  },
  {
    ...{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', plural: 'priorityclasses', isOfCluster: true },
    body: { value: 1000, description: 'More than others.' },
  },
  {
    ...{ apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', plural: 'runtimeclasses', isOfCluster: true },
    body: { handler: 'runc' },
  },
  {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy' },
    ...{ plural: 'validatingadmissionpolicies', isOfCluster: true },
    body: {
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] },
          ],
        },
        validations: [{ expression: 'object.spec.size > 0' }],
      },
    },
  },
  {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding' },
    ...{ plural: 'validatingadmissionpolicybindings', isOfCluster: true },
    body: { spec: { policyName: 'sizes', validationActions: ['Deny'] } },
  },
  {
    ...{ apiVersion: 'flowcontrol.apiserver.k8s.io/v1', kind: 'PriorityLevelConfiguration' },
    ...{ plural: 'prioritylevelconfigurations', isOfCluster: true },
    body: { spec: { type: 'Limited', limited: { limitResponse: { type: 'Queue', queuing: {} } } } },
  },
  {
    ...{ apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass', plural: 'deviceclasses', isOfCluster: true },
    body: { spec: { selectors: [{ cel: { expression: 'device.driver == "example.com"' } }] } },
  },
  {
    ...{ apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaim', plural: 'resourceclaims' },
    body: { spec: { devices: { requests: [{ name: 'one', exactly: { deviceClassName: 'fast' } }] } } },
  },
]

const lifeOf = ({ apiVersion, kind, plural, isOfCluster = false, body }: Sample): Sequence => {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const all = isOfCluster ? `${root}/${plural}` : `${root}/namespaces/<ns>/${plural}`
  const name = isOfCluster ? '<ns>' : 'one'
  const one = `${all}/${name}`
  const object = { apiVersion, kind, metadata: { name }, ...body }
  return {
    name: `${kind.startsWith('I') ? 'an' : 'a'} ${kind} is created, shown, changed, applied and deleted`,
    steps: [
      post(all, object),
      get(one, { accept: table }),
      mergePatch(one, { metadata: { labels: { tier: 'front' } } }),
      put(one, altered(3)),
      apply(one, 'other', { apiVersion, kind, metadata: { name, annotations: { note: 'x' } } }),
      apply(one, 'other', { ...object, metadata: { name } }, 'force=true'),
      post(all, { apiVersion, kind, metadata: { name: `${name}-two` } }),
      remove(one, { propagationPolicy: 'Background' }),
    ],
  }
}

export const builtinKinds: readonly Sequence[] = samples.map(lifeOf)
