import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { admissionConfigurations } from '../../../lib/index.ts'
import { pathOf } from '../../../lib/kube/object.ts'
import { webhooks } from '../../examples/guardedWebsite.ts'
import { installKind } from '../../examples/installKind.ts'
import { Website, WebsiteSpec } from '../../examples/website.ts'
import { runKubectl } from '../../kubectl/kubectl.ts'
import { type Program, sluice } from '../../program.ts'
import { authority, leaf } from '../../streams/drivers/connection/certificates.ts'
import { type ControlPlane, startControlPlane } from '../controlPlane/controlPlane.ts'
import { eventually } from '../eventually.ts'
import { patiently } from '../faults/patiently.ts'

/** A real API server calls the webhooks of a user's module, which `sluice run` serves. */

const module = fileURLToPath(new URL('../../examples/guardedWebsite.ts', import.meta.url))
let plane: ControlPlane
let folder: string
let running: Program

before(async () => {
  plane = await startControlPlane({ controllers: false })
  folder = await mkdtemp(join(tmpdir(), 'sluice-webhooks-'))
  const signer = await authority('webhooks')
  const { cert, key } = await leaf(signer)
  await writeFile(join(folder, 'tls.crt'), cert)
  await writeFile(join(folder, 'tls.key'), key)
  const send = patiently(plane.client.send)
  await installKind(
    { send: async ({ method = 'GET', path, body }) => ({ headers: {}, ...(await send(method, path, body)) }) },
    Website,
    WebsiteSpec,
  )
  const flags = ['--webhook-bind-address=127.0.0.1:0', `--webhook-cert-dir=${folder}`]
  running = sluice(['run', module, '--kubeconfig', plane.kubeconfigFile, ...flags])
  const [, port] = await running.says(/webhooks on port (\d+)/)
  const address = { url: `https://127.0.0.1:${port}`, caBundle: Buffer.from(signer.pem).toString('base64') }
  for (const configuration of admissionConfigurations('websites', webhooks, address)) {
    await send('POST', `/apis/admissionregistration.k8s.io/v1/${configuration.kind.toLowerCase()}s`, configuration)
  }
  await eventually('Websites are served, and seen', async () => {
    const bad = website('probe', { replicas: 10 })
    const { text } = await plane.client.send('POST', `${pathOf(Website, 'default')}?dryRun=All`, bad)
    return text.includes('must be at most 9')
  })
})
after(async () => {
  await running.stop()
  await plane.stop()
  await rm(folder, { recursive: true })
})

const website = (name: string, spec: object) => ({
  apiVersion: 'demo.dev/v1',
  kind: 'Website',
  metadata: { name, namespace: 'default' },
  spec: { image: 'web:1', replicas: 2, pages: 'pages', ...spec },
})

const apply = (object: object) =>
  runKubectl(plane.kubeconfigFile, ['apply', '-f', '-'], { stdin: JSON.stringify(object) })

test('a good Website is kept, with what is filled in', async () => {
  assert.deepEqual(await apply(website('good', {})), { code: 0, stdout: 'website.demo.dev/good created\n', stderr: '' })
  const { json } = await plane.client.send('GET', pathOf(Website, 'default', 'good'))
  assert.equal(Object(json.metadata).labels.tier, 'web')
})

test('a faulty Website is refused by field and reason, an unwise one gets a warning', async () => {
  assert.equal(
    (await apply(website('bad', { replicas: 10 }))).stderr,
    'The Website "bad" is invalid: spec.replicas: Invalid value: 10: must be at most 9\n',
  )
  assert.equal(
    (await apply(website('single', { replicas: 1 }))).stderr,
    'Warning: spec.replicas: 1: it is away while its pod is replaced\n',
  )
  assert.equal(
    (await apply(website('single', { pages: 'others' }))).stderr,
    'The Website "single" is invalid: spec.pages: Forbidden: may not change: make another Website\n',
  )
})
