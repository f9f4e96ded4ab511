import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { installation } from '../../../crd/installation/installation.ts'
import { runKubectl } from '../../kubectl/kubectl.ts'
import { type ControlPlane, startControlPlane } from '../controlPlane/controlPlane.ts'

/** The manifests of the repository, applied by kubectl to a strict real API server. */

const folder = fileURLToPath(new URL('../../../crd', import.meta.url))
const { name, namespace } = installation()
const strict = ['--server-side', '--warnings-as-errors', '--validate=strict']

let plane: ControlPlane
before(async () => {
  plane = await startControlPlane()
})
after(() => plane.stop())

/** Standard output of kubectl; rejects if it fails or writes to standard error. */
const kubectl = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await runKubectl(plane.kubeconfigFile, args)
  assert.deepEqual([code, stderr], [0, ''], `kubectl ${args.join(' ')}\n${stdout}`)
  return stdout
}

const limit = { timeout: 120_000 }

test('kubectl apply -k crd installs all without a warning, and again without a change', limit, async () => {
  const applied = await kubectl('apply', '-k', folder, ...strict)
  const lines = applied.trim().split('\n')
  assert.ok(lines.length >= 12 && lines.every(line => line.endsWith(' serverside-applied')), applied)
  const listed = () => kubectl('get', 'all,roles,rolebindings,netpol,pdb,sa', '-n', namespace, '-o', 'name')
  const before = await listed()
  assert.equal(await kubectl('apply', '-k', folder, ...strict), applied)
  assert.equal(await kubectl('diff', '-k', folder, '--server-side'), '')
  assert.equal(await listed(), before)
})

test('the pods pass Pod Security restricted, and become ready', limit, async () => {
  await kubectl('rollout', 'status', `deployment/${name}`, '-n', namespace, '--timeout=100s')
  const path = 'jsonpath={.status.currentHealthy} {.status.disruptionsAllowed}'
  const budget = [
    'wait',
    `pdb/${name}`,
    '-n',
    namespace,
    '--for=jsonpath={.status.disruptionsAllowed}=1',
    '--timeout=30s',
  ]
  await kubectl(...budget)
  assert.equal(await kubectl('get', 'pdb', name, '-n', namespace, '-o', path), '3 1')
  // The namespace refuses a pod that is not restricted.
  const careless = ['run', 'careless', '--image=any', '-n', namespace]
  const { code, stderr } = await runKubectl(plane.kubeconfigFile, careless)
  assert.notEqual(code, 0)
  assert.match(stderr, /violates PodSecurity "restricted:latest"/)
})

test('each Service selects the pods of its part', limit, async () => {
  const path =
    'jsonpath={range .items[*]}{.metadata.labels.kubernetes\\.io/service-name} {.ports[0].port} {.endpoints[*].conditions.ready}{"\\n"}{end}'
  const slices = await kubectl('get', 'endpointslices', '-n', namespace, '-o', path)
  assert.deepEqual(slices.trim().split('\n').toSorted(), [
    `${name}-metrics 8080 true true true`,
    `${name}-webhooks 9443 true true true`,
  ])
})
