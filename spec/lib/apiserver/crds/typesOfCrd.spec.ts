import assert from 'node:assert/strict'
import { test } from 'node:test'
import { typesOfCrd } from '../../../../lib/apiserver/crds/typesOfCrd.ts'
import { toTable } from '../../../../lib/apiserver/presenting/table.ts'
import { crd, version } from './definitions.ts'

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
      ['v1beta1', false, undefined, 'demo.dev/v1beta1 App is deprecated; use demo.dev/v1 App'],
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
      cells: ['new', null, null, null, null],
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'new' } },
    },
  ])
})
