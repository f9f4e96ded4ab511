import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigMap } from '../../../lib/kube/kinds.ts'
import { fieldManagerOf } from '../../../lib/kube/ownership/claim.ts'
import { targetOf } from '../../../lib/plan/diffChild.ts'
import { takeOver, writeRequestOf } from '../../../lib/plan/writeRequest.ts'
import { configMap, Site, site } from '../samples.ts'

const manager = fieldManagerOf({ name: 'site' })
const target = targetOf(site())
const sitePath = '/apis/demo.dev/v1/namespaces/demo/sites/web'
const childPath = '/api/v1/namespaces/demo/configmaps/web'
const query = '?fieldManager=sluice%2Fsite'
const manifest = { ...configMap({ a: '1' }), metadata: { name: 'web', namespace: 'demo' } }

test('finalizers are a merge patch, held to the observed version', () => {
  for (const _tag of ['AddFinalizer', 'RemoveFinalizer'] as const)
    assert.deepEqual(writeRequestOf({ _tag, target, finalizers: ['a'] }, Site, manager), {
      method: 'PATCH',
      path: sitePath + query,
      contentType: 'application/merge-patch+json',
      body: { metadata: { resourceVersion: '10', finalizers: ['a'] } },
    })
})

test('a status goes to its subresource, held to the version that an earlier write of the plan made', () => {
  assert.deepEqual(writeRequestOf({ _tag: 'SetStatus', target, status: { a: null } }, Site, manager, '12'), {
    method: 'PATCH',
    path: `${sitePath}/status${query}`,
    contentType: 'application/merge-patch+json',
    body: { metadata: { resourceVersion: '12' }, status: { a: null } },
  })
})

test('a create is an apply that is refused where there is an object', () => {
  const request = writeRequestOf({ _tag: 'Create', manifest }, ConfigMap, manager)
  assert.deepEqual(request, {
    method: 'PATCH',
    path: `${childPath}${query}&fieldValidation=Ignore`,
    contentType: 'application/apply-patch+yaml',
    body: { ...manifest, metadata: { ...manifest.metadata, resourceVersion: '1' } },
  })
})

test('an apply is forced, and held to uid and version, so that it brings nothing back', () => {
  const request = writeRequestOf(
    { _tag: 'Apply', manifest, uid: 'c1', resourceVersion: '11', reapplied: true },
    ConfigMap,
    manager,
  )
  assert.equal(request.path, `${childPath}${query}&force=true&fieldValidation=Ignore`)
  assert.deepEqual(request.body, { ...manifest, metadata: { ...manifest.metadata, uid: 'c1', resourceVersion: '11' } })
})

test('an overwrite is a JSON patch that begins with the version it holds for', () => {
  const operations = [{ op: 'add', path: '/data/a', value: '1' }] as const
  const request = writeRequestOf({ _tag: 'Overwrite', target, manifest, operations }, Site, manager)
  assert.deepEqual(request, {
    method: 'PATCH',
    path: sitePath + query,
    contentType: 'application/json-patch+json',
    body: [{ op: 'replace', path: '/metadata/resourceVersion', value: '10' }, ...operations],
  })
})

test('a delete names uid and version', () => {
  const premise = { _tag: 'Gone', ref: target, uid: 'x' } as const
  const request = writeRequestOf({ _tag: 'Delete', target, premise }, Site, manager)
  assert.equal(request.method, 'DELETE')
  assert.equal(request.path, sitePath)
  assert.deepEqual(request.body, {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    preconditions: { uid: 'site-1', resourceVersion: '10' },
    propagationPolicy: 'Background',
  })
})

test('own updates and former managers are taken over by one patch, held to the version of the object', () => {
  const entry = (by: string, operation: string, fieldsV1: object, more = {}) => ({
    manager: by,
    operation,
    apiVersion: 'demo.dev/v1',
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...more,
  })
  const managed = (...managedFields: readonly object[]) => ({
    ...site(),
    metadata: { ...site().metadata, managedFields },
  })
  const kubectl = entry('kubectl', 'Update', { 'f:spec': { 'f:old': {} } })
  const status = entry(manager, 'Update', { 'f:status': {} }, { subresource: 'status' })
  const own = entry(manager, 'Apply', { 'f:spec': { 'f:size': {} } })
  const update = entry(manager, 'Update', {
    'f:spec': { 'f:list': {} },
    'f:metadata': { 'f:finalizers': { 'v:"x"': {} } },
  })
  assert.equal(takeOver(site(), Site, manager, []), undefined)
  assert.equal(takeOver(managed(kubectl, status, own), Site, manager, []), undefined)
  assert.deepEqual(takeOver(managed(kubectl, status, own, update), Site, manager, ['kubectl'])?.body, [
    { op: 'replace', path: '/metadata/resourceVersion', value: '10' },
    {
      op: 'replace',
      path: '/metadata/managedFields',
      value: [
        status,
        { ...update, fieldsV1: { 'f:metadata': { 'f:finalizers': { 'v:"x"': {} } } } },
        { ...own, fieldsV1: { 'f:spec': { 'f:size': {}, 'f:old': {}, 'f:list': {} } } },
      ],
    },
  ])
})
