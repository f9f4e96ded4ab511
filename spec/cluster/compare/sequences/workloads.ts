import { altered, type Sequence } from '../sequence.ts'
import { get, mergePatch, post, put, strategicPatch } from '../steps.ts'
import { container, defaultServiceAccount, deployment, pod, replicaSet } from './objects.ts'
import { deployments, pods, replicaSets, serviceAccounts } from './paths.ts'

const withPod = (podSpec: object, meta: object = {}) => ({
  template: { metadata: { labels: { app: 'web' }, ...meta }, spec: { containers: [container()], ...podSpec } },
})

const withContainer = (more: object) => withPod({ containers: [container('app', more)] })

/** Deployments, ReplicaSets and Pods: defaults, rules, what cannot be changed. */
export const workloads: readonly Sequence[] = [
  { name: 'a Pod with its defaults', steps: [post(serviceAccounts, defaultServiceAccount), post(pods, pod('web'))] },
  {
    name: 'a Deployment whose selector does not match is refused',
    steps: [post(deployments, deployment('web', { selector: { matchLabels: { app: 'other' } } }))],
  },
  {
    name: 'a Deployment with all its defaults',
    steps: [
      post(deployments, deployment('web')),
      post(deployments, deployment('recreated', { strategy: { type: 'Recreate' } })),
      post(deployments, deployment('rolled', { strategy: { rollingUpdate: { maxSurge: 1 } } })),
      post(
        deployments,
        deployment('none', { replicas: 0, paused: false, minReadySeconds: 0, revisionHistoryLimit: 0 }),
      ),
    ],
  },
  {
    name: 'a Deployment without what it must have is refused',
    steps: [
      post(deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }),
      post(deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: {} }),
      post(deployments, deployment('web', { selector: {} })),
      post(deployments, deployment('web', { template: {} })),
      post(deployments, deployment('web', { template: { metadata: { labels: { app: 'web' } } } })),
      post(deployments, deployment('web', withPod({ containers: [] }))),
    ],
  },
  {
    name: 'numbers of a Deployment that make no sense are refused',
    steps: [
      post(deployments, deployment('web', { replicas: -1, minReadySeconds: -1, revisionHistoryLimit: -1 })),
      post(deployments, deployment('web', { progressDeadlineSeconds: 10, minReadySeconds: 10 })),
      post(deployments, deployment('web', { progressDeadlineSeconds: -1 })),
    ],
  },
  {
    name: 'strategies of a Deployment that make no sense are refused',
    steps: [
      post(deployments, deployment('web', { strategy: { type: 'Slowly' } })),
      post(deployments, deployment('web', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } })),
      post(deployments, deployment('web', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } })),
      post(deployments, deployment('web', { strategy: { rollingUpdate: { maxSurge: '10', maxUnavailable: '200%' } } })),
      post(deployments, deployment('web', { strategy: { rollingUpdate: { maxSurge: -1, maxUnavailable: -2 } } })),
    ],
  },
  {
    name: 'selectors of a Deployment that make no sense are refused',
    steps: [
      post(deployments, deployment('web', { selector: { matchExpressions: [{ key: 'app', operator: 'Like' }] } })),
      post(deployments, deployment('web', { selector: { matchExpressions: [{ key: 'app', operator: 'In' }] } })),
      post(
        deployments,
        deployment('web', { selector: { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['a'] }] } }),
      ),
      post(
        deployments,
        deployment('web', { selector: { matchExpressions: [{ key: 'bad key', operator: 'Exists' }] } }),
      ),
      post(deployments, deployment('web', { selector: { matchLabels: { app: 'bad value' } } })),
      post(deployments, deployment('web', { selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } })),
    ],
  },
  {
    name: 'the selector of a Deployment does not change',
    steps: [
      post(deployments, deployment('web')),
      mergePatch(`${deployments}/web`, { spec: { selector: { matchLabels: { app: 'other' } } } }),
      mergePatch(`${deployments}/web`, {
        spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } } } },
      }),
    ],
  },
  {
    name: 'the generation of a Deployment counts changes of its spec',
    steps: [
      post(deployments, deployment('web')),
      mergePatch(`${deployments}/web`, { metadata: { labels: { a: 'b' } } }),
      mergePatch(`${deployments}/web`, { spec: { replicas: 2 } }),
      mergePatch(`${deployments}/web`, { spec: { replicas: 2 } }),
      put(`${deployments}/web`, altered(4, { metadata: { generation: 77 }, status: { replicas: 5 } })),
      get(`${deployments}/web`),
    ],
  },
  {
    name: 'the status of a Deployment is not taken at its creation',
    steps: [post(deployments, { ...deployment('web'), status: { replicas: 5, observedGeneration: 3 } })],
  },
  {
    name: 'quantities are written as the server writes them',
    steps: [
      post(
        deployments,
        deployment(
          'web',
          withContainer({
            resources: { requests: { cpu: '1000m', memory: '1024Mi' }, limits: { cpu: 2, memory: '1e9' } },
          }),
        ),
      ),
      post(
        deployments,
        deployment(
          'other',
          withContainer({
            resources: {
              requests: { cpu: '0.1', memory: '1536Ki', 'example.com/thing': '3' },
              limits: { cpu: '1.5', 'example.com/thing': '3' },
            },
          }),
        ),
      ),
      mergePatch(`${deployments}/web`, { metadata: { labels: { a: 'b' } } }),
    ].map(step => step),
  },
  {
    name: 'quantities that make no sense are refused',
    steps: [
      post(deployments, deployment('web', withContainer({ resources: { requests: { cpu: 'much' } } }))),
      post(deployments, deployment('web', withContainer({ resources: { requests: { cpu: '-1' } } }))),
      post(
        deployments,
        deployment('web', withContainer({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } })),
      ),
      post(deployments, deployment('web', withContainer({ resources: { requests: { things: '1' } } }))),
      post(deployments, deployment('web', withContainer({ resources: { requests: { 'example.com/thing': '1' } } }))),
      post(deployments, deployment('web', withContainer({ resources: { limits: { 'example.com/thing': '1500m' } } }))),
    ],
  },
  {
    name: 'containers that break the rules are named',
    steps: [
      post(deployments, deployment('web', withPod({ containers: [{}] }))),
      post(deployments, deployment('web', withPod({ containers: [{ name: 'Bad_Name', image: ' app ' }] }))),
      post(deployments, deployment('web', withPod({ containers: [container(), container()] }))),
      post(deployments, deployment('web', withPod({ initContainers: [container()] }))),
      post(deployments, deployment('web', withContainer({ imagePullPolicy: 'Sometimes' }))),
      post(deployments, deployment('web', withContainer({ terminationMessagePolicy: 'Shout' }))),
    ],
  },
  {
    name: 'ports of containers that break the rules are named',
    steps: [
      post(deployments, deployment('web', withContainer({ ports: [{}] }))),
      post(deployments, deployment('web', withContainer({ ports: [{ containerPort: 0 }] }))),
      post(deployments, deployment('web', withContainer({ ports: [{ containerPort: 70_000, hostPort: 70_001 }] }))),
      post(deployments, deployment('web', withContainer({ ports: [{ containerPort: 80, protocol: 'HTTP' }] }))),
      post(
        deployments,
        deployment('web', withContainer({ ports: [{ containerPort: 80, name: 'Not-A-Port-Name-By-Far' }] })),
      ),
      post(
        deployments,
        deployment(
          'web',
          withContainer({
            ports: [
              { containerPort: 80, name: 'a' },
              { containerPort: 81, name: 'a' },
            ],
          }),
        ),
      ),
      post(deployments, deployment('twice', withContainer({ ports: [{ containerPort: 80 }, { containerPort: 80 }] }))),
    ],
  },
  {
    name: 'environment variables that break the rules are named',
    steps: [
      post(deployments, deployment('web', withContainer({ env: [{}] }))),
      post(deployments, deployment('web', withContainer({ env: [{ name: 'a=b', value: 'c' }] }))),
      post(
        deployments,
        deployment(
          'web',
          withContainer({ env: [{ name: 'A', value: 'b', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
        ),
      ),
      post(deployments, deployment('web', withContainer({ env: [{ name: 'A', valueFrom: {} }] }))),
      post(
        deployments,
        deployment(
          'web',
          withContainer({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nothing' } } }] }),
        ),
      ),
      post(
        deployments,
        deployment('web', withContainer({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a' } } }] })),
      ),
      post(deployments, deployment('web', withContainer({ envFrom: [{}] }))),
      post(
        deployments,
        deployment(
          'twice',
          withContainer({
            env: [
              { name: 'A', value: '1' },
              { name: 'A', value: '2' },
            ],
          }),
        ),
      ),
    ],
  },
  {
    name: 'volumes and mounts that break the rules are named',
    steps: [
      post(deployments, deployment('web', withPod({ volumes: [{}] }))),
      post(deployments, deployment('web', withPod({ volumes: [{ name: 'Bad_Name', emptyDir: {} }] }))),
      post(
        deployments,
        deployment('web', withPod({ volumes: [{ name: 'a', emptyDir: {}, configMap: { name: 'b' } }] })),
      ),
      post(deployments, deployment('web', withPod({ volumes: [{ name: 'a' }, { name: 'a' }] }))),
      post(
        deployments,
        deployment(
          'web',
          withPod({
            volumes: [
              { name: 'a', configMap: {} },
              { name: 'b', secret: {} },
            ],
          }),
        ),
      ),
      post(deployments, deployment('web', withPod({ volumes: [{ name: 'a', hostPath: { path: '' } }] }))),
      post(deployments, deployment('web', withPod({ volumes: [{ name: 'a', persistentVolumeClaim: {} }] }))),
      post(deployments, deployment('web', withContainer({ volumeMounts: [{ name: 'none', mountPath: '/a' }] }))),
      post(deployments, deployment('web', withContainer({ volumeMounts: [{}] }))),
    ],
  },
  {
    name: 'volumes with their defaults',
    steps: [
      post(
        deployments,
        deployment(
          'web',
          withPod({
            volumes: [
              { name: 'a' },
              { name: 'b', configMap: { name: 'b', items: [{ key: 'a', path: 'b' }] } },
              { name: 'c', secret: { secretName: 'c' } },
              { name: 'd', hostPath: { path: '/d' } },
              {
                name: 'e',
                projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'x' } }] },
              },
              { name: 'f', downwardAPI: { items: [{ path: 'x', fieldRef: { fieldPath: 'metadata.labels' } }] } },
            ],
          }),
        ),
      ),
    ],
  },
  {
    name: 'probes with their defaults, and probes that break the rules',
    steps: [
      post(
        deployments,
        deployment(
          'web',
          withContainer({
            livenessProbe: { httpGet: { port: 80 } },
            readinessProbe: { tcpSocket: { port: 'http' } },
            startupProbe: { exec: { command: ['true'] } },
          }),
        ),
      ),
      post(
        deployments,
        deployment(
          'grpc',
          withContainer({
            livenessProbe: { grpc: { port: 80 } },
            lifecycle: { preStop: { sleep: { seconds: 3 } }, postStart: { httpGet: { port: 80 } } },
          }),
        ),
      ),
      post(deployments, deployment('a', withContainer({ livenessProbe: {} }))),
      post(deployments, deployment('a', withContainer({ livenessProbe: { httpGet: { port: 0 } } }))),
      post(
        deployments,
        deployment('a', withContainer({ livenessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } })),
      ),
      post(
        deployments,
        deployment(
          'a',
          withContainer({ livenessProbe: { httpGet: { port: 80 }, periodSeconds: -1, successThreshold: 2 } }),
        ),
      ),
    ],
  },
  {
    name: 'fields of a pod template that make no sense are refused',
    steps: [
      post(deployments, deployment('web', withPod({ restartPolicy: 'Never' }))),
      post(deployments, deployment('web', withPod({ restartPolicy: 'Perhaps' }))),
      post(deployments, deployment('web', withPod({ dnsPolicy: 'None' }))),
      post(deployments, deployment('web', withPod({ dnsPolicy: 'Perhaps' }))),
      post(deployments, deployment('web', withPod({ terminationGracePeriodSeconds: -1 }))),
      post(deployments, deployment('web', withPod({ activeDeadlineSeconds: 5 }))),
      post(deployments, deployment('web', withPod({ tolerations: [{ operator: 'Perhaps' }] }))),
      post(deployments, deployment('web', withPod({ serviceAccountName: 'Bad_Name' }))),
      post(deployments, deployment('web', withPod({ nodeSelector: { 'bad key': 'bad value' } }))),
      post(deployments, deployment('web', withPod({}, { labels: { app: 'web', 'bad key': 'x' } }))),
      post(deployments, deployment('web', withPod({ securityContext: { runAsUser: -1 } }))),
    ],
  },
  {
    name: 'parts of a pod template with their defaults',
    steps: [
      post(
        deployments,
        deployment(
          'web',
          withPod({
            hostNetwork: true,
            serviceAccountName: 'robot',
            initContainers: [container('first')],
            containers: [
              container('app', { image: 'app', ports: [{ containerPort: 80 }] }),
              container('side', { image: 'example.com:5000/app:latest' }),
            ],
            tolerations: [{ key: 'a', operator: 'Exists' }],
            imagePullSecrets: [{ name: 'a' }],
            topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
            securityContext: { runAsUser: 0, fsGroup: 1 },
            hostPID: false,
            enableServiceLinks: false,
          }),
        ),
      ),
    ],
  },
  {
    name: 'empty values of a pod template are not kept',
    steps: [
      post(
        deployments,
        deployment(
          'web',
          withPod(
            {
              hostNetwork: false,
              nodeName: '',
              volumes: [],
              nodeSelector: {},
              tolerations: [],
              containers: [
                container('app', { env: [], args: [], command: [], stdin: false, workingDir: '', ports: [] }),
              ],
            },
            { annotations: {}, labels: { app: 'web' }, creationTimestamp: null },
          ),
        ),
      ),
    ],
  },
  {
    name: 'a ReplicaSet with its defaults',
    steps: [
      post(replicaSets, replicaSet('web')),
      post(replicaSets, { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'none' } }),
      post(replicaSets, replicaSet('bad', { replicas: -1, selector: {} })),
      post(replicaSets, replicaSet('bad', { selector: { matchLabels: { app: 'other' } } })),
      post(replicaSets, replicaSet('bad', { template: undefined })),
      mergePatch(`${replicaSets}/web`, { spec: { selector: { matchLabels: { app: 'other' } } } }),
      mergePatch(`${replicaSets}/web`, { spec: { replicas: 3 } }),
    ],
  },
  {
    name: 'a Pod that breaks the rules is refused',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } }),
      post(pods, pod('web', { containers: [] })),
      post(pods, pod('web', { containers: [{ name: 'a' }] })),
      post(pods, pod('web', { restartPolicy: 'Perhaps' })),
      post(pods, pod('web', { nodeName: 'Bad_Name' })),
      post(pods, pod('web', { activeDeadlineSeconds: 0 })),
      post(pods, pod('web', { hostname: 'Bad_Name' })),
      post(pods, pod('web', { serviceAccountName: 'nobody' })),
      post(pods, pod('web', { priorityClassName: 'none' })),
    ],
  },
  {
    name: 'what a Pod limits it requests, and its quality of service follows',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(
        pods,
        pod('limited', { containers: [container('app', { resources: { limits: { cpu: '1', memory: '1Gi' } } })] }),
      ),
      post(pods, pod('burst', { containers: [container('app', { resources: { requests: { cpu: '1' } } })] })),
    ],
  },
  {
    name: 'what a Pod is does not change',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('web')),
      mergePatch(`${pods}/web`, { spec: { nodeSelector: { a: 'b' } } }),
      mergePatch(`${pods}/web`, { spec: { restartPolicy: 'Never' } }),
      strategicPatch(`${pods}/web`, { spec: { containers: [{ name: 'app', image: 'example.com/app:2' }] } }),
      strategicPatch(`${pods}/web`, { spec: { containers: [{ name: 'app', command: ['sh'] }] } }),
      strategicPatch(`${pods}/web`, { spec: { containers: [{ name: 'other', image: 'a' }] } }),
      mergePatch(`${pods}/web`, { spec: { activeDeadlineSeconds: 60 } }),
      mergePatch(`${pods}/web`, { metadata: { labels: { a: 'b' } } }),
    ],
  },
  {
    name: 'the status of a Pod is not taken at its creation',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, { ...pod('web'), status: { phase: 'Running', podIP: '10.1.2.3' } }),
      mergePatch(`${pods}/web/status`, { status: { phase: 'Running' } }),
      mergePatch(`${pods}/web`, { status: { phase: 'Failed' } }),
    ],
  },
]
