import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isLeft, left } from 'fp-ts/lib/Either.js'
import { concat, NEVER, of, throwError } from 'rxjs'
import { myApp } from '../../crd/controller.ts'
import { controller } from '../../lib/controller/controller.ts'
import { run } from '../../streams/circle/run.ts'
import { openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { type Events, events } from '../../streams/drivers/observability/events/events.ts'
import { eventually } from '../cluster/eventually.ts'
import { kubectlSession } from './session.ts'

/** What `kubectl describe` shows of a MyApp. */

let isZoneLocked = true
/** MyApps, each with a name in a DNS zone that has to be given back; only images of `nginx` are run. */
const apps = controller({
  ...myApp,
  desired: (app, observed) =>
    app.spec.image.startsWith('nginx:')
      ? myApp.desired(app, observed)
      : left({ reason: 'ImageNotAllowed', message: `image ${app.spec.image} is not from nginx: choose one that is` }),
  cleanup: ({ metadata: { name } }) => ({ done: true, calls: [{ name: 'release-dns', input: name }] }),
})
const calls = { 'release-dns': () => (isZoneLocked ? throwError(() => new Error('the zone is locked')) : of(true)) }

let told: Events | undefined
let stop: () => Promise<void> = async () => undefined
const session = kubectlSession({}, async begun => {
  const opened = await openCluster({ kubeconfig: begun.kubeconfig })
  if (isLeft(opened)) throw new Error(opened.left)
  const { sources, close } = opened.right
  const telling = events(opened.right, { controller: apps.name, instance: 'spec' })
  told = telling
  // Real time passes here, and half a minute of it would show nothing more.
  const options = { namespace: begun.namespace, calls, parkAfterMs: 1000 }
  const running = run(apps, { ...sources, leading$: concat(of(true), NEVER) }, options).subscribe(telling.observe)
  stop = async () => {
    running.unsubscribe()
    await telling.drain()
    await close()
  }
})
const { out } = session
after(() => stop())

const appYaml = (name: string, fields: string) =>
  `apiVersion: example.com/v1\nkind: MyApp\nmetadata: {name: ${name}}\nspec: {${fields}}\n`
const apply = (name: string, fields: string) => out('apply -f -', { stdin: appYaml(name, fields) })

/** `Normal Created sluice/myapp: …`, of the table under `Events:`; a count is told, ages are not. */
const story = async (name: string): Promise<readonly string[]> => {
  const described = await out(`describe myapp ${name}`)
  const [, table = ''] = described.split('\nEvents:\n')
  return table.split('\n').flatMap(line => {
    const [, type, reason, age = '', from, note] =
      /^ {2}(Normal|Warning) +(\w+) +(\S+(?: \(x\d+ over \w+\))?) +(\S+) +(.*)$/.exec(line) ?? []
    if (type === undefined) return []
    const count = /\(x\d+/.exec(age)?.[0].slice(1)
    return [`${type} ${reason} ${from}: ${note}${count === undefined ? '' : ` (${count})`}`]
  })
}

/** Waits until these lines are shown in this order, each with its count if one is given. */
const tells = (name: string, ...lines: readonly string[]): Promise<void> =>
  eventually(`describe tells ${lines.join('; ')}`, async () => {
    const shown = await story(name)
    const told = shown.map(line => (lines.includes(line) ? line : line.replace(/ \(x\d+\)$/, '')))
    assert.deepEqual(
      told.filter(line => lines.includes(line)),
      lines,
      shown.join('\n'),
    )
    return true
  })

const from = 'sluice/myapp'

test('created, scaled, changed and made smaller: what the owner wanted is Normal', async () => {
  await apply('web', 'image: "nginx:1.29", replicas: 2, port: 80, config: {motd: hello}')
  await out('wait --for=condition=Ready myapp/web --timeout=60s')
  await out('scale myapp web --replicas=3')
  await out('wait --for=condition=Ready myapp/web --timeout=60s')
  await apply('web', 'image: "nginx:1.30", replicas: 3, config: {motd: hello}')
  await tells(
    'web',
    `Normal Created ${from}: Created ConfigMap web, Service web and Deployment web`,
    `Normal Scaled ${from}: Scaled Deployment web from 2 to 3 replicas`,
    `Normal Updated ${from}: Updated Deployment web (spec.template.spec.containers)`,
    `Normal Deleted ${from}: Deleted Service web, no longer wanted`,
  )
})

test('a change by hand brings a warning, and three of them one Event with a count', async () => {
  const scaled = `Warning Repaired ${from}: Took back changes of another writer: Deployment web from 7 to 3 replicas`
  for (const times of [1, 2, 3]) {
    await out('scale deployment web --replicas=7')
    await out('wait deployment/web --for=jsonpath={.spec.replicas}=3 --timeout=60s')
    await eventually(`it is told, ${times} times by now`, async () =>
      (await story('web')).includes(times === 1 ? scaled : `${scaled} (x${times})`),
    )
  }
  await out('delete deployment web')
  await tells('web', `Warning Recreated ${from}: Created Deployment web again after a deletion`)
  await out('wait --for=create deployment/web --timeout=60s')
})

test('an image that is not allowed is refused, and once it is one that is, the children are made', async () => {
  await apply('bad', 'image: "busybox:1.37"')
  await tells('bad', `Warning ImageNotAllowed ${from}: image busybox:1.37 is not from nginx: choose one that is`)
  await apply('bad', 'image: "nginx:1.30"')
  await tells(
    'bad',
    `Warning ImageNotAllowed ${from}: image busybox:1.37 is not from nginx: choose one that is`,
    `Normal Created ${from}: Created Deployment bad`,
  )
})

test('a Service of another owner in the way is named, with what to do', async () => {
  await out('create service clusterip api --tcp=80:80')
  await apply('api', 'image: "nginx:1.29", port: 80')
  const foreign = `Service ${session.namespace}/api exists and is controlled by nobody: rename or delete it, or choose another name`
  await eventually('it is told', async () =>
    (await story('api')).some(line => line.startsWith(`Warning ChildNotOwned ${from}: ${foreign}`)),
  )
  await out('delete service api')
  await apply('api', 'image: "nginx:1.29", port: 8080')
  await tells('api', `Normal Created ${from}: Created Service api`)
})

test('a cleanup that fails parks the MyApp and says why; mended, it is cleaned up', async () => {
  await out('delete myapp web --wait=false')
  await tells(
    'web',
    `Warning Parked ${from}: Failed to call release-dns: the zone is locked. After so many failures it is tried rarely, and at once when something changes`,
  )
  isZoneLocked = false
  // The result is ignored: the controller may have retried by itself.
  await session.kubectl('label myapp web retry=now')
  await out('wait --for=delete myapp/web --timeout=60s')
  const about = 'get events --field-selector involvedObject.kind=MyApp,involvedObject.name=web,reason=CleanedUp'
  await eventually('the end is told', async () => {
    const notes = await out([...about.split(' '), '-o', 'jsonpath={.items[*].message}'])
    return notes === 'Cleaned up, and took the finalizer away'
  })
})

test('both Event groups show the same Events, with their reporter', async () => {
  const shown = async (group: string, controllerField: string) =>
    (
      await out([
        ...`get ${group} --field-selector reason=CleanedUp -o`.split(' '),
        `jsonpath={range .items[*]}{.metadata.name} {.${controllerField}} {.reportingInstance} {.action}{"\\n"}{end}`,
      ])
    ).trim()
  const core = await shown('events', 'reportingComponent')
  assert.match(core, /^web\.\w+ sluice\/myapp spec Cleanup$/)
  assert.equal(await shown('events.v1.events.k8s.io', 'reportingController'), core)
})

test('no Event was dropped, and the deletion of a namespace brings no warning', async () => {
  await out(`delete namespace ${session.namespace} --timeout=60s`)
  assert.equal(told?.dropped(), 0)
})
