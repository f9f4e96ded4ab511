import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import { concat, filter, firstValueFrom, NEVER, of, ReplaySubject, Subject, skip, take, tap, toArray } from 'rxjs'
import { myApp } from '../../crd/controller.ts'
import { run } from '../../streams/circle/run.ts'
import type { RunEvent } from '../../streams/circle/runEvent.ts'
import { openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { controllerRequests } from '../cluster/proxy/controllerRequests.ts'
import { kubectlSession, withoutAges } from './session.ts'

const folder = (path: string) => new URL(`../../crd/${path}`, import.meta.url).pathname

const resync$ = new Subject<void>()
const events$ = new ReplaySubject<RunEvent>()
const events: RunEvent[] = []
let stop: () => Promise<void> = async () => undefined

const session = kubectlSession({ installed: false }, async begun => {
  // A CRD that existed before belongs to another user and stays.
  if (!begun.hadCrd)
    assert.equal(
      await begun.out(`apply -f ${folder('myapp.crd.yaml')}`),
      'customresourcedefinition.apiextensions.k8s.io/myapps.example.com created\n',
    )
  await begun.out('wait --for=condition=Established crd/myapps.example.com --timeout=60s')
  const opened = await openCluster({ kubeconfig: begun.kubeconfig })
  if (isLeft(opened)) throw new Error(opened.left)
  const { sources, close } = opened.right
  const options = { namespace: begun.namespace, resync$ }
  const running = run(myApp, { ...sources, leading$: concat(of(true), NEVER) }, options)
    .pipe(tap(event => events.push(event)))
    .subscribe(events$)
  stop = async () => {
    running.unsubscribe()
    await close()
  }
})
const { kubectl, out } = session
after(() => stop())

/** The samples, in the namespace of this session. */
const samples = async (): Promise<string> => {
  const copies = join(session.folder, 'samples')
  await mkdir(copies)
  for (const file of await readdir(folder('samples'))) {
    const text = await readFile(folder(`samples/${file}`), 'utf8')
    await writeFile(join(copies, file), text.replace('namespace: demo', `namespace: ${session.namespace}`))
  }
  return copies
}

const get = (what: string, path: string) => out(['get', ...what.split(' '), '-o', `jsonpath=${path}`])
const list = async (what: string) => (await out(`get ${what} -o name`)).split('\n').filter(line => line !== '')
const until = (what: string, path: string, value: string | number) =>
  out(['wait', ...what.split(' '), `--for=jsonpath=${path}=${value}`, '--timeout=60s'])
const ready = (name: string) => out(`wait --for=condition=Ready myapp/${name} --timeout=60s`)
const merge = (what: string, patch: object) =>
  out(['patch', ...what.split(' '), '--type=merge', '-p', JSON.stringify(patch)])
const jsonPatch = (what: string, operation: object) =>
  out(['patch', ...what.split(' '), '--type=json', '-p', JSON.stringify([operation])])

/** Writes and consistent reads of the controller so far. */
const requests = (): number => controllerRequests(session.cluster)

/** Resyncs all keys, and returns the number of effects for each. */
const resynced = async (count: number): Promise<readonly (readonly [string, number | undefined])[]> => {
  const heard = events.length
  resync$.next()
  const ran = await firstValueFrom(
    events$.pipe(
      skip(heard),
      filter(event => event._tag === 'Ran'),
      filter(({ reasons }) => reasons.some(({ _tag }) => _tag === 'Resync')),
      take(count),
      toArray(),
    ),
  )
  return ran.map(({ key, plan }) => [key, plan?.effects.length] as const).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** A MyApp as a user writes it. */
const appYaml = (name: string, fields: string) =>
  `apiVersion: example.com/v1\nkind: MyApp\nmetadata: {name: ${name}}\nspec: {${fields}}\n`

test('the samples become ready, and kubectl shows how they fare', async () => {
  assert.equal(
    await out(`apply -f ${await samples()}`),
    ['asleep', 'minimal', 'web', 'worker'].map(name => `myapp.example.com/${name} created\n`).join(''),
  )
  await out('wait --for=condition=Ready myapp --all --timeout=60s')
  assert.equal(
    withoutAges(await out('get ma -o wide')),
    `NAME      IMAGE          REPLICAS   READY   PORT   REASON          MESSAGE                     AGE
asleep    nginx:1.29     0          True    80     ScaledToZero    No replicas are asked for   AGE
minimal   pause:3.10     1          True           ReplicasReady   1 of 1 replica is ready     AGE
web       nginx:1.29     3          True    80     ReplicasReady   3 of 3 replicas are ready   AGE
worker    busybox:1.37   2          True           ReplicasReady   2 of 2 replicas are ready   AGE
`,
  )
  assert.equal(await out('rollout status deployment/web'), 'deployment "web" successfully rolled out\n')
  const described = await out('describe myapp web')
  for (const line of [
    'Finalizers:\n    example.com/finalizer',
    'Ready Replicas:          3',
    'Reason:                ReplicasReady',
  ])
    assert.ok(described.includes(line), `${line} is not in\n${described}`)
})

test('defaults are shown, and the owner of each child', async () => {
  assert.equal(await get('myapp minimal', '{.spec}'), '{"image":"pause:3.10","replicas":1}')
  assert.equal(
    await get('deploy,svc,cm -l app.kubernetes.io/instance=web', '{.items[*].metadata.ownerReferences[*].name}'),
    'web web web',
  )
})

test('after convergence three resyncs send nothing', async () => {
  const before = requests()
  const quiet = ['asleep', 'minimal', 'web', 'worker'].map(name => [`${session.namespace}/${name}`, 0])
  for (let round = 1; round <= 3; round += 1) assert.deepEqual(await resynced(4), quiet)
  assert.equal(requests(), before)
})

test('kubectl scale, and the status follows', async () => {
  assert.equal(await out('scale myapp web --replicas=5'), 'myapp.example.com/web scaled\n')
  await until('myapp/web', '{.status.readyReplicas}', 5)
  assert.equal(
    await get('myapp web', '{.status.replicas} {.status.selector}'),
    '5 app.kubernetes.io/instance=web,app.kubernetes.io/name=myapp',
  )
  await out('scale myapp web --replicas=2')
  await ready('web')
  assert.equal((await list('pods -l app.kubernetes.io/instance=web')).length, 2)
})

test('kubectl edit of the image rolls the pods', async () => {
  const editor = join(session.folder, 'editor')
  await writeFile(editor, '#!/bin/sh\nsed -i "s/nginx:1.29/nginx:1.30/" "$1"\n')
  await chmod(editor, 0o755)
  assert.equal(await out('edit myapp web', { env: { KUBE_EDITOR: editor } }), 'myapp.example.com/web edited\n')
  await ready('web')
  assert.equal(
    await get('pods -l app.kubernetes.io/instance=web', '{.items[*].spec.containers[*].image}'),
    'nginx:1.30 nginx:1.30',
  )
})

test('a child that a user changes by hand is repaired', async () => {
  const generation = Number(await get('deployment web', '{.metadata.generation}'))
  await out('set image deployment/web app=nginx:broken')
  await until('deployment/web', '{.spec.template.spec.containers[0].image}', 'nginx:1.30')
  await out('scale deployment/web --replicas=7')
  await until('deployment/web', '{.spec.replicas}', 2)
  // Each change was made once and repaired once.
  assert.equal(await get('deployment web', '{.metadata.generation}'), `${generation + 4}`)
  await merge('configmap web', { data: { 'motd.txt': 'Hacked' } })
  await until('configmap/web', '{.data.motd\\.txt}', 'Welcome to the demo.')
  await jsonPatch('service web', { op: 'replace', path: '/spec/ports/0/targetPort', value: 8081 })
  await until('service/web', '{.spec.ports[*].targetPort}', 'http')
})

test('the port of a Service changed by hand is repaired, whichever way it was changed', async () => {
  await jsonPatch('service web', { op: 'replace', path: '/spec/ports/0/port', value: 8080 })
  await until('service/web', '{.spec.ports[*].port}', 80)
  await merge('service web', { spec: { ports: [{ name: 'other', port: 9090 }] } })
  await out('wait service/web --for=jsonpath={.spec.ports[?(@.name=="http")].port}=80 --timeout=60s')
})

test('a label that a user strips is put back', async () => {
  const { uid } = JSON.parse(await out('get deployment web -o json')).metadata
  assert.equal(await out('label deployment web app.kubernetes.io/managed-by-'), 'deployment.apps/web unlabeled\n')
  await until('deployment/web', '{.metadata.labels.app\\.kubernetes\\.io/managed-by}', 'sluice-myapp')
  assert.equal(await get('deployment web', '{.metadata.uid}'), uid)
})

test('a deleted child is made again', async () => {
  const { uid } = JSON.parse(await out('get deployment web -o json')).metadata
  assert.equal(
    await out('delete deployment web'),
    `deployment.apps "web" deleted from ${session.namespace} namespace\n`,
  )
  await out('wait --for=create deployment/web --timeout=60s')
  await out('wait --for=condition=Available deployment/web --timeout=60s')
  assert.notEqual(await get('deployment web', '{.metadata.uid}'), uid)
  await until('myapp/web', '{.status.readyReplicas}', 2)
})

test('a change of the files replaces the pods, and a port removed takes the Service along', async () => {
  const before = await list('pods -l app.kubernetes.io/instance=web')
  await merge('myapp web', { spec: { config: { 'motd.txt': 'Good morning.' } } })
  await ready('web')
  const after = await list('pods -l app.kubernetes.io/instance=web')
  assert.equal(after.length, 2)
  assert.deepEqual(
    after.filter(pod => before.includes(pod)),
    [],
  )
  await merge('myapp web', { spec: { port: null } })
  await out('wait --for=delete service/web --timeout=60s')
  await ready('web')
})

test('a paused MyApp leaves what is changed by hand alone until it goes on', async () => {
  await merge('myapp web', { spec: { paused: true } })
  await out('wait --for=condition=Ready=Unknown myapp/web --timeout=60s')
  await out('scale deployment web --replicas=1')
  await until('myapp/web', '{.status.readyReplicas}', 1)
  assert.equal(await get('deployment web', '{.spec.replicas}'), '1')
  await merge('myapp web', { spec: { paused: null } })
  await ready('web')
  assert.equal(await get('deployment web', '{.spec.replicas}'), '2')
})

for (const [what, fields, told] of [
  [
    'a negative number of replicas',
    'image: web, replicas: -1',
    /^The MyApp "bad" is invalid: \n\* spec\.replicas: Invalid value: -1: spec\.replicas in body should be greater than or equal to 0\n\* \.spec\.replicas: Invalid value: -1: should be a non-negative integer\n$/,
  ],
  [
    'an image with blanks',
    'image: a b',
    /^The MyApp "bad" is invalid: spec\.image: Invalid value: "a b": spec\.image in body should match '\^.*\$'\n$/,
  ],
  [
    'a variable that is no identifier',
    'image: web, env: {2nd: x}',
    /^The MyApp "bad" is invalid: spec\.env: Invalid value: keys must be C identifiers of at most 256 characters\n$/,
  ],
  [
    'a misspelled field',
    'image: web, replcias: 2',
    /^Error from server \(BadRequest\): error when creating "STDIN": MyApp in version "v1" cannot be handled as a MyApp: strict decoding error: unknown field "spec\.replcias"\n$/,
  ],
  [
    'text for a number',
    'image: web, replicas: many',
    /^The MyApp "bad" is invalid: \n\* spec\.replicas: Invalid value: "string": spec\.replicas in body must be of type integer: "string"\n\* \.spec\.replicas: Invalid value: 0: \.spec\.replicas accessor error: many is of the type string, expected int64\n\* <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation\n$/,
  ],
] as const) {
  test(`kubectl apply refuses ${what}, and names field and reason`, async () => {
    const { code, stdout, stderr } = await kubectl('apply -f -', { stdin: appYaml('bad', fields) })
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, told)
  })
}

test('kubectl delete takes all children along, in the background or before the MyApp', async () => {
  const children = (name: string) => list(`deploy,rs,pods,svc,cm -l app.kubernetes.io/instance=${name}`)
  assert.ok((await children('web')).length > 3)
  assert.equal(
    await out('delete myapp web --cascade=foreground'),
    `myapp.example.com "web" deleted from ${session.namespace} namespace\n`,
  )
  assert.deepEqual(await children('web'), [])
  await out('delete myapp worker --cascade=background')
  await kubectl('wait --for=delete deploy,rs,pods -l app.kubernetes.io/instance=worker --timeout=60s')
  assert.deepEqual(await children('worker'), [])
})

test('a namespace with MyApps inside goes with all that it holds, and then the controller is silent', async () => {
  assert.equal((await list('myapp')).length, 2)
  assert.equal(
    await out(`delete namespace ${session.namespace} --timeout=60s`),
    `namespace "${session.namespace}" deleted\n`,
  )
  const before = requests()
  resync$.next()
  assert.equal((await kubectl('get all,cm,ma')).stderr, `No resources found in ${session.namespace} namespace.\n`)
  assert.equal(requests(), before)
})
