import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ConfigMap } from '../lib/kube/kinds.ts'
import { apiVersionOf, pathOf } from '../lib/kube/object.ts'
import { conditionOf } from './cluster/access/myApps.ts'
import { type Pod, startPod } from './cluster/access/pod.ts'
import { type Administrator, administratorOf } from './cluster/administrator.ts'
import { eventually } from './cluster/eventually.ts'
import { plainCluster } from './cluster/plainCluster.ts'
import type { RealCluster } from './cluster/realCluster.ts'
import { Website } from './examples/website.ts'
import { runKubectl } from './kubectl/kubectl.ts'
import { type Ended, sluice } from './program.ts'

/** What installs a controller, checked in and printed, on the embedded cluster. */

const crd = fileURLToPath(new URL('../crd', import.meta.url))
const website = fileURLToPath(new URL('examples/website.ts', import.meta.url))

let cluster: RealCluster
let administrator: Administrator
let folder: string

before(async () => {
  cluster = await plainCluster()
  administrator = await administratorOf(cluster.kubeconfigFile)
  folder = await mkdtemp(join(tmpdir(), 'sluice-manifests-'))
})
after(async () => {
  await administrator.close()
  await cluster.stop()
  await rm(folder, { recursive: true })
})

const kubectl = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await runKubectl(cluster.kubeconfigFile, args)
  assert.deepEqual([code, stderr], [0, ''], args.join(' '))
  return stdout
}
const manifests = (...args: readonly string[]): Promise<Ended> => sluice(['manifests', ...args]).ended

test('the manifests that are checked in are those that are printed, and can be applied', async () => {
  const { code, stdout } = await manifests()
  assert.equal(code, 0)
  const file = join(folder, 'printed.yaml')
  await writeFile(file, stdout)
  const applied = await kubectl('apply', '-k', crd)
  assert.ok(
    applied
      .trim()
      .split('\n')
      .every(line => line.endsWith(' created')),
    applied,
  )
  assert.equal(await kubectl('diff', '-f', file), '')
})

test('another controller gets its CRD and its own rights, which are enough for it', { timeout: 60_000 }, async () => {
  const { code, stdout } = await manifests('--controller', website, '--image', 'website:1', '--namespace', 'ops')
  assert.equal(code, 0)
  await writeFile(join(folder, 'website.yaml'), stdout)
  await kubectl('apply', '-f', join(folder, 'website.yaml'))
  const pod: Pod = await startPod(administrator, { namespace: 'ops', name: 'website' })
  await administrator.ask('POST', pathOf(ConfigMap, 'default'), { metadata: { name: 'pages' }, data: { a: 'b' } })
  const site = { apiVersion: apiVersionOf(Website), kind: 'Website', metadata: { name: 'docs' } }
  const spec = { image: 'httpd:2', replicas: 2, pages: 'pages' }
  await administrator.ask('POST', pathOf(Website, 'default'), { ...site, spec })
  const flags = ['--leader-elect', '--leader-elect-resource-name=website', '--events', '--service-account', pod.folder]
  const running = sluice(['run', website, ...flags], { env: pod.env })
  await eventually('the Website is ready', async () => {
    const found = await administrator.ask('GET', pathOf(Website, 'default', 'docs'))
    return conditionOf(found, 'Ready')?.status === 'True'
  })
  const ended = await running.stop()
  await pod.remove()
  assert.deepEqual([ended.code, ended.stderr], [0, ''])
})

test('a wrong flag is reported in one line', async () => {
  const without = await manifests('--controller', website)
  assert.deepEqual(without, {
    code: 2,
    stdout: '',
    stderr: 'sluice: --controller needs --image: one that has website.ts in its working directory\n',
  })
  const file = join(folder, 'odd.ts')
  const index = fileURLToPath(new URL('../lib/index.ts', import.meta.url))
  await writeFile(
    file,
    `import * as t from '${fileURLToPath(import.meta.resolve('io-ts'))}'
     import { controller, resource } from '${index}'
     const Odd = resource('demo.dev', 'v1', 'Odd', 'odds', t.type({ when: t.Function }))
     export default controller({ name: 'odd', watches: Odd, desired: () => ({ children: [] }) })`,
  )
  const odd = await manifests('--controller', file, '--image', 'odd:1')
  assert.equal(odd.code, 1)
  assert.match(odd.stderr, /odd\.ts: no CRD can be made of Odd: .*when: .*or export its CRD in `definitions`\n$/)
})
