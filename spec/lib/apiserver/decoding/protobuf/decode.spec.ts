import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeProtobuf } from '../../../../../lib/apiserver/decoding/protobuf/decode.ts'
import { protobufFieldsOf } from '../../../../../lib/apiserver/decoding/protobuf/fields.ts'

/** A small encoder, to say in a test what stands on the wire. */
const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)])
const bytes = (number: number, value: string | number[]): number[] => {
  const content = typeof value === 'string' ? [...Buffer.from(value)] : value
  return [(number << 3) | 2, ...varint(content.length), ...content]
}
const int = (number: number, value: number): number[] => [number << 3, ...varint(value)]
const body = (apiVersion: string, kind: string, message: number[]): Uint8Array =>
  Uint8Array.from([
    ...Buffer.from('k8s\0'),
    ...bytes(1, [...bytes(1, apiVersion), ...bytes(2, kind)]),
    ...bytes(2, message),
    ...bytes(3, ''),
    ...bytes(4, ''),
  ])

test('a Namespace is decoded, and what Go leaves empty is absent', () => {
  const empty = bytes(8, [])
  const labels = bytes(11, [...bytes(1, 'team'), ...bytes(2, 'web')])
  const metadata = [...bytes(1, 'demo'), ...bytes(2, ''), ...int(7, 0), ...empty, ...labels]
  const message = [...bytes(1, metadata), ...bytes(2, []), ...bytes(3, bytes(1, ''))]
  assert.deepEqual(decodeProtobuf(body('v1', 'Namespace', message)), {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'demo', labels: { team: 'web' } },
  })
})

test('a field that is set on purpose is kept when it is zero', () => {
  const deployment = body('apps/v1', 'Deployment', bytes(2, int(1, 0)))
  assert.deepEqual(decodeProtobuf(deployment)?.spec, { replicas: 0 })
})

test('lists, quantities, int-or-strings, times and embedded fields read as their JSON does', () => {
  const limits = bytes(1, [...bytes(1, 'cpu'), ...bytes(2, bytes(1, '500m'))])
  const probe = bytes(10, [
    ...bytes(1, bytes(2, [...bytes(1, '/healthz'), ...bytes(2, [...int(1, 1), ...bytes(3, 'http')])])),
    ...int(2, 5),
  ])
  const container = bytes(2, [...bytes(1, 'main'), ...bytes(3, 'sh'), ...bytes(3, '-c'), ...bytes(8, limits), ...probe])
  const volume = bytes(1, [...bytes(1, 'files'), ...bytes(2, bytes(2, []))])
  const metadata = bytes(1, [...bytes(1, 'web'), ...bytes(8, int(1, 1_700_000_000))])
  assert.deepEqual(decodeProtobuf(body('v1', 'Pod', [...metadata, ...bytes(2, [...volume, ...container])])), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', creationTimestamp: '2023-11-14T22:13:20Z' },
    spec: {
      volumes: [{ name: 'files', emptyDir: {} }],
      containers: [
        {
          name: 'main',
          command: ['sh', '-c'],
          resources: { limits: { cpu: '500m' } },
          livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, initialDelaySeconds: 5 },
        },
      ],
    },
  })
})

test('bytes read as base64, and microseconds are kept', () => {
  const secret = body('v1', 'Secret', bytes(2, [...bytes(1, 'key'), ...bytes(2, [0, 255, 1])]))
  assert.deepEqual(decodeProtobuf(secret)?.data, { key: 'AP8B' })
  const lease = body(
    'coordination.k8s.io/v1',
    'Lease',
    bytes(2, bytes(4, [...int(1, 1_700_000_000), ...int(2, 12_345_000)])),
  )
  assert.deepEqual(decodeProtobuf(lease)?.spec, { renewTime: '2023-11-14T22:13:20.012345Z' })
})

test('an unknown kind, another format and a body that is cut off are no objects', () => {
  assert.equal(decodeProtobuf(body('example.com/v1', 'MyApp', [])), undefined)
  assert.equal(decodeProtobuf(Buffer.from('{"kind":"Namespace"}')), undefined)
  const whole = body('v1', 'Namespace', bytes(1, bytes(1, 'demo')))
  assert.equal(decodeProtobuf(whole.slice(0, 30)), undefined)
})

test('no bytes whatsoever make it throw', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Namespace', 'Deployment', 'Pod', 'Lease'),
      fc.uint8Array({ maxLength: 60 }),
      (kind, noise) => {
        decodeProtobuf(body('v1', kind, [...noise]))
      },
    ),
    { numRuns: 2000 },
  )
})

test('every message that a field names is known', () => {
  const plain = [
    'string',
    'int',
    'bool',
    'double',
    'bytes',
    'Time',
    'MicroTime',
    'Quantity',
    'IntOrString',
    'StringList',
    'FieldsV1',
    'RawExtension',
  ]
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name) || plain.includes(name)) return
    seen.add(name)
    const fields = protobufFieldsOf(name)
    assert.ok(fields, name)
    for (const { type } of fields.values()) visit(type)
  }
  for (const root of ['Namespace', 'ConfigMap', 'Secret', 'ServiceAccount', 'Service', 'Pod', 'Event', 'Deployment'])
    visit(root)
  for (const root of ['ReplicaSet', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding', 'Lease']) visit(root)
  for (const root of ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SelfSubjectReview', 'DeleteOptions'])
    visit(root)
  assert.ok(seen.size > 150)
})
