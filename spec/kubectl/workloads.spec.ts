import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import { kubectlSession } from './session.ts'
import { deploymentYaml } from './yaml.ts'

const session = kubectlSession()
const { kubectl, out } = session

const rolledOut = async (name: string) => {
  const lines = (await out(`rollout status deploy/${name} --timeout=60s`)).trim().split('\n')
  assert.equal(lines.at(-1), `deployment "${name}" successfully rolled out`)
}
const names = async (args: string) =>
  (await out(`get ${args} -o name`))
    .trim()
    .split('\n')
    .filter(line => line !== '')

test('a Deployment becomes available, and kubectl wait and rollout status say so', async () => {
  await out('apply -f -', { stdin: deploymentYaml('web', 3) })
  assert.equal(
    await out('wait --for=condition=Available deploy/web --timeout=60s'),
    'deployment.apps/web condition met\n',
  )
  await rolledOut('web')
  const columns = (await out('get deploy web --no-headers')).split(/ +/).slice(0, 4)
  assert.deepEqual(columns, ['web', '3/3', '3', '3'])
  const pods = (await out('get pods -l app=web --no-headers -o wide'))
    .trim()
    .split('\n')
    .map(line => line.split(/ +/))
  assert.equal(pods.length, 3)
  const nodes = await out(['get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[*].spec.nodeName}'])
  assert.deepEqual(
    pods.map(pod => pod[6]),
    nodes.split(' '),
  )
  for (const [name = '', ready, status, restarts, , address = ''] of pods) {
    assert.match(name, /^web-[b-df-hj-np-tv-z2-9]+-[b-df-hj-np-tv-z2-9]{5}$/)
    assert.deepEqual([ready, status, restarts], ['1/1', 'Running', '0'])
    assert.ok(isIP(address), address)
  }
  assert.equal(new Set(pods.map(pod => pod[5])).size, 3)
})

test('a Deployment rolls, restarts and rolls back, with a ReplicaSet for each revision', async () => {
  await out('apply -f -', { stdin: deploymentYaml('rolls', 2) })
  await rolledOut('rolls')
  await out('set image deploy/rolls main=example/web:2')
  await rolledOut('rolls')
  assert.equal(await out('rollout restart deploy/rolls'), 'deployment.apps/rolls restarted\n')
  await rolledOut('rolls')
  assert.equal(
    await out('rollout history deploy/rolls'),
    `deployment.apps/rolls 
REVISION  CHANGE-CAUSE
1         <none>
2         <none>
3         <none>

`,
  )
  assert.equal(await out('rollout undo deploy/rolls --to-revision=1'), 'deployment.apps/rolls rolled back\n')
  await rolledOut('rolls')
  assert.equal(await out('get deploy rolls -o jsonpath={.spec.template.spec.containers[0].image}'), 'example/web:1')
  const revisions = (await out('rollout history deploy/rolls')).match(/^\d+/gm)
  assert.deepEqual(revisions, ['2', '3', '4'])
  const annotation = String.raw`jsonpath={.metadata.annotations.deployment\.kubernetes\.io/revision}`
  assert.equal(await out(['get', 'deploy', 'rolls', '-o', annotation]), '4')
  const sizes = await out(['get', 'rs', '-l', 'app=rolls', '-o', 'jsonpath={.items[*].spec.replicas}'])
  assert.deepEqual(sizes.split(' ').sort(), ['0', '0', '2'])
})

test('a Deployment scales up and down', async () => {
  await out('apply -f -', { stdin: deploymentYaml('sized', 1) })
  await rolledOut('sized')
  await out('scale deploy sized --replicas=4')
  await rolledOut('sized')
  assert.equal((await names('pods -l app=sized')).length, 4)
  await out('scale deploy sized --replicas=0')
  await out('wait --for=delete pod -l app=sized --timeout=60s')
  assert.deepEqual(await names('pods -l app=sized'), [])
})

test('a deleted pod is replaced', async () => {
  await out('apply -f -', { stdin: deploymentYaml('heals', 1) })
  await rolledOut('heals')
  const [before = ''] = await names('pods -l app=heals')
  assert.equal(await out(`delete ${before}`), `pod "${before.slice(4)}" deleted from ${session.namespace} namespace\n`)
  await rolledOut('heals')
  const after = await names('pods -l app=heals')
  assert.equal(after.length, 1)
  assert.notEqual(after[0], before)
})

test('kubectl delete takes the dependents along, in the background or before the owner', async () => {
  for (const cascade of ['background', 'foreground']) {
    const name = `goes-${cascade}`
    await out('apply -f -', { stdin: deploymentYaml(name, 2) })
    await rolledOut(name)
    assert.equal(
      await out(`delete deploy ${name} --cascade=${cascade}`),
      `deployment.apps "${name}" deleted from ${session.namespace} namespace\n`,
    )
    if (cascade === 'foreground') assert.deepEqual(await names(`rs,pods -l app=${name}`), [])
    else await kubectl(`wait --for=delete rs,pods -l app=${name} --timeout=60s`)
    assert.deepEqual(await names(`rs,pods -l app=${name}`), [])
  }
})

test('kubectl delete --cascade=orphan leaves the dependents, and a new Deployment takes them in', async () => {
  await out('apply -f -', { stdin: deploymentYaml('orphans', 2) })
  await rolledOut('orphans')
  const before = await names('rs,pods -l app=orphans')
  assert.equal(before.length, 3)
  await out('delete deploy orphans --cascade=orphan')
  assert.equal(await out('get rs -l app=orphans -o jsonpath={.items[0].metadata.ownerReferences}'), '')
  assert.deepEqual(await names('rs,pods -l app=orphans'), before)
  await out('apply -f -', { stdin: deploymentYaml('orphans', 2) })
  await rolledOut('orphans')
  assert.deepEqual(await names('rs,pods -l app=orphans'), before)
  assert.equal(await out('get rs -l app=orphans -o jsonpath={.items[0].metadata.ownerReferences[0].name}'), 'orphans')
})
