import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kubectlSession } from './session.ts'
import { deploymentYaml, myAppYaml } from './yaml.ts'

const { kubectl, out } = kubectlSession({ controllers: false })

test('kubectl apply creates, leaves alone, and changes', async () => {
  const apply = (replicas: number) => out('apply -f -', { stdin: myAppYaml('applied', replicas) })
  assert.equal(await apply(2), 'myapp.example.com/applied created\n')
  assert.equal(await apply(2), 'myapp.example.com/applied unchanged\n')
  assert.equal(await apply(3), 'myapp.example.com/applied configured\n')
  assert.equal(await out('get ma applied -o jsonpath={.spec.replicas},{.metadata.generation}'), '3,2')
})

test('kubectl apply takes several documents at once, and prunes a removed field', async () => {
  const stdin = `${deploymentYaml('several')}---\n${myAppYaml('several', 1)}`
  assert.equal(
    await out('apply -f -', { stdin }),
    'deployment.apps/several created\nmyapp.example.com/several created\n',
  )
  const labelled = deploymentYaml('several').replace('name: several\n', 'name: several\n  labels: {tier: web}\n')
  assert.equal(await out('apply -f -', { stdin: labelled }), 'deployment.apps/several configured\n')
  assert.equal(await out('get deploy several -o jsonpath={.metadata.labels}'), '{"tier":"web"}')
  await out('apply -f -', { stdin: deploymentYaml('several') })
  assert.equal(await out('get deploy several -o jsonpath={.metadata.labels}'), '')
})

test('kubectl apply --server-side owns what it applies, and another manager is told of the conflict', async () => {
  const apply = (manager: string, replicas: number, force = '') =>
    kubectl(`apply --server-side --field-manager=${manager} -f - ${force}`.trim(), {
      stdin: myAppYaml('shared', replicas),
    })
  assert.deepEqual(await apply('one', 2), {
    code: 0,
    stdout: 'myapp.example.com/shared serverside-applied\n',
    stderr: '',
  })
  const refused = await apply('two', 3)
  assert.equal(refused.code, 1)
  assert.equal(
    refused.stderr,
    `error: Apply failed with 1 conflict: conflict with "one": .spec.replicas
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
`,
  )
  assert.equal((await apply('two', 3, '--force-conflicts')).code, 0)
  const path = 'jsonpath={range .metadata.managedFields[*]}{.manager}/{.operation}:{.fieldsV1.f:spec}{"\\n"}{end}'
  assert.equal(
    await out(['get', 'ma', 'shared', '--show-managed-fields', '-o', path]),
    'one/Apply:{"f:image":{}}\ntwo/Apply:{"f:image":{},"f:replicas":{}}\n',
  )
})

test('kubectl apply --dry-run=server says what would be, and stores nothing', async () => {
  const stdin = myAppYaml('imagined', 2)
  assert.equal(
    await out('apply --dry-run=server -f -', { stdin }),
    'myapp.example.com/imagined created (server dry run)\n',
  )
  assert.equal(
    (await kubectl('get ma imagined')).stderr,
    'Error from server (NotFound): myapps.example.com "imagined" not found\n',
  )
})

test('kubectl diff shows the lines that would change, and exits with 1', async () => {
  await out('apply -f -', { stdin: myAppYaml('differs', 2) })
  const same = await kubectl('diff -f -', { stdin: myAppYaml('differs', 2) })
  assert.deepEqual([same.code, same.stdout], [0, ''])
  const { code, stdout } = await kubectl('diff -f -', { stdin: myAppYaml('differs', 5) })
  assert.equal(code, 1)
  const changed = stdout.split('\n').filter(line => /^[-+] /.test(line))
  assert.deepEqual(changed, ['-  generation: 1', '+  generation: 2', '-  replicas: 2', '+  replicas: 5'])
})

const pathToPattern = 'jsonpath={.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.image.pattern}'

test('kubectl create refuses what the schema refuses, with every reason', async () => {
  const bad = myAppYaml('bad', -1, '""')
  const imagePattern = await out(['get', 'crd', 'myapps.example.com', '-o', pathToPattern])
  const refused = await kubectl('create -f -', { stdin: bad })
  assert.deepEqual([refused.code, refused.stdout], [1, ''])
  // The order of the fields is random.
  const [heading, ...reasons] = refused.stderr.trimEnd().split('\n')
  assert.equal(heading, 'The MyApp "bad" is invalid: ')
  assert.deepEqual(reasons.sort(), [
    '* .spec.replicas: Invalid value: -1: should be a non-negative integer',
    `* spec.image: Invalid value: "": spec.image in body should match '${imagePattern}'`,
    '* spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0',
  ])
  const unknown = `${myAppYaml('bad', 1)}  nonsense: 1\n`
  assert.equal(
    (await kubectl('create -f -', { stdin: unknown })).stderr,
    'Error from server (BadRequest): error when creating "STDIN": MyApp in version "v1" cannot be handled as a MyApp: strict decoding error: unknown field "spec.nonsense"\n',
  )
  const missing = 'apiVersion: example.com/v1\nkind: MyApp\nmetadata: {name: bad}\nspec: {replicas: 1}\n'
  assert.equal(
    (await kubectl('create -f -', { stdin: missing })).stderr,
    `The MyApp "bad" is invalid: 
* spec.image: Required value
* <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation
`,
  )
  const broken = `${myAppYaml('bad.name', -1)}  env: {2nd: x}\n`
  assert.equal(
    (await kubectl('create -f -', { stdin: broken })).stderr,
    `The MyApp "bad.name" is invalid: 
* spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0
* .spec.replicas: Invalid value: -1: should be a non-negative integer
* <nil>: Invalid value: metadata.name must be a DNS label: at most 63 lower case letters, digits and dashes, beginning with a letter
* spec.env: Invalid value: keys must be C identifiers of at most 256 characters
`,
  )
})

test('kubectl create refuses a Deployment whose selector does not match its template', async () => {
  const stdin = deploymentYaml('bad').replace('app: bad\n  template', 'app: other\n  template')
  const { code, stderr } = await kubectl('create -f -', { stdin })
  assert.equal(code, 1)
  assert.equal(
    stderr,
    'The Deployment "bad" is invalid: spec.template.metadata.labels: Invalid value: {"app":"bad"}: `selector` does not match template `labels`\n',
  )
})

test('kubectl create refuses what exists, and kubectl replace what does not', async () => {
  const stdin = myAppYaml('once', 1)
  assert.equal(await out('create -f -', { stdin }), 'myapp.example.com/once created\n')
  assert.equal(
    (await kubectl('create -f -', { stdin })).stderr,
    'Error from server (AlreadyExists): error when creating "STDIN": myapps.example.com "once" already exists\n',
  )
  assert.equal(await out('replace -f -', { stdin: myAppYaml('once', 4) }), 'myapp.example.com/once replaced\n')
  assert.equal(await out('get ma once -o jsonpath={.spec.replicas}'), '4')
  assert.equal(
    (await kubectl('replace -f -', { stdin: myAppYaml('never', 4) })).stderr,
    'Error from server (NotFound): error when replacing "STDIN": myapps.example.com "never" not found\n',
  )
})

test('kubectl replace of an older version is a conflict', async () => {
  await out('create -f -', { stdin: myAppYaml('stale', 1) })
  const old = await out('get ma stale -o json')
  await out('scale ma stale --replicas=2')
  assert.equal(
    (await kubectl('replace -f -', { stdin: old })).stderr,
    'Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on myapps.example.com "stale": the object has been modified; please apply your changes to the latest version and try again\n',
  )
})
