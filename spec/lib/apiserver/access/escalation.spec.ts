import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiObject } from '../../../../lib/apiserver/objects/resourceType.ts'
import { testCluster } from '../testCluster.ts'

const rbac = 'rbac.authorization.k8s.io'
const path = (plural: string) => `/apis/${rbac}/v1/namespaces/default/${plural}`
const user = { name: 'jane', groups: ['system:authenticated'] }

const role = (name: string, ...rules: readonly ApiObject[]) => ({
  apiVersion: `${rbac}/v1`,
  kind: 'Role',
  metadata: { name },
  rules,
})

const binding = (name: string, of: string) => ({
  apiVersion: `${rbac}/v1`,
  kind: 'RoleBinding',
  metadata: { name },
  roleRef: { apiGroup: rbac, kind: 'Role', name: of },
  subjects: [{ kind: 'User', apiGroup: rbac, name: 'jane' }],
})

const rule = (resource: string, ...verbs: readonly string[]) => ({ apiGroups: [''], resources: [resource], verbs })

/** Where jane may read ConfigMaps, and whatever else these rules say. */
const withJane = (...rules: readonly ApiObject[]) => {
  const cluster = testCluster()
  cluster.send('POST', path('roles'), role('jane', rule('configmaps', 'get', 'list'), ...rules))
  cluster.send('POST', path('rolebindings'), binding('jane', 'jane'))
  cluster.send('POST', path('roles'), role('secrets', rule('secrets', 'get')))
  return (plural: string, object: ApiObject) => cluster.send('POST', path(plural), object, { user })
}

test('a user cannot make a Role that allows more than they may', () => {
  const post = withJane()
  assert.equal(post('roles', role('same', rule('configmaps', 'get'))).code, 201)
  const { code, body } = post('roles', role('more', rule('configmaps', 'get', 'delete')))
  assert.equal(code, 403)
  assert.equal(
    body.message,
    'roles.rbac.authorization.k8s.io "more" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["configmaps"], Verbs:["delete"]}',
  )
})

test('a wildcard is granted by nobody who has less', () => {
  const post = withJane()
  assert.equal(post('roles', role('all', rule('configmaps', '*'))).code, 403)
  assert.equal(post('roles', role('named', { ...rule('configmaps', 'get'), resourceNames: ['a'] })).code, 201)
})

test('a user cannot bind a Role that allows more than they may', () => {
  const post = withJane()
  assert.equal(post('rolebindings', binding('mine', 'secrets')).code, 403)
  assert.equal(post('rolebindings', binding('mine', 'jane')).code, 201)
  assert.equal(post('rolebindings', binding('none', 'none')).code, 404)
})

test('who may escalate and bind gives more than they have', () => {
  const post = withJane({ apiGroups: [rbac], resources: ['roles'], verbs: ['escalate', 'bind'] })
  assert.equal(post('roles', role('more', rule('secrets', '*'))).code, 201)
  assert.equal(post('rolebindings', binding('mine', 'secrets')).code, 201)
})
