import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kubectlSession, withoutAges } from './session.ts'
import { deploymentYaml, myAppYaml } from './yaml.ts'

const session = kubectlSession({}, async session => {
  await session.out('create -f -', { stdin: myAppYaml('one', 1) })
  await session.out('create -f -', { stdin: myAppYaml('two', 2, 'example/web:2') })
  await session.out('label ma two tier=front')
})
const { kubectl, out } = session

const table = async (args: string) => withoutAges(await out(args))

test('kubectl get prints the columns of the CRD', async () => {
  assert.equal(
    await table('get ma'),
    `NAME   IMAGE           REPLICAS   READY   AGE
one    example/web:1   1                  AGE
two    example/web:2   2                  AGE
`,
  )
  assert.equal(
    await table('get myapps -o wide'),
    `NAME   IMAGE           REPLICAS   READY   PORT   REASON   MESSAGE   AGE
one    example/web:1   1                                            AGE
two    example/web:2   2                                            AGE
`,
  )
  assert.equal(
    await table(`get myapp -A --field-selector=metadata.namespace=${session.namespace} --show-labels`),
    `NAMESPACE         NAME   IMAGE           REPLICAS   READY   AGE   LABELS
${session.namespace}   one    example/web:1   1                  AGE    <none>
${session.namespace}   two    example/web:2   2                  AGE    tier=front
`,
  )
})

test('kubectl get answers as name, JSON, YAML, by JSON path and by column', async () => {
  assert.equal(await out('get ma -o name'), 'myapp.example.com/one\nmyapp.example.com/two\n')
  assert.deepEqual(JSON.parse(await out('get ma one -o json')).spec, { replicas: 1, image: 'example/web:1' })
  assert.match(await out('get ma one -o yaml'), /^apiVersion: example.com\/v1\nkind: MyApp\nmetadata:\n/)
  assert.equal(await out('get ma -o jsonpath={.items[*].spec.image}'), 'example/web:1 example/web:2')
  assert.equal(await out('get ma -o custom-columns=N:.metadata.name,R:.spec.replicas'), 'N     R\none   1\ntwo   2\n')
})

test('kubectl get selects by label and by field, and sorts', async () => {
  await out('create service clusterip small --tcp=9:9')
  await out('create service clusterip large --tcp=8:8')
  const sorted = await out('get services --sort-by=.spec.ports[0].port')
  assert.deepEqual(
    sorted.split('\n').map(line => line.split(' ')[0]),
    ['NAME', 'large', 'small', ''],
  )
  await out('delete services small large')
  assert.equal(await out('get ma -l tier=front -o name'), 'myapp.example.com/two\n')
  assert.equal(await out(['get', 'ma', '-l', 'tier!=front', '-o', 'name']), 'myapp.example.com/one\n')
  assert.equal(await out('get ma --field-selector=metadata.name=one -o name'), 'myapp.example.com/one\n')
  assert.equal(await out('get ma --chunk-size=1 -o name'), 'myapp.example.com/one\nmyapp.example.com/two\n')
  assert.equal((await kubectl('get ma -l tier=none')).stderr, `No resources found in ${session.namespace} namespace.\n`)
})

test('kubectl get names a missing object', async () => {
  assert.equal(
    (await kubectl('get ma absent')).stderr,
    'Error from server (NotFound): myapps.example.com "absent" not found\n',
  )
  assert.equal((await kubectl('get nonsense')).stderr, `error: the server doesn't have a resource type "nonsense"\n`)
})

test('kubectl get --watch prints each change', async () => {
  const stop = new AbortController()
  const seen: string[] = []
  let changed: Promise<unknown> = Promise.resolve()
  const watching = kubectl('get ma two --watch --no-headers', {
    signal: stop.signal,
    onOutput: stdout => {
      const lines = stdout.split('\n').slice(0, -1)
      if (seen.length === 0 && lines.length === 1) changed = out('scale ma two --replicas=7')
      seen.splice(0, seen.length, ...lines)
      if (lines.length === 2) stop.abort()
    },
  })
  await watching
  await changed
  assert.deepEqual(
    seen.map(line => line.split(/ +/).slice(0, 3)),
    [
      ['two', 'example/web:2', '2'],
      ['two', 'example/web:2', '7'],
    ],
  )
})

test('kubectl get all shows the workloads, and get with several kinds what is asked for', async () => {
  await out('apply -f -', { stdin: deploymentYaml('listed', 0) })
  await out('wait --for=condition=Available deploy/listed --timeout=10s')
  const names = (await out('get all -o name'))
    .trim()
    .split('\n')
    .map(name => name.replace(/-\w+$/, '-HASH'))
  assert.deepEqual(names, ['deployment.apps/listed', 'replicaset.apps/listed-HASH'])
  assert.equal(
    await out('get deploy,ma -o name'),
    'deployment.apps/listed\nmyapp.example.com/one\nmyapp.example.com/two\n',
  )
})

test('kubectl describe shows the whole object', async () => {
  const described = (await out('describe ma one')).replace(
    /(Creation Timestamp|Resource Version|UID):( +).*/g,
    '$1:$2…',
  )
  assert.equal(
    described,
    `Name:         one
Namespace:    ${session.namespace}
Labels:       <none>
Annotations:  <none>
API Version:  example.com/v1
Kind:         MyApp
Metadata:
  Creation Timestamp:  …
  Generation:          1
  Resource Version:    …
  UID:                 …
Spec:
  Image:     example/web:1
  Replicas:  1
Events:      <none>
`,
  )
})

test('kubectl explain tells the fields of a CRD and of a Deployment', async () => {
  const spec = await out('explain myapp.spec')
  assert.match(spec, /^GROUP: {6}example.com\nKIND: {7}MyApp\nVERSION: {4}v1\n/)
  assert.match(spec, /DESCRIPTION:\n {4}What should run\./)
  assert.match(
    spec,
    /\n {2}image\t<string> -required-\n {4}The container image, as host\/path:tag or host\/path@digest\.\n/,
  )
  assert.match(
    await out('explain deployment.spec.replicas'),
    /^GROUP: {6}apps\nKIND: {7}Deployment\nVERSION: {4}v1\n\nFIELD: replicas <integer>\n/,
  )
  assert.equal((await kubectl('explain myapp.spec.nonsense')).stderr, 'error: field "nonsense" does not exist\n')
})

test('kubectl api-resources and api-versions list what is installed', async () => {
  const columns = (line: string) => line.split(/ +/)
  const lines = (await out('api-resources --api-group=example.com')).trim().split('\n').map(columns)
  assert.deepEqual(lines, [
    ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'],
    ['myapps', 'ma', 'example.com/v1', 'true', 'MyApp'],
  ])
  const versions = (await out('api-versions')).trim().split('\n')
  for (const version of ['apps/v1', 'example.com/v1', 'v1']) assert.ok(versions.includes(version), version)
})

test('kubectl events and describe show what happened to an object', async () => {
  await out('apply -f -', { stdin: deploymentYaml('eventful', 1) })
  await out('rollout status deploy/eventful --timeout=10s')
  const events = withoutAges(await out('events --for deploy/eventful')).split('\n')
  assert.match(
    events[1] ?? '',
    /^AGE +Normal +ScalingReplicaSet +Deployment\/eventful +Scaled up replica set eventful-\w+ from 0 to 1$/,
  )
  assert.match(
    await out('get events --sort-by=.metadata.creationTimestamp'),
    /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n[\s\S]*\d+s +Normal +ScalingReplicaSet +deployment\/eventful +Scaled up/,
  )
  assert.match(
    await out('describe deploy eventful'),
    /\n {2}Normal {2}ScalingReplicaSet {2}\d+s {4}deployment-controller {2}Scaled up/,
  )
})

test('kubectl wait waits for a condition of a custom resource', async () => {
  const waiting = out(['wait', '--for=jsonpath={.spec.replicas}=9', 'ma/one', '--timeout=10s'])
  await out('scale ma one --replicas=9')
  assert.equal(await waiting, 'myapp.example.com/one condition met\n')
  const { stderr } = await kubectl('wait --for=condition=Ready ma/one --timeout=100ms')
  assert.equal(stderr, 'error: timed out waiting for the condition on myapps/one\n')
})
