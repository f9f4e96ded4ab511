import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import { of } from 'rxjs'
import { myApp } from '../../../crd/controller.ts'
import { crdManifest } from '../../../crd/manifests.ts'
import { MyApp } from '../../../crd/myapp.ts'
import { managedBy, managedByLabel } from '../../../lib/cache/cache.ts'
import { describeMissingRule } from '../../../lib/controller/forbidden.ts'
import { apiVersionOf, pathOf } from '../../../lib/kube/object.ts'
import { run } from '../../../streams/circle/run.ts'
import { openCluster } from '../../../streams/drivers/connection/openCluster.ts'
import { logRun } from '../../../streams/drivers/observability/logRun.ts'
import { type Program, sluice } from '../../program.ts'
import { type Administrator, administratorOf } from '../administrator.ts'
import { type ControlPlane, startControlPlane } from '../controlPlane/controlPlane.ts'
import { eventually } from '../eventually.ts'
import { type Granted, grantedIn, needed, type Right } from './granted.ts'
import { conditionOf, type MyApps, myAppsIn } from './myApps.ts'
import { type Pod, startPod } from './pod.ts'

/**
 * Withholds each right of the controller: sluice names it, everything else goes on, and
 * granting it is enough. The controller manager does not run, so MyApps get children
 * and a status, but never Pods.
 */

let plane: ControlPlane
let administrator: Administrator
/** The namespace in which all rights are withheld for a while. */
let lost: Place
let lostRunning: Program

before(async () => {
  plane = await startControlPlane({ controllers: false })
  administrator = await administratorOf(plane.kubeconfigFile)
  await administrator.ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crdManifest('nobody'))
  await eventually('MyApps are served', async () => (await administrator.send('GET', pathOf(MyApp))).code === 200)
  lost = await placeOf('lost')
  lostRunning = start(lost)
})

after(async () => {
  await lostRunning.stop()
  await administrator.close()
  await plane.stop()
})

/** Creates a namespace with a ServiceAccount of the same name that has all rights, and a pod of it. */
interface Place {
  readonly namespace: string
  readonly granted: Granted
  readonly pod: Pod
  readonly apps: MyApps
}

const placeOf = async (namespace: string): Promise<Place> => {
  await administrator.ask('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  const account = { namespace, name: 'sluice' }
  const granted = await grantedIn(administrator, account)
  await granted.allBut()
  return { namespace, granted, pod: await startPod(administrator, account), apps: myAppsIn(administrator, namespace) }
}

const start = ({ namespace, pod }: Place): Program =>
  sluice(['run', '--service-account', pod.folder, '--namespace', namespace], { env: pod.env })

/** The log line that names the right. For blockOwnerDeletion the server does not name the refused user. */
const lineOf = (right: Right, { namespace }: Place): string =>
  describeMissingRule({
    ...right,
    ...(right.resource !== 'myapps/finalizers' && { who: `ServiceAccount ${namespace}/sluice` }),
    namespace,
  })

const limit = { timeout: 60_000 }

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

test('rights that are taken away are named at the next write, and by each watch that breaks', limit, async () => {
  const { granted, apps, pod } = lost
  await lostRunning.says(/^ready$/m)
  await apps.create('before')
  await apps.converged()
  await granted.allBut(...needed)
  await apps.edit('before', { replicas: 3 })
  await lostRunning.says(/^warning: lost\/before: .*: grant verb patch on deployments /m)

  // The old token is revoked with its Secret, and no cache holds it as valid.
  await pod.rotate({ refused: false })
  await plane.stopApiServer('SIGKILL')
  await plane.startApiServer({ newCertificate: true })
  for (const right of needed.filter(({ verb }) => verb === 'watch'))
    await lostRunning.says(new RegExp(`^error: ${literally(lineOf(right, lost))}$`, 'm'))
})

test('rights that are given back are used at once, with another token and another certificate', limit, async () => {
  const { granted, apps } = lost
  await granted.allBut()
  await lostRunning.says(/^watching again/m)
  await apps.create('after')
  await eventually('it has a status', async () => conditionOf(await apps.read(MyApp, 'after'), 'Ready') !== undefined)
})

describe('each right that the declaration asks for', () => {
  let place: Place
  let running: Program

  before(async () => {
    place = await placeOf('table')
    running = start(place)
    await running.says(/^ready$/m)
  })
  after(async () => {
    const { code, stderr } = await running.stop()
    await place.pod.remove()
    assert.equal(code, 0, 'the controller has survived all this')
    // No MyApp reported another missing right.
    const told = stderr.matchAll(/^warning: table\/(\S+): .*: grant verb (\S+) on (\S+) in /gm)
    for (const [line, name, verb = '', resource = ''] of told) assert.equal(name, nameOf({ verb, resource }), line)
  })

  /** The name of the MyApp for which a right is missing. */
  const nameOf = ({ verb, resource }: Pick<Right, 'verb' | 'resource'>) => `${verb}-${resource.replace('/', '-')}`

  const resourceOf = (plural: string) => {
    const owned = myApp.owns.find(({ resource }) => resource.plural === plural)
    if (owned === undefined) throw new Error(`${plural} is not owned`)
    return owned.resource
  }

  /** Makes a change that needs the right; returns what undoes it. */
  const asking = async ({ verb, resource }: Right, name: string, missing: () => Promise<void>) => {
    const { apps, namespace } = place
    const { ask } = administrator
    if (verb === 'get') {
      // Another user's object has the name: sluice reads that object and the owner.
      const path = pathOf(resourceOf(resource === 'myapps' ? 'configmaps' : resource), namespace)
      await ask('POST', path, foreign(resource, name))
      await missing()
      await apps.create(name)
      return () => ask('DELETE', `${path}/${name}`)
    }
    if (verb === 'delete') {
      await apps.create(name)
      await apps.converged()
      await missing()
      const { metadata } = await ask('GET', pathOf(MyApp, namespace, name))
      await ask('POST', pathOf(resourceOf(resource), namespace), leftover(resource, name, Object(metadata).uid))
      return undefined
    }
    await missing()
    await apps.create(name)
    return undefined
  }

  for (const right of needed.filter(({ verb }) => verb !== 'list' && verb !== 'watch')) {
    test(`without ${right.verb} on ${right.resource} the line says so, and with it all is well`, limit, async () => {
      const name = nameOf(right)
      const undo = await asking(right, name, () => place.granted.allBut(right))
      await running.says(new RegExp(`^warning: table/${name}: ${literally(lineOf(right, place))}`, 'm'))
      // Without the right to write the status, the log is the only place to report it.
      if (right.verb !== 'get' && right.resource !== 'myapps/status')
        await eventually('the owner is told', async () => {
          const stalled = conditionOf(await place.apps.read(MyApp, name), 'Stalled')
          return stalled?.reason === 'Forbidden' && stalled.message === lineOf(right, place)
        })
      await place.granted.allBut()
      await undo?.()
      await place.apps.touch(name)
      await place.apps.converged()
    })
  }

  for (const right of needed.filter(({ verb }) => verb === 'watch')) {
    test(`without watch on ${right.resource} it is not ready, and the line says why`, limit, async () => {
      await place.granted.allBut(right)
      const another = start(place)
      await another.says(new RegExp(`^error: ${literally(lineOf(right, place))}$`, 'm'))
      await place.granted.allBut()
      await another.says(/^ready$/m)
      const { code, stdout } = await another.stop()
      assert.equal(code, 0)
      assert.ok(stdout.includes('watching again'), stdout)
    })
  }

  // Listing is needed if a server does not stream lists, and after a line that cannot be parsed.
  for (const right of needed.filter(({ verb }) => verb === 'list')) {
    test(
      `without list on ${right.resource} it is not ready where it has to list, and the line says why`,
      limit,
      async () => {
        const { pod, namespace } = place
        await place.granted.allBut(right)
        const opened = await openCluster({ serviceAccountDirectory: pod.folder, env: pod.env })
        if (isLeft(opened)) throw new Error(opened.left)
        const lines: string[] = []
        const sources = { ...opened.right.sources, leading$: of(true) }
        const subscription = run(myApp, sources, { namespace, watching: { streamingList: false } }).subscribe(
          logRun((_level, message) => lines.push(message)),
        )
        await eventually('the line is there', () => lines.includes(lineOf(right, place)))
        assert.ok(!lines.includes('ready'))
        await place.granted.allBut()
        await eventually('it is ready', () => lines.includes('ready'))
        subscription.unsubscribe()
        await opened.right.close()
      },
    )
  }
})

/** An object that a user created. */
const foreign = (plural: string, name: string): object => ({ metadata: { name }, ...bodies[plural] })

/** A child that its owner no longer wants. */
const leftover = (plural: string, name: string, uid: string): object => ({
  metadata: {
    name: `${name}-former`,
    labels: { [managedByLabel]: managedBy(myApp) },
    ownerReferences: [{ apiVersion: apiVersionOf(MyApp), kind: MyApp.kind, name, uid, controller: true }],
  },
  ...bodies[plural],
})

const labels = { app: 'somebody' }
const bodies: Readonly<Record<string, object>> = {
  services: { spec: { ports: [{ port: 1 }] } },
  deployments: {
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    },
  },
}

test('a refused write is tried again by itself, half a minute later', limit, async () => {
  await lost.apps.converged()
  const { code } = await lostRunning.stop()
  await lost.pod.remove()
  assert.equal(code, 0, 'the controller has survived all this')
})
