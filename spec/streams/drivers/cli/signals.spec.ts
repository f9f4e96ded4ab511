import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { crdManifest } from '../../../../crd/manifests.ts'
import { MyApp } from '../../../../crd/myapp.ts'
import { Deployment } from '../../../../lib/kube/kinds.ts'
import { kind, pathOf } from '../../../../lib/kube/object.ts'
import { startCluster } from '../../../../streams/drivers/apiserver/index.ts'
import { eventually } from '../../../cluster/eventually.ts'
import { program, sluice } from '../../../program.ts'
import { clientOf } from '../apiserver/client.ts'
import { temporaryDirectory } from '../connection/apiServer.ts'

/** What befalls a process from outside. */

const timeout = 60_000
const cli = new URL('../../../../streams/drivers/cli/cli.ts', import.meta.url).pathname
const Definition = kind(
  'apiextensions.k8s.io',
  'v1',
  'CustomResourceDefinition',
  'customresourcedefinitions',
  'Cluster',
)

const setUp = async (context: TestContext) => {
  const cluster = await startCluster({ controllers: true })
  context.after(() => cluster.stop())
  const client = clientOf(cluster)
  const send = async (path: string, body: object) => {
    const { code, text } = await client.send({ method: 'POST', path, body })
    assert.equal(code, 201, text)
  }
  await send(pathOf(Definition), crdManifest())
  const kubeconfig = join(await temporaryDirectory(context), 'kubeconfig')
  await writeFile(kubeconfig, JSON.stringify(cluster.kubeconfig()))
  return {
    kubeconfig,
    create: (name: string) =>
      send(pathOf(MyApp, 'default'), {
        apiVersion: 'example.com/v1',
        kind: 'MyApp',
        metadata: { name },
        spec: { image: 'web:1' },
      }),
    isMade: (name: string) => async () =>
      (await client.send({ path: pathOf(Deployment, 'default', name) })).code === 200,
  }
}

test('SIGUSR1 opens no inspector, and SIGHUP ends the program as SIGTERM does', { timeout }, async context => {
  const { kubeconfig } = await setUp(context)
  const running = sluice(['run', '--kubeconfig', kubeconfig])
  await running.says(/^ready$/m)
  running.send('SIGUSR1')
  running.send('SIGHUP')
  const { code, stdout, stderr } = await running.ended
  assert.deepEqual([code, stderr], [0, ''])
  assert.match(stdout, /stopping: SIGHUP/)
})

for (const format of ['pretty', 'json'])
  test(`where the disk of the log is full, the controller goes on (${format})`, { timeout }, async context => {
    const { kubeconfig, create, isMade } = await setUp(context)
    const command = `exec ${process.execPath} ${cli} run --kubeconfig ${kubeconfig} --log-format ${format} --log-level debug > /dev/full 2>&1`
    const running = program('/bin/sh', ['-c', command])
    await create('one')
    await eventually('its Deployment is made', isMade('one'))
    await create('two')
    await eventually('and the next', isMade('two'))
    assert.equal((await running.stop()).code, 0)
  })
