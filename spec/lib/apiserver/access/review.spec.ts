import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiObject } from '../../../../lib/apiserver/objects/resourceType.ts'
import { testCluster } from '../testCluster.ts'

const rbac = 'rbac.authorization.k8s.io'
const user = { name: 'jane', groups: ['system:authenticated'] }
const reading = { namespace: 'default', resource: 'configmaps', verb: 'get' }

/** Where jane may read ConfigMaps. */
const withJane = () => {
  const cluster = testCluster()
  const path = (plural: string) => `/apis/${rbac}/v1/namespaces/default/${plural}`
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }]
  cluster.send('POST', path('roles'), { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'reader' }, rules })
  cluster.send('POST', path('rolebindings'), {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'jane' },
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'User', apiGroup: rbac, name: 'jane' }],
  })
  return (path: string, spec: ApiObject) =>
    cluster.send('POST', `/apis/authorization.k8s.io/v1/${path}`, { spec }, { user })
}

test('an answer says by what something is allowed', () => {
  const ask = withJane()
  const reason = 'RBAC: allowed by RoleBinding "jane/default" of Role "reader" to User "jane"'
  const asked = { resourceAttributes: reading }
  assert.deepEqual(ask('selfsubjectaccessreviews', asked).body.status, { allowed: true, reason })
  assert.deepEqual(ask('subjectaccessreviews', { ...asked, user: 'jane' }).body.status, { allowed: true, reason })
  assert.deepEqual(ask('subjectaccessreviews', { ...asked, user: 'jim' }).body.status, { allowed: false })
})

test('a local question is about its own namespace', () => {
  const ask = withJane()
  const path = 'namespaces/default/localsubjectaccessreviews'
  assert.equal(ask(path, { user: 'jane', resourceAttributes: reading }).code, 201)
  const elsewhere = ask(path, { user: 'jane', resourceAttributes: { ...reading, namespace: 'other' } })
  assert.equal(
    elsewhere.body.message,
    '.authorization.k8s.io "" is invalid: spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace',
  )
})

test('a question about nothing, or about nobody, is refused', () => {
  const ask = withJane()
  assert.match(String(ask('selfsubjectaccessreviews', {}).body.message), /exactly one of nonResourceAttributes or/)
  const nobody = ask('subjectaccessreviews', { resourceAttributes: reading })
  assert.match(String(nobody.body.message), /at least one of user or group must be specified/)
})
