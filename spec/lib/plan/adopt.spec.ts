import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appliedAnnotation } from '../../../lib/kube/ownership/claim.ts'
import { adopt } from '../../../lib/plan/adopt.ts'
import { configMap, ownedBy, Site, site } from '../samples.ts'

const controller = { name: 'site', watches: Site }
const fingerprintOf = (manifest: ReturnType<typeof adopt>) => manifest.metadata.annotations?.[appliedAnnotation]

test('a child is in its owner’s namespace, controlled by it, and found again by its label', () => {
  const child = adopt(controller, site(), configMap({ a: '1' }))
  assert.equal(child.metadata.namespace, 'demo')
  assert.deepEqual(child.metadata.labels, { 'app.kubernetes.io/managed-by': 'sluice-site' })
  assert.deepEqual(child.metadata.ownerReferences, ownedBy('site-1'))
  assert.match(fingerprintOf(child) ?? '', /^[0-9a-f]{16}$/)
})

test('labels and annotations of its own stay, but for the one by which it is found', () => {
  const labels = { a: 'b', 'app.kubernetes.io/managed-by': 'helm' }
  const manifest = { ...configMap(), metadata: { name: 'x', labels, annotations: { c: 'd' } } }
  const child = adopt(controller, site(), manifest)
  assert.deepEqual(child.metadata.labels, { a: 'b', 'app.kubernetes.io/managed-by': 'sluice-site' })
  assert.equal(child.metadata.annotations?.c, 'd')
})

test('the fingerprint changes with the manifest and with the owner, and with nothing else', () => {
  const of = (uid: string, value: string, resourceVersion = '1') =>
    fingerprintOf(adopt(controller, site({ uid, resourceVersion }), configMap({ a: value })))
  assert.equal(of('u', '1'), of('u', '1', '2'))
  assert.notEqual(of('u', '1'), of('u', '2'))
  assert.notEqual(of('u', '1'), of('v', '1'))
})

test('a cluster-scoped owner gives no namespace', () => {
  const { namespace: _, ...metadata } = site().metadata
  assert.equal('namespace' in adopt(controller, { ...site(), metadata }, configMap()).metadata, false)
})
