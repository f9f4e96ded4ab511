import assert from 'node:assert/strict'
import { test } from 'node:test'
import { myApp } from '../../../crd/controller.ts'
import { type ControllerOptions, controller } from '../../../lib/controller/controller.ts'
import { accessManifests, rulesOf } from '../../../lib/controller/rbac.ts'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import { type KubeObject, kind } from '../../../lib/kube/object.ts'

const Thing = kind('demo.dev', 'v1', 'Thing', 'things')
const Zone = kind('demo.dev', 'v1', 'Zone', 'zones', 'Cluster')
const declared = (options: Partial<ControllerOptions<KubeObject>>) =>
  controller({ name: 'thing', watches: Thing, reports: false, desired: () => ({}), ...options })

/** `verb,verb things things/status of demo.dev`, a rule a line. */
const told = (rules: ReturnType<typeof rulesOf>) =>
  rules.map(({ apiGroups, resources, verbs }) => `${verbs} ${resources.join(' ')} of ${apiGroups.join(' ')}`)

test('the rules of MyApp', () => {
  assert.deepEqual(told(rulesOf(myApp)), [
    'get,list,watch,patch myapps of example.com',
    'patch myapps/status of example.com',
    'update myapps/finalizers of example.com',
    'get,list,watch,create,patch,delete deployments of apps',
    'get,list,watch,create,patch,delete services configmaps of ',
  ])
})

const values = () => []
const table: readonly (readonly [string, Partial<ControllerOptions<KubeObject>>, readonly string[]])[] = [
  ['that only looks', {}, ['list,watch things of demo.dev']],
  ['that reports', { reports: true }, ['get,list,watch things of demo.dev', 'patch things/status of demo.dev']],
  ['with a finalizer', { finalizer: 'demo.dev/f' }, ['get,list,watch,patch things of demo.dev']],
  [
    'with children',
    { owns: [Deployment] },
    [
      'get,list,watch things of demo.dev',
      'update things/finalizers of demo.dev',
      'get,list,watch,create,patch,delete deployments of apps',
    ],
  ],
  [
    'that reads others',
    { related: [{ resource: ConfigMap, values }] },
    ['list,watch things of demo.dev', 'list,watch configmaps of '],
  ],
  [
    'that reads others of a kind it owns',
    {
      owns: [ConfigMap],
      related: [
        { resource: ConfigMap, values },
        { resource: Service, values },
      ],
    },
    [
      'get,list,watch things of demo.dev',
      'update things/finalizers of demo.dev',
      'get,list,watch,create,patch,delete configmaps of ',
      'list,watch services of ',
    ],
  ],
]
for (const [what, options, rules] of table) {
  test(`the rules of a controller ${what}`, () => assert.deepEqual(told(rulesOf(declared(options))), rules))
}

const serviceAccount = { namespace: 'ops', name: 'bot' }
const subjects = [{ kind: 'ServiceAccount', namespace: 'ops', name: 'bot' }]
const apiGroup = 'rbac.authorization.k8s.io'
const apiVersion = `${apiGroup}/v1`

test('a run over all namespaces is given a ClusterRole', () => {
  const metadata = { name: 'thing' }
  const roleRef = { apiGroup, kind: 'ClusterRole', name: 'thing' }
  assert.deepEqual(accessManifests(declared({}), { name: 'thing', serviceAccount }), [
    { apiVersion, kind: 'ClusterRole', metadata, rules: rulesOf(declared({})) },
    { apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef, subjects },
  ])
})

test('a run over one namespace is given a Role in it', () => {
  const metadata = { name: 'thing', namespace: 'demo' }
  const roleRef = { apiGroup, kind: 'Role', name: 'thing' }
  assert.deepEqual(accessManifests(declared({}), { name: 'thing', serviceAccount, namespace: 'demo' }), [
    { apiVersion, kind: 'Role', metadata, rules: rulesOf(declared({})) },
    { apiVersion, kind: 'RoleBinding', metadata, roleRef, subjects },
  ])
})

test('cluster-scoped kinds take a ClusterRole of their own in any case', () => {
  const zoned = declared({ related: [{ resource: Zone, values }] })
  const manifests = accessManifests(zoned, { name: 'thing', serviceAccount, namespace: 'demo' })
  assert.deepEqual(
    manifests.map(({ kind, metadata: { name }, rules }) => [kind, name, rules]),
    [
      ['Role', 'thing', [{ apiGroups: ['demo.dev'], resources: ['things'], verbs: ['list', 'watch'] }]],
      ['RoleBinding', 'thing', undefined],
      ['ClusterRole', 'thing-demo', [{ apiGroups: ['demo.dev'], resources: ['zones'], verbs: ['list', 'watch'] }]],
      ['ClusterRoleBinding', 'thing-demo', undefined],
    ],
  )
})
