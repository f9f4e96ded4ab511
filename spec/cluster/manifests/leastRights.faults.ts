import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { webhookService } from '../../../lib/manifests/webhooks.ts'
import { liveThrough } from '../access/life.ts'
import { eventually } from '../eventually.ts'
import { installCertManagerKinds, issueAndInject } from './certManagersPart.ts'
import { type Installed, type Replica, startInstalled } from './installed.ts'

/** `sluice manifests --webhook-certificates=cert-manager --watch-namespace=demo`: without one right in the whole cluster. */

let installed: Installed
let replica: Replica

before(async () => {
  installed = await startInstalled({
    certificates: 'cert-manager',
    watchedNamespace: 'demo',
    prepare: async administrator => {
      await administrator.ask('POST', '/api/v1/namespaces', { metadata: { name: 'demo' } })
      await installCertManagerKinds(administrator)
    },
  })
  const { administrator, installation, certificates } = installed
  await issueAndInject(administrator, webhookService(installation), certificates)
  replica = installed.start()
  await replica.says(/"msg":"leading"/)
})
after(() => installed.stop())

const limit = { timeout: 60_000 }

test('with certificates of cert-manager and one namespace there is no ClusterRole', limit, async () => {
  const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
  const { items } = await installed.administrator.ask('GET', roles)
  const names: readonly string[] = Object(items).map(
    ({ metadata }: { readonly metadata: { readonly name: string } }) => metadata.name,
  )
  assert.ok(names.length > 10)
  assert.deepEqual(
    names.filter(name => name.includes('sluice')),
    [],
  )
})

test('the API server trusts the webhooks by the authority that cert-manager wrote', limit, async () => {
  const { administrator, serve } = installed
  await serve(replica)
  const bad = {
    apiVersion: 'example.com/v1beta1',
    kind: 'MyApp',
    metadata: { name: 'bad' },
    spec: { image: { repository: 'web', tag: '1' }, env: { SLUICE_X: '1' } },
  }
  await eventually('a bad MyApp of another version is converted and refused', async () => {
    const { text } = await administrator.send('POST', '/apis/example.com/v1beta1/namespaces/demo/myapps', bad)
    if (!text.includes('"validating.myapps.example.com" denied the request')) throw new Error(text)
    return true
  })
})

test('the rights in one namespace are enough for all of its work there', limit, async () => {
  await liveThrough(installed.administrator, 'demo', 'web', { port: 8080 })
})

test('the program with the least rights was forbidden nothing, and exits with 0 on SIGTERM', limit, async () => {
  const { code, stdout, stderr } = await replica.stop()
  assert.deepEqual([code, stderr], [0, ''])
  assert.doesNotMatch(stdout, /grant verb|"level":50/)
})
