import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { liveThrough } from '../access/life.ts'
import { myAppsIn } from '../access/myApps.ts'
import { eventually } from '../eventually.ts'
import { type Installed, type Replica, startInstalled } from './installed.ts'

/** The installed manifests and the built program, with its own rights and arguments. */

let installed: Installed
let replicas: readonly Replica[]

before(async () => {
  installed = await startInstalled()
  await installed.administrator.ask('POST', '/api/v1/namespaces', { metadata: { name: 'demo' } })
  replicas = [installed.start(), installed.start()]
})
after(() => installed.stop())

const limit = { timeout: 60_000 }

test('one of two replicas leads', limit, async () => {
  const { administrator, installation } = installed
  for (const replica of replicas) await replica.says(/"msg":"ready"/)
  const lease = `/apis/coordination.k8s.io/v1/namespaces/${installation.namespace}/leases/${installation.name}`
  await eventually('somebody leads', async () => {
    const { code, json } = await administrator.send('GET', lease)
    return code === 200 && Object(json.spec).holderIdentity !== ''
  })
  await Promise.any(replicas.map(replica => replica.says(/"msg":"leading"/)))
})

test('the API server calls the webhooks and trusts their certificates', limit, async () => {
  const { administrator, serve } = installed
  const [first] = replicas
  await serve(first)
  const { send } = administrator
  const bad = {
    apiVersion: 'example.com/v1',
    kind: 'MyApp',
    metadata: { name: 'bad' },
    spec: { image: 'web:1', env: { SLUICE_X: '1' } },
  }
  await eventually('a bad MyApp is refused by the webhook', async () => {
    const { text } = await send('POST', '/apis/example.com/v1/namespaces/demo/myapps', bad)
    if (!text.includes('"validating.myapps.example.com" denied the request')) throw new Error(text)
    assert.match(text, /spec\.env\[SLUICE_X\]: Forbidden/)
    return true
  })
})

test('the controller does all of its work with the rights of the manifests', limit, async () => {
  await liveThrough(installed.administrator, 'demo', 'web', { port: 8080 })
})

test('kubectl reads a MyApp in v1beta1, and its Events', limit, async () => {
  const apps = myAppsIn(installed.administrator, 'demo')
  await apps.create('told')
  await apps.converged()
  const old = await installed.kubectl(
    'get',
    'myapps.v1beta1.example.com',
    'told',
    '-n',
    'demo',
    '-o',
    'jsonpath={.spec.size} {.spec.image.repository}',
  )
  assert.equal(old, '2 web')
  await eventually('it is described', async () =>
    (await installed.kubectl('describe', 'myapp', 'told', '-n', 'demo')).includes('Created'),
  )
})

test('the metrics and probes of the program answer', limit, async () => {
  for (const replica of replicas) {
    const metrics = await fetch(`http://127.0.0.1:${await replica.port('metrics')}/metrics`)
    assert.match(await metrics.text(), /^controller_runtime_reconcile_total\{/m)
    for (const path of ['/healthz', '/readyz']) {
      const { status } = await fetch(`http://127.0.0.1:${await replica.port('probes')}${path}`)
      assert.equal(status, 200, path)
    }
  }
})

test('the program was forbidden nothing, and exits with 0 on SIGTERM', limit, async () => {
  for (const replica of replicas) {
    const { code, stdout, stderr } = await replica.stop()
    assert.deepEqual([code, stderr], [0, ''])
    assert.doesNotMatch(stdout, /grant verb|"level":50/)
  }
})
