import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiObject } from '../../../../lib/apiserver/objects/resourceType.ts'
import { recordAt, recordsAt } from '../../../../lib/json/fields.ts'
import { testCluster } from '../testCluster.ts'

const core = (plural: string) => `/api/v1/namespaces/default/${plural}`

const pod = (spec: ApiObject = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'app', image: 'app:1' }], ...spec },
})

test('a Pod is given an identity, patience and a priority, which nobody owns', () => {
  const { code, body, meta } = testCluster().send('POST', core('pods'), pod())
  assert.equal(code, 201)
  const spec = recordAt(body, 'spec')
  assert.deepEqual([spec.serviceAccountName, spec.priority, recordsAt(spec, 'tolerations').length], ['default', 0, 2])
  const [volume] = recordsAt(spec, 'volumes')
  const [container] = recordsAt(spec, 'containers')
  assert.deepEqual(container?.volumeMounts, [
    { name: volume?.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
  ])
  const owned = recordAt({ ...meta.managedFields?.[0] }, 'fieldsV1', 'f:spec')
  assert.deepEqual([owned['f:tolerations'], owned['f:volumes']], [undefined, undefined])
})

test('a Pod that wants no token gets none, and keeps its own tolerations', () => {
  const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }
  const { body } = testCluster().send(
    'POST',
    core('pods'),
    pod({ automountServiceAccountToken: false, tolerations: [own] }),
  )
  const spec = recordAt(body, 'spec')
  assert.equal(spec.volumes, undefined)
  assert.deepEqual(
    recordsAt(spec, 'tolerations').map(({ key, tolerationSeconds }) => [key, tolerationSeconds]),
    [
      ['node.kubernetes.io/not-ready', undefined],
      ['node.kubernetes.io/unreachable', 300],
    ],
  )
})

test('a Pod of a ServiceAccount or a priority that does not exist is forbidden', () => {
  const cluster = testCluster()
  const refused = cluster.send('POST', core('pods'), pod({ serviceAccountName: 'robot' }))
  assert.equal(
    refused.body.message,
    'pods "web" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
  )
  const other = cluster.send('POST', core('pods'), pod({ priorityClassName: 'high' }))
  assert.equal(other.body.message, 'pods "web" is forbidden: no PriorityClass with name high was found')
  cluster.send('POST', core('serviceaccounts'), {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'robot' },
  })
  const account = { serviceAccountName: 'robot', priorityClassName: 'system-node-critical' }
  assert.equal(cluster.send('POST', core('pods'), pod(account)).code, 201)
})
