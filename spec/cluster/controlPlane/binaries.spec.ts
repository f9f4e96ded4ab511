import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { existingCluster } from '../realCluster.ts'
import { binaries, programs } from './binaries.ts'
import { chosenMinor } from './versions.ts'

/** Where the programs of a control plane come from. No control plane is started. */

const own = {
  PATH: process.env.PATH,
  KUBEBUILDER_ASSETS: process.env.KUBEBUILDER_ASSETS,
  XDG_CACHE_HOME: process.env.XDG_CACHE_HOME,
}
let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-assets-'))
  process.env.PATH = '/nowhere'
  process.env.XDG_CACHE_HOME = join(folder, 'cache')
})
after(async () => {
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  await rm(folder, { recursive: true })
})

const silent = (line: string): void => assert.fail(`something was built: ${line}`)

test('without Go, binaries or a cluster, one line says what to install', async () => {
  delete process.env.KUBEBUILDER_ASSETS
  await assert.rejects(binaries('1.36', silent), {
    message:
      'the cluster tests need a control plane: install Go 1.26 or later, or set KUBEBUILDER_ASSETS to a folder of binaries, or USE_EXISTING_CLUSTER=true with KUBECONFIG',
  })
})

test('the binaries of KUBEBUILDER_ASSETS are used without Go, and what it lacks is named', async () => {
  process.env.KUBEBUILDER_ASSETS = folder
  for (const name of ['etcd', 'kube-apiserver']) await writeFile(join(folder, name), '')
  await assert.rejects(binaries('1.36', silent), {
    message: `KUBEBUILDER_ASSETS=${folder}: it lacks kube-controller-manager, kube-scheduler, kwok: put them there, or install Go 1.26 or later to build them`,
  })
  for (const name of programs) await writeFile(join(folder, name), '')
  assert.deepEqual(
    programs.map(await binaries('1.36', silent)),
    programs.map(name => join(folder, name)),
  )
})

test('programs that were built before are used without Go', async () => {
  delete process.env.KUBEBUILDER_ASSETS
  const cache = join(folder, 'cache', 'sluice', 'control-plane')
  const built = programs.map(name => join(cache, name === 'kwok' ? 'kwok-0.8.0' : 'kubernetes-1.36.3', name))
  for (const path of built) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, '')
  }
  assert.deepEqual(programs.map(await binaries('1.36', silent)), built)
})

test('a cluster of the user needs a kubeconfig', () => {
  assert.equal(existingCluster({}), undefined)
  assert.equal(existingCluster({ USE_EXISTING_CLUSTER: 'true', KUBECONFIG: '/here' }), '/here')
  assert.throws(() => existingCluster({ USE_EXISTING_CLUSTER: 'true' }), /set KUBECONFIG to a kubeconfig file/)
})

test('an unknown minor of Kubernetes is named, with those that are known', () => {
  assert.equal(chosenMinor({}), '1.36')
  assert.equal(chosenMinor({ KUBERNETES_MINOR: '1.35' }), '1.35')
  assert.throws(() => chosenMinor({ KUBERNETES_MINOR: '1.12' }), {
    message: 'KUBERNETES_MINOR=1.12 is not known here: use 1.36 or 1.35',
  })
})
