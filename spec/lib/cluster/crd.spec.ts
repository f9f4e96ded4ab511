import assert from 'node:assert/strict'
import { test } from 'node:test'
import { typesOfCrd } from '../../../lib/cluster/crd.ts'
import { establishCrd } from '../../../lib/cluster/establishCrd.ts'
import type { ApiObject } from '../../../lib/cluster/resourceType.ts'
import { toTable, wantsTable } from '../../../lib/cluster/table.ts'
import { validateCrd } from '../../../lib/cluster/validateCrd.ts'

const version = (more: ApiObject = {}): ApiObject => ({
  name: 'v1',
  served: true,
  storage: true,
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: { type: 'object', properties: { color: { type: 'string', default: 'red' } } },
        status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
  ...more,
})

const crd = (versions: readonly ApiObject[], more: ApiObject = {}, name = 'apps.demo.dev'): ApiObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name },
  spec: { group: 'demo.dev', scope: 'Namespaced', names: { plural: 'apps', kind: 'App' }, versions, ...more },
})

test('each served version becomes a type', () => {
  const types = typesOfCrd(
    crd([
      version({
        subresources: {
          status: {},
          scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
        },
      }),
      version({ name: 'v1beta1', storage: false, deprecated: true }),
      version({ name: 'v1alpha1', storage: false, served: false }),
    ]),
  )
  assert.deepEqual(
    types.map(type => [type.version, type.status, type.scale?.specReplicasPath, type.deprecationWarning]),
    [
      ['v1', true, '.spec.replicas', undefined],
      ['v1beta1', false, undefined, 'demo.dev/v1beta1 App is deprecated'],
    ],
  )
  const [first] = types
  assert.deepEqual([first?.listKind, first?.singular, first?.namespaced], ['AppList', 'app', true])
  assert.deepEqual(Object.keys(first?.schema.properties ?? {}), ['apiVersion', 'kind', 'metadata', 'spec', 'status'])
  assert.deepEqual(
    first?.columns.map(column => column.name),
    ['Name', 'Age'],
  )
})

test('printer columns follow their JSON paths, filters included', () => {
  const additionalPrinterColumns = [
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
    { name: 'Since', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    { name: 'Owner', type: 'string', priority: 1, jsonPath: ".metadata.labels['demo\\.dev/owner']" },
  ]
  const [type] = typesOfCrd(crd([version({ additionalPrinterColumns })]))
  assert.ok(type)
  const now = Date.parse('2026-01-06T03:00:00Z')
  const object = {
    metadata: { name: 'web', creationTimestamp: '2026-01-01T00:00:00Z', labels: { 'demo.dev/owner': 'me' } },
    spec: { replicas: 3 },
    status: {
      conditions: [
        { type: 'Other', status: 'x' },
        { type: 'Ready', status: 'True' },
      ],
    },
  }
  const list = { metadata: { resourceVersion: '7' }, items: [object, { metadata: { name: 'new' } }] }
  const table = toTable(type, list, now, 'Metadata')
  assert.deepEqual(table.metadata, { resourceVersion: '7' })
  assert.deepEqual(table.rows, [
    {
      cells: ['web', 'True', 3, '5d3h', 'me'],
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    },
    {
      cells: ['new', null, null, '<unknown>', null],
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'new' } },
    },
  ])
})

for (const [accept, wanted] of [
  [
    'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
    true,
  ],
  ['application/json', false],
  ['application/json, application/json;as=Table;v=v1;g=meta.k8s.io', false],
  [undefined, false],
] as const) {
  test(`accept ${accept}`, () => assert.equal(wantsTable(accept), wanted))
}

const schemaPath = 'spec.versions[0].schema.openAPIV3Schema'
const withSpec = (spec: ApiObject): ApiObject =>
  crd([version({ schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } })])

const refusals: readonly (readonly [title: string, given: ApiObject, expected: readonly string[]])[] = [
  ['a good one', crd([version()]), []],
  [
    'a wrong name',
    crd([version()], {}, 'other.demo.dev'),
    ['metadata.name: Invalid value: "other.demo.dev": must be spec.names.plural+"."+spec.group'],
  ],
  ['two storage versions', crd([version(), version({ name: 'v2' })]), ['spec.versions: Invalid value']],
  [
    'no schema',
    crd([version({ schema: {} })]),
    ['spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required'],
  ],
  [
    'no type',
    withSpec({ properties: {} }),
    [`${schemaPath}.properties[spec].type: Required value: must not be empty for specified object fields`],
  ],
  [
    'no items',
    withSpec({ type: 'array' }),
    [`${schemaPath}.properties[spec].items: Required value: must be specified`],
  ],
  [
    'a rule that does not parse',
    withSpec({ type: 'object', 'x-kubernetes-validations': [{ rule: 'self.a >' }] }),
    [`${schemaPath}.properties[spec].x-kubernetes-validations[0].rule: Invalid value: "self.a >": compilation failed`],
  ],
  [
    'a rule that names nothing known',
    withSpec({ type: 'object', 'x-kubernetes-validations': [{ rule: 'other.a > 1' }] }),
    [
      `${schemaPath}.properties[spec].x-kubernetes-validations[0].rule: Invalid value: "other.a > 1": compilation failed`,
    ],
  ],
  [
    'a rule about an unknown field',
    withSpec({
      type: 'object',
      properties: { a: { type: 'object', properties: { 'b-c': { type: 'string' } } } },
      'x-kubernetes-validations': [{ rule: 'has(self.a) && self.a.b__dash__c == "x" && self.a.nope == "x"' }],
    }),
    [`${schemaPath}.properties[spec].x-kubernetes-validations[0].rule: Invalid value`],
  ],
  [
    'a rule about known fields',
    withSpec({
      type: 'object',
      properties: { a: { type: 'object', properties: { 'b-c': { type: 'string' } } } },
      'x-kubernetes-validations': [{ rule: '!has(self.a) || self.a.b__dash__c == oldSelf.a.b__dash__c' }],
    }),
    [],
  ],
  [
    'a rule that is no bool',
    withSpec({ type: 'object', 'x-kubernetes-validations': [{ rule: 'size(self)' }] }),
    [
      `${schemaPath}.properties[spec].x-kubernetes-validations[0].rule: Invalid value: "size(self)": cel expression must evaluate to a bool`,
    ],
  ],
  [
    'a default that the schema refuses',
    withSpec({ type: 'integer', default: 'x' }),
    [`${schemaPath}.properties[spec].default: Invalid value: "string"`],
  ],
  [
    'types below anyOf',
    withSpec({ type: 'object', anyOf: [{ type: 'object' }] }),
    [`${schemaPath}.properties[spec].anyOf[0].type: Forbidden: must be empty to be structural`],
  ],
  [
    'a bad pattern',
    withSpec({ type: 'string', pattern: '(' }),
    [`${schemaPath}.properties[spec].pattern: Invalid value: "("`],
  ],
  [
    'a bad scope',
    crd([version()], { scope: 'Global' }),
    ['spec.scope: Unsupported value: "Global": supported values: "Cluster", "Namespaced"'],
  ],
]

for (const [title, given, expected] of refusals) {
  test(`validation of a CRD with ${title}`, () => {
    const found = validateCrd(given).map(({ field, message }) => `${field}: ${message}`)
    assert.equal(found.length, expected.length, found.join('\n'))
    for (const [index, text] of expected.entries()) assert.ok(found[index]?.startsWith(text), found[index] ?? '')
  })
}

test('an established CRD keeps its scope', () => {
  const old = establishCrd(crd([version()]), 0)
  const next = crd([version()], { scope: 'Cluster' })
  assert.deepEqual(
    validateCrd(next, old).map(({ field }) => field),
    ['spec.scope'],
  )
})

test('establishing fills in names and conditions, once', () => {
  const established = establishCrd(crd([version()]), Date.parse('2026-01-01T00:00:00Z'))
  assert.deepEqual(established.status, {
    conditions: [
      {
        type: 'NamesAccepted',
        status: 'True',
        reason: 'NoConflicts',
        message: 'no conflicts found',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
      {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ],
    acceptedNames: { plural: 'apps', kind: 'App', singular: 'app', listKind: 'AppList' },
    storedVersions: ['v1'],
  })
  assert.equal(establishCrd(established, Date.parse('2027-01-01T00:00:00Z')), established)
})
