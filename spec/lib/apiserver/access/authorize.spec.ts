import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorize } from '../../../../lib/apiserver/access/authorize.ts'
import { attributesOf } from '../../../../lib/apiserver/call/attributes.ts'
import { emptyCluster, putObject } from '../../../../lib/apiserver/store/state.ts'

const group = 'rbac.authorization.k8s.io'
const apiVersion = `${group}/v1`
const bare = emptyCluster({ nowMs: 0, seed: 1 })

const rules = [
  { apiGroups: ['example.com'], resources: ['myapps', 'myapps/status'], verbs: ['get', 'list'] },
  { apiGroups: [''], resources: ['configmaps'], resourceNames: ['mine'], verbs: ['*'] },
  { nonResourceURLs: ['/metrics'], verbs: ['get'] },
]

const withBinding = (
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  subject: { readonly kind: string; readonly name: string; readonly namespace?: string },
) => {
  const role = { apiVersion, kind: 'ClusterRole', metadata: { name: 'reader' }, rules }
  const namespace = kind === 'RoleBinding' ? { namespace: 'demo' } : {}
  const binding = {
    apiVersion,
    kind,
    metadata: { name: 'binding', ...namespace },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'reader' },
    subjects: [subject],
  }
  const state = putObject(bare, { group, plural: 'clusterroles' }, role)
  return putObject(state, { group, plural: `${kind.toLowerCase()}s` }, binding)
}

const jane = { name: 'jane', groups: ['system:authenticated'] }
const message = (state: typeof bare, user: typeof jane, method: string, url: string): unknown => {
  const [path = '', query = ''] = url.split('?')
  const request = { method, path, query: Object.fromEntries(new URLSearchParams(query)) }
  const refusal = authorize(state, user, attributesOf(request))
  return refusal === undefined ? 'allowed' : typeof refusal.body === 'string' ? refusal.body : refusal.body.message
}

test('who has no role is refused in the words of the real server', () => {
  assert.equal(
    message(bare, jane, 'GET', '/apis/example.com/v1/myapps'),
    'myapps.example.com is forbidden: User "jane" cannot list resource "myapps" in API group "example.com" at the cluster scope',
  )
  assert.equal(
    message(bare, jane, 'PATCH', '/apis/apps/v1/namespaces/demo/deployments/web/status'),
    'deployments.apps "web" is forbidden: User "jane" cannot patch resource "deployments/status" in API group "apps" in the namespace "demo"',
  )
  assert.equal(
    message(bare, jane, 'GET', '/api/v1/namespaces/demo/pods?watch=true'),
    'pods is forbidden: User "jane" cannot watch resource "pods" in API group "" in the namespace "demo"',
  )
  assert.equal(message(bare, jane, 'GET', '/metrics'), 'forbidden: User "jane" cannot get path "/metrics"')
})

test('a role that is bound in the whole cluster holds everywhere', () => {
  const state = withBinding('ClusterRoleBinding', { kind: 'User', name: 'jane' })
  for (const path of [
    '/apis/example.com/v1/myapps',
    '/apis/example.com/v1/namespaces/demo/myapps/a/status',
    '/metrics',
  ]) {
    assert.equal(message(state, jane, 'GET', path), 'allowed', path)
  }
  assert.notEqual(message(state, jane, 'DELETE', '/apis/example.com/v1/namespaces/demo/myapps/a'), 'allowed')
  assert.notEqual(message(state, jane, 'GET', '/apis/example.com/v1/namespaces/demo/myapps/a/scale'), 'allowed')
  assert.notEqual(message(state, { ...jane, name: 'joe' }, 'GET', '/apis/example.com/v1/myapps'), 'allowed')
})

test('a role that is bound in a namespace holds there alone', () => {
  const state = withBinding('RoleBinding', { kind: 'Group', name: 'system:authenticated' })
  assert.equal(message(state, jane, 'GET', '/apis/example.com/v1/namespaces/demo/myapps'), 'allowed')
  assert.notEqual(message(state, jane, 'GET', '/apis/example.com/v1/namespaces/other/myapps'), 'allowed')
  assert.notEqual(message(state, jane, 'GET', '/apis/example.com/v1/myapps'), 'allowed')
})

test('resourceNames limit a rule to the objects of these names', () => {
  const state = withBinding('RoleBinding', { kind: 'ServiceAccount', name: 'worker', namespace: 'demo' })
  const worker = { name: 'system:serviceaccount:demo:worker', groups: [] }
  assert.equal(message(state, worker, 'PUT', '/api/v1/namespaces/demo/configmaps/mine'), 'allowed')
  assert.notEqual(message(state, worker, 'PUT', '/api/v1/namespaces/demo/configmaps/other'), 'allowed')
})

test('system:masters may do all, and everybody who is known may discover', () => {
  const admin = { name: 'admin', groups: ['system:masters'] }
  const anonymous = { name: 'system:anonymous', groups: ['system:unauthenticated'] }
  assert.equal(message(bare, admin, 'DELETE', '/api/v1/namespaces/demo'), 'allowed')
  assert.equal(message(bare, jane, 'GET', '/apis/apps/v1'), 'allowed')
  assert.equal(message(bare, anonymous, 'GET', '/livez'), 'allowed')
  assert.notEqual(message(bare, anonymous, 'GET', '/api'), 'allowed')
})
