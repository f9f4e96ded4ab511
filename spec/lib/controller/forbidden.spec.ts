import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MyApp } from '../../../crd/myapp.ts'
import { describeMissingRule, explainForbidden, missingRule } from '../../../lib/controller/forbidden.ts'
import type { ApiFailure } from '../../../lib/kube/failure.ts'

/** The messages are the real server's own. */
const forbidden = (message: string): ApiFailure => ({ _tag: 'Status', code: 403, reason: 'Forbidden', message })
const byRbac = (verb: string, resource: string, group: string, where: string, rest = '') =>
  `it is forbidden: User "system:serviceaccount:ops:bot" cannot ${verb} resource "${resource}" in API group "${group}" ${where}${rest}`

const table: readonly (readonly [string, string])[] = [
  [
    byRbac('patch', 'myapps/status', 'example.com', 'in the namespace "demo"'),
    'ServiceAccount ops/bot cannot patch myapps/status in namespace demo: grant verb patch on myapps/status in group example.com, in namespace demo',
  ],
  [
    byRbac('watch', 'configmaps', '', 'at the cluster scope'),
    'ServiceAccount ops/bot cannot watch configmaps at the cluster scope: grant verb watch on configmaps in the core group, by a ClusterRole',
  ],
  [
    byRbac('get', 'services', '', 'in the namespace "demo"', ': RBAC: role.rbac.authorization.k8s.io "r" not found'),
    'ServiceAccount ops/bot cannot get services in namespace demo: grant verb get on services in the core group, in namespace demo',
  ],
]
for (const [message, line] of table) {
  test(`a 403 is told as: ${line}`, () => {
    const rule = missingRule(message)
    assert.equal(rule && describeMissingRule(rule), line)
    assert.deepEqual(explainForbidden(forbidden(message)), forbidden(line))
  })
}

test('a user is named as one', () => {
  const message = 'User "jane" cannot list resource "pods" in API group "" at the cluster scope'
  assert.deepEqual(missingRule(message), { who: 'User jane', verb: 'list', resource: 'pods', group: '' })
})

test('a child that may not block its owner’s deletion is a rule of the owner', () => {
  const message =
    'deployments.apps "web" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a resource you can\'t set finalizers on: , <nil>'
  const line =
    'this client cannot update myapps/finalizers in namespace demo: grant verb update on myapps/finalizers in group example.com, in namespace demo'
  assert.deepEqual(explainForbidden(forbidden(message), { owner: MyApp, namespace: 'demo' }), forbidden(line))
  assert.deepEqual(explainForbidden(forbidden(message)), forbidden(message))
})

for (const [name, where] of [
  ['deployments.apps', 'on deployments in group apps'],
  ['services', 'on services in the core group'],
]) {
  test(`${name}: a client that gives an object another owner needs the right to delete it`, () => {
    const message = `${name} "web" is forbidden: cannot set an ownerRef on a resource you can't delete: , <nil>`
    const failure = explainForbidden(forbidden(message), { owner: MyApp, namespace: 'demo' })
    assert.match(failure.message, new RegExp(`^this client cannot delete .* grant verb delete ${where}, in namespace`))
  })
}

test('a refusal for another reason keeps the server’s words, and no other failure is touched', () => {
  for (const failure of [
    forbidden('pods "x" is forbidden: exceeded quota: pods=1'),
    { ...forbidden(byRbac('get', 'services', '', 'at the cluster scope')), code: 500 },
    { _tag: 'Connection', message: 'reset', sent: true } as const,
  ])
    assert.equal(explainForbidden(failure, { owner: MyApp }), failure)
})
