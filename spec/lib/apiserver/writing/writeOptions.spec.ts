import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCluster } from '../testCluster.ts'

const path = '/api/v1/namespaces/default/configmaps'
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' } }

for (const [query, message] of [
  [{ dryRun: 'Some' }, 'dryRun: Unsupported value: ["Some"]: supported values: "All"'],
  [{ fieldManager: 'x'.repeat(129) }, 'fieldManager: Too long: may not be more than 128 bytes'],
  [{ fieldManager: 'a\tb' }, 'fieldManager: Invalid value: "a\\tb": should only contain printable characters'],
  [
    { fieldValidation: 'Sometimes' },
    'fieldValidation: Unsupported value: "Sometimes": supported values: "", "Ignore", "Strict", "Warn"',
  ],
] as const) {
  test(`a write with ${JSON.stringify(query).slice(0, 40)} is refused before its body is read`, () => {
    const { code, body } = testCluster().send('POST', path, 'no object', { query })
    assert.deepEqual([code, body.message], [422, `CreateOptions.meta.k8s.io "" is invalid: ${message}`])
  })
}

test('each verb names its own options, and a read has none', () => {
  const cluster = testCluster()
  cluster.send('POST', path, configMap)
  const query = { dryRun: 'Some' }
  assert.match(String(cluster.send('PUT', `${path}/web`, configMap, { query }).body.message), /^UpdateOptions/)
  assert.match(String(cluster.patch(`${path}/web`, {}, 'merge', query).body.message), /^PatchOptions/)
  assert.equal(cluster.send('GET', `${path}/web`, undefined, { query }).code, 200)
})
