import assert from 'node:assert/strict'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { kubectlSession } from './session.ts'
import { deploymentYaml, myAppYaml } from './yaml.ts'

const session = kubectlSession({ controllers: false }, ({ out }) =>
  out('create -f -', { stdin: `${myAppYaml('app', 1)}---\n${deploymentYaml('web')}` }),
)
const { kubectl, out } = session

const spec = async (of: string) => JSON.parse(await out(`get ${of} -o json`)).spec

test('kubectl edit saves what the editor changed', async () => {
  const editor = join(session.folder, 'editor')
  await writeFile(editor, '#!/bin/sh\nsed -i "s/replicas: 1/replicas: 6/" "$1"\n')
  await chmod(editor, 0o755)
  const env = { KUBE_EDITOR: editor }
  assert.equal(await out('edit ma app', { env }), 'myapp.example.com/app edited\n')
  assert.equal((await spec('ma app')).replicas, 6)
  assert.equal((await kubectl('edit ma app', { env })).stderr, 'Edit cancelled, no changes made.\n')
})

test('kubectl patch patches a custom resource by JSON patch and by merge patch, and not by strategic merge', async () => {
  const patch = (type: string, patch: unknown) => ['patch', 'ma', 'app', `--type=${type}`, '-p', JSON.stringify(patch)]
  const patched = 'myapp.example.com/app patched\n'
  assert.equal(await out(patch('merge', { spec: { replicas: 2, env: { A: '1', B: '2' } } })), patched)
  assert.equal(await out(patch('merge', { spec: { env: { A: null } } })), patched)
  assert.deepEqual(await spec('ma app'), { replicas: 2, image: 'example/web:1', env: { B: '2' } })
  const operations = [
    { op: 'test', path: '/spec/replicas', value: 2 },
    { op: 'remove', path: '/spec/env' },
  ]
  assert.equal(await out(patch('json', operations)), patched)
  assert.deepEqual(await spec('ma app'), { replicas: 2, image: 'example/web:1' })
  const refused = await kubectl(patch('json', [{ op: 'test', path: '/spec/replicas', value: 9 }]))
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /the server rejected our request due to an error in our request/)
  assert.equal(
    (await kubectl(patch('strategic', { spec: { replicas: 3 } }))).stderr,
    'error: application/strategic-merge-patch+json is not supported by example.com/v1, Kind=MyApp: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml\n',
  )
  assert.equal(await out('patch ma app --type=merge -p {}'), 'myapp.example.com/app patched (no change)\n')
})

test('kubectl patch merges the containers of a Deployment by name', async () => {
  const containers = [{ name: 'main', env: [{ name: 'MODE', value: 'test' }] }]
  const patch = { spec: { template: { spec: { containers } } } }
  assert.equal(await out(['patch', 'deploy', 'web', '-p', JSON.stringify(patch)]), 'deployment.apps/web patched\n')
  const [container, ...others] = (await spec('deploy web')).template.spec.containers
  assert.deepEqual(others, [])
  assert.equal(container.image, 'example/web:1')
  assert.deepEqual(container.env, [{ name: 'MODE', value: 'test' }])
})

test('kubectl patch --subresource=status writes the status alone', async () => {
  const patch = JSON.stringify({ spec: { replicas: 99 }, status: { replicas: 4 } })
  await out(['patch', 'ma', 'app', '--subresource=status', '--type=merge', '-p', patch])
  const { spec, status } = JSON.parse(await out('get ma app -o json'))
  assert.deepEqual([spec.replicas, status], [2, { replicas: 4 }])
})

test('kubectl scale scales a Deployment and a custom resource, under a condition if wanted', async () => {
  assert.equal(await out('scale deploy web --replicas=5'), 'deployment.apps/web scaled\n')
  assert.equal((await spec('deploy web')).replicas, 5)
  assert.equal(await out('scale ma app --replicas=3'), 'myapp.example.com/app scaled\n')
  assert.equal((await spec('ma app')).replicas, 3)
  assert.equal(await out('scale ma app --current-replicas=3 --replicas=4'), 'myapp.example.com/app scaled\n')
  assert.equal(
    (await kubectl('scale ma app --current-replicas=3 --replicas=5')).stderr,
    'error: Expected replicas to be 3, was 4\n',
  )
})

test('kubectl label and annotate add, refuse to overwrite, overwrite and remove', async () => {
  assert.equal(await out('label ma app tier=web'), 'myapp.example.com/app labeled\n')
  assert.equal(
    (await kubectl('label ma app tier=db')).stderr,
    `error: 'tier' already has a value (web), and --overwrite is false\n`,
  )
  assert.equal(await out('label ma app tier=db --overwrite'), 'myapp.example.com/app labeled\n')
  assert.equal(await out('annotate ma app note=hello'), 'myapp.example.com/app annotated\n')
  const { metadata } = JSON.parse(await out('get ma app -o json'))
  assert.deepEqual([metadata.labels, metadata.annotations], [{ tier: 'db' }, { note: 'hello' }])
  assert.equal(await out('label ma app tier-'), 'myapp.example.com/app unlabeled\n')
  assert.equal(await out('get ma app -o jsonpath={.metadata.labels}'), '')
  assert.match((await kubectl('label ma app bad=a/b')).stderr, /a valid label must be an empty string or consist of/)
})

test('kubectl set image changes one container', async () => {
  assert.equal(await out('set image deploy/web main=example/web:9'), 'deployment.apps/web image updated\n')
  assert.equal((await spec('deploy web')).template.spec.containers[0].image, 'example/web:9')
})
