import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { validate } from '../../../crd/admission/validate.ts'
import { MyApp, type MyAppObject } from '../../../crd/myapp.ts'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import { pathOf } from '../../../lib/kube/object.ts'
import { doubtfulMyApps, goodMyApps, myApps } from '../../crd/admission/myApps.ts'
import { app, wantedOf } from '../../crd/apps.ts'
import { eventually } from '../eventually.ts'
import { myApp, startWebhookWorld, type WebhookWorld } from './world.ts'

/** A real API server calls the webhooks of MyApp for requests of kubectl. */

let world: WebhookWorld

before(async () => {
  world = await startWebhookWorld()
  // Created before the webhooks were registered.
  await world.kubectl('create -f -', myApp('old', { image: 'web:1', env: { SLUICE_OLD: '1' } }))
  await world.kubectl('create -f -', myApp('leaving', { image: 'web:1' }, { finalizers: ['example.com/finalizer'] }))
  await world.register()
  await eventually('the API server asks', async () => {
    const { stderr } = await world.kubectl('create --dry-run=server -f -', myApp('probe', { image: '[abc]/web' }))
    return stderr.includes('spec.image: Invalid value')
  })
})
after(() => world.stop())

const apply = (object: object) => world.kubectl('apply -f -', object)

const refused: readonly (readonly [string, object, string])[] = [
  [
    'an image that does not parse',
    { image: 'web@sha256:0123456789abcdef0123456789abcdef' },
    'spec.image: Invalid value: "web@sha256:0123456789abcdef0123456789abcdef": must have a sha256 digest of 64 lower case hexadecimal digits',
  ],
  [
    'a reserved variable',
    { image: 'web:1', env: { SLUICE_A: '' } },
    "spec.env[SLUICE_A]: Forbidden: names that begin with SLUICE_ are the controller's own",
  ],
  [
    'files that collide',
    { image: 'web:1', config: { a: '', A: '' } },
    'spec.config[a]: Invalid value: "a": names the same file as "A" where upper and lower case are not told apart',
  ],
  [
    'a limit below the request',
    { image: 'web:1', resources: { requests: { cpu: 2 }, limits: { cpu: 1 } } },
    'spec.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
  ],
]
for (const [what, spec, reason] of refused) {
  test(`kubectl apply of ${what} answers with the field and the reason`, async () => {
    const { code, stderr } = await apply(myApp('bad', spec))
    assert.equal(code, 1)
    assert.equal(stderr, `The MyApp "bad" is invalid: ${reason}\n`)
  })
}

test('several faults are reported at once, together with warnings', async () => {
  const spec = { image: 'web', port: 80, env: { SLUICE_A: '', SLUICE_B: '', PORT: '1' } }
  const { stderr } = await apply(myApp('bad', spec))
  assert.deepEqual(stderr.split('\n'), [
    'Warning: spec.image: no tag: pods that start later may run another image; name a version or a digest',
    'Warning: spec.env[PORT]: "1" is not spec.port, 80, to which the Service leads',
    'The MyApp "bad" is invalid: ',
    "* spec.env[SLUICE_A]: Forbidden: names that begin with SLUICE_ are the controller's own",
    "* spec.env[SLUICE_B]: Forbidden: names that begin with SLUICE_ are the controller's own",
    '',
  ])
})

test('the schema speaks first: what it refuses is refused in its words', async () => {
  const { stderr } = await apply(myApp('bad', { image: 5, env: { SLUICE_A: '' } }))
  assert.match(
    stderr,
    /^The MyApp "bad" is invalid: \n\* spec\.image: Invalid value: "integer": spec\.image in body must be/,
  )
  assert.doesNotMatch(stderr, /SLUICE/)
})

test('a bad MyApp of v1beta1 is refused with the paths of v1, to which it is converted', async () => {
  const old = (tag: string) => myApp('older', { image: { repository: '[abc]/web', tag }, size: 1 }, {}, 'v1beta1')
  const { code, stderr } = await apply(old('1'))
  assert.equal(code, 1)
  assert.match(stderr, /spec\.image: Invalid value: "\[abc\]\/web:1": must name a host with a dot or a port/)
  const good = myApp('older', { image: { repository: 'web', tag: '1' }, size: 1 }, {}, 'v1beta1')
  assert.equal((await apply(good)).stdout, 'myapp.example.com/older created\n')
})

test('kubectl apply of a good MyApp succeeds without warnings, and a second apply changes nothing', async () => {
  const good = myApp('good', { image: 'web:1', port: 80, env: { A: 'b' }, config: { 'a.conf': 'b' } })
  assert.deepEqual(await apply(good), { code: 0, stdout: 'myapp.example.com/good created\n', stderr: '' })
  assert.deepEqual(await apply(good), { code: 0, stdout: 'myapp.example.com/good unchanged\n', stderr: '' })
  assert.equal(
    (await world.kubectl('get myapps -l app.kubernetes.io/name=myapp -o name')).stdout.includes('/good'),
    true,
  )
  await world.kubectl('create namespace demo')
  const samples = await world.kubectl('apply -n demo -f crd/samples')
  assert.equal(samples.stderr, 'Warning: spec.replicas: 0: no pod answers at the Service\n')
  assert.equal(samples.code, 0)
})

test("server-side apply finds nothing to do the second time, and a label of one's own stays", async () => {
  const applied = async (labels?: object) => {
    const object = myApp('sided', { image: 'web:1' }, labels === undefined ? {} : { labels })
    const { code, stdout, stderr } = await world.kubectl('apply --server-side -o json -f -', object)
    assert.deepEqual([code, stderr], [0, ''])
    return JSON.parse(stdout).metadata
  }
  const [first, second] = [await applied(), await applied()]
  assert.deepEqual(first.labels, { 'app.kubernetes.io/name': 'myapp' })
  assert.equal(second.resourceVersion, first.resourceVersion)
  const own = { 'app.kubernetes.io/name': 'shop', tier: 'web' }
  assert.deepEqual((await applied(own)).labels, own)
})

test('a generated name is validated once the server has made it', async () => {
  const { stdout } = await world.kubectl('create -f -', {
    apiVersion: 'example.com/v1',
    kind: 'MyApp',
    metadata: { generateName: 'made-', namespace: 'default' },
    spec: { image: 'web:1' },
  })
  assert.match(stdout, /^myapp\.example\.com\/made-\w+ created\n$/)
})

test('removing the port is refused, changing it is not', async () => {
  const of = (port?: number) => myApp('ported', { image: 'web:1', ...(port !== undefined && { port }) })
  await apply(of(80))
  assert.equal((await apply(of(8080))).stdout, 'myapp.example.com/ported configured\n')
  assert.equal(
    (await apply(of())).stderr,
    'The MyApp "ported" is invalid: spec.port: Forbidden: may not be removed once set (it is 8080): the Service would go, and the address that others use\n',
  )
})

test('a MyApp from before the rules can be labelled, scaled and edited elsewhere, with warnings', async () => {
  const validated = () => world.told.filter(({ path }) => path.startsWith('/validate')).length
  const before = validated()
  assert.deepEqual(await world.kubectl('label myapp old tier=web'), {
    code: 0,
    stdout: 'myapp.example.com/old labeled\n',
    stderr: '',
  })
  assert.equal((await world.kubectl('scale myapp old --replicas=2')).code, 0)
  assert.equal(validated(), before, 'nobody was asked')
  const reason = "spec.env[SLUICE_OLD]: Forbidden: names that begin with SLUICE_ are the controller's own"
  const patch = (spec: object) => world.kubectl(`patch myapp old --type=merge -p ${JSON.stringify({ spec })}`)
  const changed = await patch({ image: 'web:2' })
  assert.deepEqual([changed.code, changed.stderr], [0, `Warning: ${reason}\n`])
  assert.equal((await patch({ env: { SLUICE_NEW: '' } })).code, 1)
})

test('a try without storing is answered like the act, and stores nothing', async () => {
  const bad = await world.kubectl('apply --dry-run=server -f -', myApp('tried', { image: '[abc]/web:1' }))
  assert.match(bad.stderr, /^The MyApp "tried" is invalid: spec\.image: /)
  const good = await world.kubectl('apply --dry-run=server -f -', myApp('tried', { image: 'web:1' }))
  assert.equal(good.stdout, 'myapp.example.com/tried created (server dry run)\n')
  assert.equal((await world.kubectl('get myapp tried')).code, 1)
})

const post = (object: object, path = pathOf(MyApp, 'default'), query = '?dryRun=All&fieldValidation=Strict') =>
  world.plane.client.send('POST', `${path}${query}`, object)

const asNew = ({ spec }: MyAppObject, at: number) => myApp(`generated-${at}`, spec)

test('300 good MyApps are accepted', async () => {
  for (const [at, of] of fc.sample(goodMyApps, 300).entries()) {
    const { code, text } = await post(asNew(of, at))
    assert.equal(code, 201, text)
  }
})

test('the API server takes the children of each accepted MyApp, and its resources decide alike', async () => {
  const resources = { ConfigMap, Service, Deployment }
  let [taken, refused] = [0, 0]
  const ofAmount = /must be (a quantity|at most|in whole)/
  for (const of of fc.sample(fc.oneof(myApps, doubtfulMyApps), 400)) {
    const errors = validate(of, undefined).errors ?? []
    const onlyResources = errors.every(
      ({ field, message }) => field.startsWith('spec.resources') && !ofAmount.test(message),
    )
    if (!onlyResources) continue
    const answers = []
    for (const child of wantedOf(app({ ...of.spec, paused: false })).children ?? []) {
      const resource = Object.values(resources).find(({ kind }) => kind === child.kind)
      assert.ok(resource !== undefined)
      answers.push(await post(child, pathOf(resource, 'default')))
    }
    const refusals = answers.filter(({ code }) => code !== 201).map(({ text }) => text)
    assert.equal(
      refusals.length > 0,
      errors.length > 0,
      `${JSON.stringify(of.spec)}: ${refusals} / ${JSON.stringify(errors)}`,
    )
    if (errors.length > 0) refused += 1
    else taken += 1
  }
  assert.ok(taken > 50 && refused > 5, `${taken} taken, ${refused} refused`)
})

test('certificates change ten times while reviews are under way: of some hundreds none fails', async () => {
  let rotating = true
  let answered = 0
  const creating = Array.from({ length: 8 }, async (_, at) => {
    for (let turn = 0; rotating || turn < 30; turn += 1) {
      const { code, text } = await post(myApp(`loaded-${at}-${turn}`, { image: 'web:1' }))
      assert.equal(code, 201, text)
      answered += 1
    }
  })
  for (let turn = 0; turn < 10; turn += 1) {
    const until = answered + 20
    await world.rotate()
    await eventually('more are answered', () => answered >= until)
  }
  rotating = false
  await Promise.all(creating)
  assert.ok(answered >= 200, `${answered} answered`)
})

test("while the webhooks are away, specs are refused with the server's reason; labels, deletes and finalizers go on", async () => {
  await apply(myApp('waiting', { image: 'web:1' }))
  await world.kubectl('delete myapp leaving --wait=false')
  await world.down()
  const { code, stderr } = await apply(myApp('new', { image: 'web:1' }))
  assert.equal(code, 1)
  assert.match(
    stderr,
    /Internal error occurred: failed calling webhook "defaulting\.myapps\.example\.com": failed to call webhook: .*connection refused\n$/,
  )
  const finalized = await world.kubectl('patch myapp leaving --type=merge -p {"metadata":{"finalizers":null}}')
  assert.deepEqual([finalized.code, finalized.stderr], [0, ''])
  assert.equal((await world.kubectl('get myapp leaving')).code, 1)
  assert.equal((await world.kubectl('delete myapp waiting')).code, 0)
  await world.up()
  await eventually('it is served again', async () => (await apply(myApp('new', { image: 'web:1' }))).code === 0)
})

test('with failure policy Ignore MyApps are let through while webhooks are away, and seen afterwards', async () => {
  const policy = (failurePolicy: string) =>
    Promise.all(
      world.configurations.map(({ kind }) =>
        world.kubectl(
          `patch ${kind.toLowerCase()} sluice --type=json -p [{"op":"replace","path":"/webhooks/0/failurePolicy","value":"${failurePolicy}"}]`,
        ),
      ),
    )
  await policy('Ignore')
  await world.down()
  await eventually('the policy is known', async () => (await apply(myApp('unseen', { image: '[abc]/web' }))).code === 0)
  assert.match((await apply(myApp('unseen', { image: 5 }))).stderr, /spec\.image: Invalid value: "integer"/)
  await world.up()
  await policy('Fail')
  await eventually('it is served again', async () => {
    const { stderr } = await apply(myApp('unseen', { image: '[def]/web' }))
    return /spec\.image: Invalid value: "\[def\]\/web"/.test(stderr)
  })
})
