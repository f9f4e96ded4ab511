import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiObject, ResourceType } from '../../../../lib/apiserver/objects/resourceType.ts'
import { toTable } from '../../../../lib/apiserver/presenting/table.ts'
import { applyDefaults } from '../../../../lib/apiserver/schema/applyDefaults.ts'
import { prune } from '../../../../lib/apiserver/schema/prune.ts'
import { builtinTypes } from '../../../../lib/apiserver/store/builtinTypes.ts'
import { errorsOf } from '../../../../lib/apiserver/writing/check.ts'
import { isRecord } from '../../../../lib/json/fields.ts'

const typeOf = (kind: string): ResourceType => {
  const type = builtinTypes.find(candidate => candidate.kind === kind)
  assert.ok(type)
  return type
}

/** An object as the server would store it. */
const stored = (kind: string, object: ApiObject, old?: ApiObject): ApiObject => {
  const type = typeOf(kind)
  const filled = applyDefaults(type.schema, prune(type.schema, object).value)
  assert.ok(isRecord(filled))
  const prepared = type.prepare?.(filled, old) ?? filled
  return type.allocate?.(prepared, old, () => 5, false) ?? prepared
}

const refusals = (kind: string, object: ApiObject, old?: ApiObject): readonly string[] => {
  const type = typeOf(kind)
  const next = stored(kind, object, old)
  return errorsOf(type, next, old)
    .filter(({ field }) => field !== 'metadata.name')
    .map(({ field, message }) => `${field}: ${message}`)
}

const deployment = (spec: ApiObject = {}, container: ApiObject = {}): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'nginx:1.27', ...container }] },
    },
    ...spec,
  },
})

const service = (...ports: readonly ApiObject[]): ApiObject => ({ metadata: { name: 'web' }, spec: { ports } })

test('a Deployment gets the defaults of apps/v1', () => {
  assert.deepEqual(
    stored('Deployment', deployment({}, { ports: [{ containerPort: 80 }], readinessProbe: { httpGet: { port: 80 } } })),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'web' } },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              {
                name: 'main',
                image: 'nginx:1.27',
                ports: [{ containerPort: 80, protocol: 'TCP' }],
                resources: {},
                readinessProbe: {
                  httpGet: { path: '/', port: 80, scheme: 'HTTP' },
                  timeoutSeconds: 1,
                  periodSeconds: 10,
                  successThreshold: 1,
                  failureThreshold: 3,
                },
                terminationMessagePath: '/dev/termination-log',
                terminationMessagePolicy: 'File',
                imagePullPolicy: 'IfNotPresent',
              },
            ],
            restartPolicy: 'Always',
            terminationGracePeriodSeconds: 30,
            dnsPolicy: 'ClusterFirst',
            securityContext: {},
            schedulerName: 'default-scheduler',
          },
        },
      },
      status: {},
    },
  )
})

for (const [kind, object] of [
  ['Deployment', deployment({}, { resources: { limits: { cpu: '1000m' } } })],
  ['ReplicaSet', deployment()],
  [
    'Pod',
    {
      metadata: {},
      spec: {
        containers: [{ name: 'a', image: 'b' }],
        volumes: [{ name: 'v', configMap: { name: 'c' } }, { name: 'e' }],
      },
    },
  ],
  ['Service', service({ port: 80 })],
  ['Secret', { metadata: {}, stringData: { a: 'b' } }],
  ['Namespace', { metadata: { name: 'n' } }],
] as const) {
  test(`what is stored of a ${kind} is valid, and stays as it is when it is written again`, () => {
    const first = stored(kind, object)
    assert.deepEqual(refusals(kind, first, first), [])
    assert.deepEqual(stored(kind, first, first), first)
  })
}

test('quantities become canonical, and limits are requested', () => {
  const { spec } = stored('Pod', {
    metadata: {},
    spec: { containers: [{ name: 'a', image: 'b', resources: { limits: { cpu: '1000m', memory: '1024Mi' } } }] },
  })
  assert.ok(isRecord(spec) && Array.isArray(spec.containers))
  const amounts = { cpu: '1', memory: '1Gi' }
  assert.deepEqual(spec.containers[0].resources, { limits: amounts, requests: amounts })
})

for (const [image, policy] of [
  ['nginx', 'Always'],
  ['nginx:latest', 'Always'],
  ['registry:5000/nginx', 'Always'],
  ['registry:5000/nginx:1', 'IfNotPresent'],
  ['nginx@sha256:0123', 'IfNotPresent'],
] as const) {
  test(`the pull policy of ${image} is ${policy}`, () => {
    const { spec } = stored('Pod', { metadata: {}, spec: { containers: [{ name: 'a', image }] } })
    assert.ok(isRecord(spec) && Array.isArray(spec.containers))
    assert.equal(spec.containers[0].imagePullPolicy, policy)
  })
}

test('a Service gets an address of its own and keeps it', () => {
  const first = stored('Service', service({ port: 80 }))
  assert.deepEqual(first.spec, {
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    type: 'ClusterIP',
    sessionAffinity: 'None',
    clusterIP: '10.96.0.16',
    clusterIPs: ['10.96.0.16'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
  })
  const replaced = stored('Service', service({ port: 81 }), first)
  assert.ok(isRecord(replaced.spec))
  assert.equal(replaced.spec.clusterIP, '10.96.0.16')
  const moved = { metadata: {}, spec: { clusterIP: '10.96.0.99', ports: [{ port: 80 }] } }
  assert.deepEqual(refusals('Service', moved, first), [
    'spec.clusterIPs[0]: Invalid value: ["10.96.0.99"]: may not change once set',
  ])
})

test('stringData of a Secret moves to data', () => {
  const { data, stringData } = stored('Secret', {
    metadata: {},
    data: { a: 'eA==' },
    stringData: { b: 'grüß', a: 'y' },
  })
  assert.deepEqual([data, stringData], [{ a: 'eQ==', b: Buffer.from('grüß').toString('base64') }, undefined])
})

const first = stored('Deployment', deployment())
const invalid: readonly (readonly [
  title: string,
  kind: string,
  object: ApiObject,
  old: ApiObject | undefined,
  expected: readonly string[],
])[] = [
  [
    'negative replicas',
    'Deployment',
    deployment({ replicas: -1 }),
    undefined,
    ['spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
  ],
  [
    'no spec',
    'Deployment',
    { metadata: {} },
    undefined,
    [
      'spec.selector: Required value',
      'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
      'spec.template.spec.containers: Required value',
    ],
  ],
  [
    'a selector that misses the template',
    'Deployment',
    deployment({ selector: { matchLabels: { app: 'x' } } }),
    undefined,
    ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
  ],
  [
    'an empty selector',
    'Deployment',
    deployment({ selector: {} }),
    undefined,
    ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  ],
  [
    'a changed selector',
    'Deployment',
    deployment({ selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }),
    first,
    ['spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Exists"}]}: field is immutable'],
  ],
  [
    'no image',
    'Deployment',
    deployment({}, { image: '' }),
    undefined,
    ['spec.template.spec.containers[0].image: Required value'],
  ],
  [
    'a bad container name',
    'Deployment',
    deployment({}, { name: 'Main' }),
    undefined,
    ['spec.template.spec.containers[0].name: Invalid value: "Main": a lowercase RFC 1123 label'],
  ],
  [
    'a mount of no volume',
    'Deployment',
    deployment({}, { volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
    undefined,
    ['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "v"'],
  ],
  [
    'a request above its limit',
    'Deployment',
    deployment({}, { resources: { requests: { cpu: '1500m' }, limits: { cpu: 1 } } }),
    undefined,
    [
      'spec.template.spec.containers[0].resources.requests: Invalid value: "1500m": must be less than or equal to cpu limit of 1',
    ],
  ],
  [
    'pages in parts, of a size by themselves, and a device that no quota could name',
    'Deployment',
    deployment({}, { resources: { limits: { 'hugepages-2Mi': '3Mi', 'requests.a.b/c': 1, 'example.com/gpu': '1' } } }),
    undefined,
    [
      'spec.template.spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
      'spec.template.spec.containers[0].resources.limits[requests.a.b/c]: Invalid value: "requests.a.b/c": doesn\'t follow extended resource name standard',
      'spec.template.spec.containers[0].resources: Forbidden: HugePages require cpu or memory',
    ],
  ],
  [
    'a probe that does nothing',
    'Deployment',
    deployment({}, { livenessProbe: {} }),
    undefined,
    ['spec.template.spec.containers[0].livenessProbe: Required value: must specify a handler type'],
  ],
  [
    'a mount of no volume',
    'Deployment',
    deployment({}, { volumeMounts: [{ name: 'none', mountPath: '/a' }] }),
    undefined,
    ['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "none"'],
  ],
  [
    'rolling parameters of Recreate',
    'Deployment',
    deployment({ strategy: { type: 'Recreate', rollingUpdate: {} } }),
    undefined,
    ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
  ],
  [
    'two ports without names',
    'Service',
    service({ port: 80 }, { port: 81 }),
    undefined,
    ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
  ],
  [
    'a port out of range',
    'Service',
    service({ port: 70_000, targetPort: 80 }),
    undefined,
    ['spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive'],
  ],
  [
    'a changed image',
    'Pod',
    { metadata: {}, spec: { containers: [{ name: 'a', image: 'c' }] } },
    stored('Pod', { metadata: {}, spec: { containers: [{ name: 'a', image: 'b:1' }] } }),
    ['spec: Forbidden: pod updates may not change fields'],
  ],
  [
    'a bad key',
    'ConfigMap',
    { metadata: {}, data: { 'a b': 'c' } },
    undefined,
    ['data[a b]: Invalid value: "a b": a valid config key must consist of'],
  ],
  [
    'a registry that is no JSON',
    'Secret',
    { metadata: {}, type: 'kubernetes.io/dockercfg', data: { '.dockercfg': 'AQID' } },
    undefined,
    ['data[.dockercfg]: Invalid value: "<secret contents redacted>"'],
  ],
  [
    'a rule without verbs',
    'Role',
    { metadata: {}, rules: [{ verbs: [], apiGroups: [''], resources: ['pods'] }] },
    undefined,
    ['rules[0].verbs: Required value: verbs must contain at least one value'],
  ],
]

for (const [title, kind, object, old, expected] of invalid) {
  test(`a ${kind} with ${title} is refused`, () => {
    const found = refusals(kind, object, old)
    assert.equal(found.length, expected.length, found.join('\n'))
    for (const [index, text] of expected.entries()) assert.ok(found[index]?.startsWith(text), found[index] ?? '')
  })
}

const now = Date.parse('2026-01-01T00:01:30Z')
const metadata = { name: 'web', creationTimestamp: '2026-01-01T00:00:00Z' }
for (const [kind, object, cells] of [
  [
    'Deployment',
    {
      ...deployment({ replicas: 3 }),
      metadata,
      status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 },
    },
    ['web', '2/3', 3, 1, '90s', 'main', 'nginx:1.27', 'app=web'],
  ],
  [
    'Service',
    { ...stored('Service', service({ port: 80 })), metadata },
    ['web', 'ClusterIP', '10.96.0.16', '<none>', '80/TCP', '90s', '<none>'],
  ],
  ['ConfigMap', { metadata, data: { a: 'b' } }, ['web', 1, '90s']],
  ['Namespace', { metadata, status: { phase: 'Active' } }, ['web', 'Active', '90s']],
  ['Lease', { metadata, spec: { holderIdentity: 'me' } }, ['web', 'me', '90s']],
  ['CustomResourceDefinition', { metadata }, ['web', '2026-01-01T00:00:00Z']],
] as const) {
  test(`the row of a ${kind}`, () => {
    const { rows } = toTable(typeOf(kind), object, now, 'None')
    assert.deepEqual(rows, [{ cells, object: null }])
  })
}
