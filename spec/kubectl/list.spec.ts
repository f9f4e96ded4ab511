import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kubectlSession } from './session.ts'

/** A `List` in one file, which kubectl checks by OpenAPI v2 before it sends its items. */

const { kubectl, out } = kubectlSession({ controllers: false })

const listOf = (...items: readonly object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
const configMap = (name: string, fields: object = { data: { a: 'b' } }) => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
  ...fields,
})
const myApp = (name: string, spec: object = { image: 'web:1', replicas: 0 }) => ({
  ...{ apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name } },
  spec,
})
const deployment = (name: string) => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name } },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'web', image: 'web:1', resources: { limits: { cpu: 1, memory: '1Gi' } } }] },
    },
  },
})

test('kubectl create and apply take a List in one file', async () => {
  const made = listOf(configMap('one'), deployment('two'), myApp('three'))
  const names = ['configmap/one', 'deployment.apps/two', 'myapp.example.com/three']
  const told = (what: string) => names.map(name => `${name} ${what}\n`).join('')
  assert.equal(await out('create -f -', { stdin: made }), told('created'))
  const others = listOf(configMap('four'), myApp('five'))
  assert.equal(await out('apply -f -', { stdin: others }), 'configmap/four created\nmyapp.example.com/five created\n')
  assert.equal(
    await out('apply -f -', { stdin: others }),
    'configmap/four unchanged\nmyapp.example.com/five unchanged\n',
  )
  assert.equal(
    await out('apply --server-side -f - --force-conflicts', { stdin: others }),
    'configmap/four serverside-applied\nmyapp.example.com/five serverside-applied\n',
  )
})

test('kubectl refuses a List with an unknown field or a wrong type in an item before it sends anything', async () => {
  for (const [item, why] of [
    [configMap('bad', { dato: { a: 'b' } }), /unknown field "dato" in io\.k8s\.api\.core\.v1\.ConfigMap/],
    [myApp('bad', { image: 'web:1', replicsa: 1 }), /unknown field "replicsa" in com\.example\.v1\.MyApp\.spec/],
    [configMap('bad', { data: 'text' }), /invalid type for io\.k8s\.api\.core\.v1\.ConfigMap\.data/],
  ] as const) {
    const { code, stderr } = await kubectl('create -f -', { stdin: listOf(configMap('good'), item) })
    assert.equal(code, 1)
    assert.match(stderr, why)
  }
  const { stderr } = await kubectl('get configmap good')
  assert.match(stderr, /NotFound/)
})
