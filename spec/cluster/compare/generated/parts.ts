import { container } from '../sequences/objects.ts'

/** Small merge patches by name, from which generated objects and patches are composed. */
export type Parts = { readonly [name: string]: object }

const spec = (of: object): object => ({ spec: of })
const meta = (of: object): object => ({ metadata: of })
const pod = (of: object): object => spec({ template: { spec: of } })

export const metadataParts: Parts = {
  label: meta({ labels: { tier: 'front' } }),
  otherLabel: meta({ labels: { tier: 'back', zone: 'x' } }),
  noLabels: meta({ labels: null }),
  emptyLabels: meta({ labels: {} }),
  wrongLabel: meta({ labels: { tier: 'not valid!' } }),
  annotation: meta({ annotations: { note: 'some text' } }),
  finalizer: meta({ finalizers: ['example.com/hold'] }),
  otherFinalizer: meta({ finalizers: ['example.com/hold', 'example.com/other'] }),
  noFinalizers: meta({ finalizers: null }),
  wrongFinalizer: meta({ finalizers: ['hold'] }),
  owner: meta({
    ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: '00000000-0000-4000-8000-000000000001' }],
  }),
  unknownMetadata: meta({ colour: 'red' }),
  mistypedLabel: meta({ labels: { tier: 7 } }),
}

export const configMapParts: Parts = {
  x1: { data: { x: '1' } },
  x2: { data: { x: '2' } },
  y: { data: { y: '' } },
  noX: { data: { x: null } },
  noData: { data: null },
  emptyData: { data: {} },
  binary: { binaryData: { b: 'AQI=' } },
  wrongBinary: { binaryData: { b: '%' } },
  twice: { data: { b: '1' }, binaryData: { b: 'AQI=' } },
  immutable: { immutable: true },
  mistyped: { data: { x: 7 } },
  wrongKey: { data: { 'a b': '1' } },
  unknown: { colour: 'red' },
}

/** Parts of a MyApp in v1beta1. */
export const oldMyAppParts: Parts = {
  image: spec({ image: { repository: 'example.com/app', tag: '2' } }),
  tag: spec({ image: { tag: '3' } }),
  noTag: spec({ image: { tag: null } }),
  noRepository: spec({ image: { repository: null } }),
  noImage: spec({ image: null }),
  wrongTag: spec({ image: { tag: 'not a tag' } }),
  unknownOfImage: spec({ image: { colour: 'red' } }),
  size2: spec({ size: 2 }),
  size0: spec({ size: 0 }),
  noSize: spec({ size: null }),
  negative: spec({ size: -1 }),
  port: spec({ port: 80 }),
  env: spec({ env: { A: '1' } }),
  otherEnv: spec({ env: { A: '2', B: '3' } }),
  noEnv: spec({ env: null }),
  notCarried: meta({ annotations: { 'example.com/converted-from-v1': null } }),
}

export const myAppParts: Parts = {
  digest: spec({ image: `example.com/app:1@sha256:${'0'.repeat(64)}` }),
  image: spec({ image: 'example.com/app:2' }),
  noImage: spec({ image: null }),
  wrongImage: spec({ image: 'not an image' }),
  replicas2: spec({ replicas: 2 }),
  replicas0: spec({ replicas: 0 }),
  noReplicas: spec({ replicas: null }),
  negative: spec({ replicas: -1 }),
  port: spec({ port: 80 }),
  wrongPort: spec({ port: 70_000 }),
  mistypedPort: spec({ port: 'http' }),
  env: spec({ env: { A: '1' } }),
  otherEnv: spec({ env: { A: '2', B: '3' } }),
  noEnv: spec({ env: null }),
  wrongEnv: spec({ env: { 'not a name': '1' } }),
  config: spec({ config: { 'app.conf': 'x = 1' } }),
  resources: spec({ resources: { requests: { cpu: '1000m', memory: 1024 } } }),
  wrongResources: spec({ resources: { limits: { cpu: 'much' } } }),
  paused: spec({ paused: true }),
  unknown: spec({ colour: 'red' }),
}

export const deploymentParts: Parts = {
  replicas2: spec({ replicas: 2 }),
  replicas0: spec({ replicas: 0 }),
  noReplicas: spec({ replicas: null }),
  negative: spec({ replicas: -1 }),
  mistyped: spec({ replicas: '2' }),
  image: pod({ containers: [container('app', { image: 'example.com/app:2' })] }),
  side: pod({ containers: [container('app'), container('side', { image: 'example.com/side:latest' })] }),
  noContainers: pod({ containers: [] }),
  ports: pod({
    containers: [container('app', { ports: [{ containerPort: 80, name: 'http' }, { containerPort: 81 }] })],
  }),
  environment: pod({
    containers: [
      container('app', { env: [{ name: 'A', value: '1' }, { name: 'B' }], envFrom: [{ configMapRef: { name: 'a' } }] }),
    ],
  }),
  resources: pod({
    containers: [container('app', { resources: { requests: { cpu: '1000m', memory: '1024Ki' }, limits: { cpu: 2 } } })],
  }),
  probe: pod({ containers: [container('app', { readinessProbe: { httpGet: { port: 80 } } })] }),
  volume: pod({ volumes: [{ name: 'v', configMap: { name: 'a' } }] }),
  grace: pod({ terminationGracePeriodSeconds: 5 }),
  wrongRestart: pod({ restartPolicy: 'Never' }),
  recreate: spec({ strategy: { type: 'Recreate' } }),
  rolling: spec({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
  bothStrategies: spec({ strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
  templateLabel: spec({ template: { metadata: { labels: { extra: 'yes' } } } }),
  paused: spec({ paused: true }),
  minReady: spec({ minReadySeconds: 5, revisionHistoryLimit: 2 }),
  otherSelector: spec({ selector: { matchLabels: { app: 'other' } } }),
  unknown: spec({ colour: 'red' }),
}

export const serviceParts: Parts = {
  otherPort: spec({ ports: [{ port: 81 }] }),
  twoPorts: spec({
    ports: [
      { port: 80, name: 'http' },
      { port: 443, name: 'https', targetPort: 'tls' },
    ],
  }),
  unnamedPorts: spec({ ports: [{ port: 80 }, { port: 443 }] }),
  udp: spec({ ports: [{ port: 80, protocol: 'UDP' }] }),
  noPorts: spec({ ports: [] }),
  wrongPort: spec({ ports: [{ port: 0 }] }),
  mistyped: spec({ ports: [{ port: 'http' }] }),
  selector: spec({ selector: { app: 'other' } }),
  noSelector: spec({ selector: null }),
  clusterIP: spec({ type: 'ClusterIP' }),
  nodePort: spec({ type: 'NodePort' }),
  balanced: spec({ type: 'LoadBalancer' }),
  local: spec({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' }),
  // No ExternalName: the policy would stay, unseen. See the list of differences.
  externalName: spec({ externalName: 'example.com' }),
  wrongType: spec({ type: 'Mesh' }),
  headless: spec({ clusterIP: 'None' }),
  sticky: spec({ sessionAffinity: 'ClientIP' }),
  notReady: spec({ publishNotReadyAddresses: true }),
  unknown: spec({ colour: 'red' }),
}

const condition = (status: string) => ({
  type: 'Available',
  status,
  reason: 'Because',
  message: '',
  lastTransitionTime: '2020-01-01T00:00:00Z',
  lastUpdateTime: '2020-01-01T00:00:00Z',
})

export const statusParts = {
  deployment: {
    replicas: { status: { replicas: 2, readyReplicas: 1, updatedReplicas: 2 } },
    observed: { status: { observedGeneration: 1 } },
    condition: { status: { conditions: [condition('True')] } },
    otherCondition: { status: { conditions: [condition('False')] } },
    tooMany: { status: { replicas: 1, readyReplicas: 2 } },
    negative: { status: { replicas: -1 } },
    none: { status: null },
  },
  replicaSet: {
    replicas: { status: { replicas: 2, readyReplicas: 1, fullyLabeledReplicas: 2 } },
    observed: { status: { observedGeneration: 1 } },
    condition: { status: { conditions: [condition('True')] } },
    tooMany: { status: { replicas: 1, availableReplicas: 2 } },
    none: { status: null },
  },
  service: {
    address: { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } },
    noAddress: { status: { loadBalancer: {} } },
    none: { status: null },
  },
  myApp: {
    replicas: { status: { replicas: 2 } },
    otherReplicas: { status: { replicas: 3, readyReplicas: 1 } },
    mistyped: { status: { replicas: 'two' } },
    none: { status: null },
    unknown: { status: { colour: 'red' } },
  },
} satisfies { readonly [kind: string]: Parts }
