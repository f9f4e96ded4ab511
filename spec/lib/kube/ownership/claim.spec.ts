import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldsV1 } from '../../../../lib/kube/managedFields.ts'
import type { KubeObject, Manifest } from '../../../../lib/kube/object.ts'
import { appliedAnnotation, claimReader, held, inherited, lostPlaces } from '../../../../lib/kube/ownership/claim.ts'

const read = claimReader({ fieldManager: 'sluice/site', former: ['kubectl'], apiVersion: 'v1' })

interface Written {
  readonly data?: FieldsV1
  readonly applied?: string
  readonly uid?: string
  readonly more?: readonly object[]
}
const entry = (manager: string, operation: string, fieldsV1: FieldsV1, more: object = {}) => ({
  manager,
  operation,
  apiVersion: 'v1',
  fieldsV1,
  ...more,
})
const object = ({ data, applied = 'a', uid = 'u', more = [] }: Written): KubeObject => {
  const own = data === undefined ? [] : [entry('sluice/site', 'Apply', { 'f:data': data })]
  const metadata = { name: 'x', uid, resourceVersion: '1', annotations: { [appliedAnnotation]: applied } }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, ...{ managedFields: [...more, ...own] } } }
}
const seen = (written: Written) => ({ object: object(written), claim: read(object(written)) })
const manifest: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: '1' } }
const both = { 'f:a': {}, 'f:b': {} }
const one = { 'f:a': {} }

test('equal entries have equal digests, whatever stands beside them', () => {
  const other = entry('hand', 'Update', { 'f:data': { 'f:b': {} } })
  assert.equal(seen({ data: one }).claim.digest, seen({ data: one, more: [other] }).claim.digest)
  assert.notEqual(seen({ data: one }).claim.digest, seen({ data: both }).claim.digest)
  assert.equal(read(undefined).digest, read({ metadata: { managedFields: 'x' } }).digest)
})

test('the order of our items is part of the digest, and that of others is not', () => {
  const item = { '.': {}, 'f:name': {} }
  const own = entry('sluice/site', 'Apply', { 'f:l': { 'k:{"name":"a"}': item, 'k:{"name":"b"}': item } })
  const digest = (...names: readonly string[]) =>
    read({ metadata: { managedFields: [own] }, l: names.map(name => ({ name })) }).digest
  assert.equal(digest('a', 'b'), digest('a', 'x', 'b'))
  assert.notEqual(digest('a', 'b'), digest('b', 'a'))
})

test('former managers and our own updates are found; a status, a finalizer and another version are not', () => {
  const formerIn = (...more: readonly object[]) => read(object({ data: one, more })).former
  assert.equal(formerIn(), undefined)
  assert.deepEqual(formerIn(entry('kubectl', 'Update', one)), ['kubectl'])
  assert.deepEqual(formerIn(entry('sluice/site', 'Update', { 'f:spec': {} })), ['sluice/site'])
  assert.equal(formerIn(entry('sluice/site', 'Update', { 'f:metadata': { 'f:finalizers': {} } })), undefined)
  assert.equal(formerIn(entry('kubectl', 'Update', one, { subresource: 'status' })), undefined)
  assert.equal(formerIn(entry('kubectl', 'Update', one, { apiVersion: 'v2' })), undefined)
})

test('once a manifest was found whole, its tree goes', () => {
  const { claim } = seen({ data: one })
  assert.deepEqual(lostPlaces(claim, manifest), [])
  assert.deepEqual([claim.state, claim.evidence], ['Held', undefined])
  assert.deepEqual(lostPlaces(claim, manifest), [])
})

test('a tree that lacks something stays, and says what', () => {
  const { claim } = seen({ data: { 'f:b': {} } })
  assert.deepEqual(lostPlaces(claim, manifest), ['data.a'])
  assert.equal(claim.state, 'Unknown')
})

test('a version with the same entry is held as the one before, and keeps no tree', () => {
  const before = seen({ data: one })
  held(before.claim)
  const after = inherited(before, seen({ data: one }))
  assert.equal(after, before.claim)
})

test('after all was held, another entry under one fingerprint is a loss, even with the manifest in it', () => {
  const before = seen({ data: both })
  held(before.claim)
  const after = inherited(before, seen({ data: one }))
  assert.equal(after?.state, 'Lost')
  assert.equal(after && lostPlaces(after, manifest), undefined)
  const later = inherited({ object: before.object, claim: after ?? before.claim }, seen({ data: { 'f:c': {} } }))
  assert.equal(later?.state, 'Lost')
})

test('under another fingerprint or uid, and where nothing was known, nothing follows', () => {
  const before = seen({ data: both })
  assert.equal(inherited(before, seen({ data: one }))?.state, 'Unknown')
  held(before.claim)
  assert.equal(inherited(before, seen({ data: one, applied: 'b' }))?.state, 'Unknown')
  assert.equal(inherited(before, seen({ data: one, uid: 'v' }))?.state, 'Unknown')
  assert.equal(inherited(undefined, seen({ data: one }))?.state, 'Unknown')
})

test('the answer to an own apply is held, also after a loss', () => {
  const before = seen({ data: both })
  held(before.claim)
  const lost = inherited(before, seen({ data: one }))
  const answer = seen({ data: one })
  held(answer.claim)
  assert.equal(inherited({ object: before.object, ...(lost && { claim: lost }) }, answer)?.state, 'Held')
})
