import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigMap, Deployment } from '../../../lib/kube/kinds.ts'
import { problemOf } from '../../../streams/watching/problem.ts'
import { reset, status, Widget } from './scripted.ts'

test('each failure is one line that names the culprit and the remedy', () => {
  const forbidden = status(
    403,
    'Forbidden',
    'configmaps is forbidden: User "system:serviceaccount:ops:bot" cannot list resource "configmaps" in API group "" in the namespace "demo"',
  )
  const cases = [
    [
      problemOf(forbidden, ConfigMap, { namespace: 'demo' }, 'list'),
      'ServiceAccount ops/bot cannot list configmaps in namespace demo: grant verb list on configmaps in the core group, in namespace demo',
    ],
    [
      problemOf(status(403, 'Forbidden', 'no'), Deployment, {}, 'watch'),
      'this client cannot watch deployments at the cluster scope: grant verb watch on deployments in group apps, by a ClusterRole',
    ],
    [
      problemOf(status(404, 'NotFound'), Deployment, {}, 'list'),
      'the API server does not serve deployments of apps/v1: use a server version that does',
    ],
    [
      problemOf(status(404, 'NotFound'), Widget, {}, 'list'),
      'CRD widgets.example.com is not installed or does not serve v1: kubectl apply its manifest',
    ],
    [
      problemOf(status(401, 'Unauthorized'), Widget, {}, 'list'),
      'cannot list widgets.example.com: the API server does not accept the credentials (401): renew the token or certificate',
    ],
    [
      problemOf(status(400, 'BadRequest', 'unable to parse\nrequirement'), Widget, {}, 'list'),
      'cannot list widgets.example.com: 400 BadRequest: unable to parse: check the selectors and the server version',
    ],
    [
      problemOf(reset, Widget, {}, 'watch'),
      'cannot watch widgets.example.com: read ECONNRESET: check that the API server is up and reachable',
    ],
    [
      problemOf({ _tag: 'Connection', message: 'ECONNREFUSED', sent: false }, Widget, {}, 'list'),
      'cannot reach the API server (tried again until it is up): ECONNREFUSED',
    ],
  ]
  for (const [actual, expected] of cases) assert.equal(actual, expected)
})
