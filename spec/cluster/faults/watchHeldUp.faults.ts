import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { request } from 'undici'
import { MyApp } from '../../../crd/myapp.ts'
import { Deployment, Service } from '../../../lib/kube/kinds.ts'
import { pathOf } from '../../../lib/kube/object.ts'
import { kubeconfigOf } from '../../../streams/drivers/apiserver/kubeconfig.ts'
import { type Guard, guard } from '../controlPlane/guard.ts'
import { type HeldProxy, startHeldProxy } from './heldProxy.ts'
import { type FaultWorld, names, startFaultWorld } from './world.ts'

/** The network holds back all answers of the API server while its history is compacted. */

let world: FaultWorld
let proxy: HeldProxy
let folder: string
let guarded: Guard

before(async () => {
  world = await startFaultWorld()
  proxy = await startHeldProxy(Number(new URL(world.plane.url).port))
  folder = await mkdtemp(join(tmpdir(), 'sluice-held-'))
  guarded = guard(folder)
})
after(async () => {
  await world.stop()
  await proxy.stop()
  await rm(folder, { recursive: true })
  guarded.release()
})

/** Compacts all versions but the current one, in etcd and in the API server's watch cache. */
const forgetHistory = async (): Promise<void> => {
  const { etcdUrl, stopApiServer, startApiServer } = world.plane
  const etcd = async (path: string, body: object): Promise<{ readonly [field: string]: unknown }> => {
    const answer = await request(`${etcdUrl}${path}`, { method: 'POST', body: JSON.stringify(body) })
    assert.equal(answer.statusCode, 200)
    return Object(await answer.body.json())
  }
  const { header } = await etcd('/v3/maintenance/status', {})
  await etcd('/v3/kv/compaction', { revision: Object(header).revision, physical: true })
  await stopApiServer('SIGKILL')
  await startApiServer()
}

test('after missed changes and a 410 all is listed anew, all become Ready, then nothing is sent', async () => {
  const { plane, send } = world
  const { token, ca } = plane
  const kubeconfig = join(folder, 'config')
  const url = `https://127.0.0.1:${proxy.port}`
  await writeFile(kubeconfig, JSON.stringify(kubeconfigOf({ url, ca, user: 'admin', credentials: { token } })))
  const running = await world.run({ kubeconfig })
  const apps = names(30)
  await Promise.all(apps.map(name => world.create(name)))
  await world.converged(30)
  const { json } = await send('GET', pathOf(MyApp))
  const known = Object(json.metadata).resourceVersion

  proxy.hold()
  const more = names(40).slice(30)
  await Promise.all([
    ...more.map(name => world.create(name)),
    ...apps.slice(0, 10).map(name => world.edit(name, { image: 'web:2' })),
    ...apps.slice(10, 15).map(name => world.remove(name)),
    ...apps.slice(15, 20).map(name => send('DELETE', pathOf(Deployment, 'default', name))),
    ...apps.slice(20, 25).map(name => send('DELETE', pathOf(Service, 'default', name))),
  ])
  await forgetHistory()
  const behind = await send('GET', `${pathOf(MyApp)}?watch=true&resourceVersion=${known}&timeoutSeconds=1`)
  assert.match(behind.text, /"code":410/)
  const before = running.events.length
  proxy.release()

  await world.settles(running, 35)
  const listedAnew = running.events
    .slice(before)
    .flatMap(event => (event._tag === 'Watch' && event.health._tag === 'Streaming' ? [event.feed] : []))
  assert.ok(listedAnew.includes('watched'), `listed anew: ${listedAnew}`)
})
