import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import type { ApiRequest } from '../../lib/apiserver/wire/request.ts'
import { Deployment, Service } from '../../lib/kube/kinds.ts'
import { type ProcessWorld, startProcessWorld } from './world.ts'

/** `sluice run` is killed while it works. */

let world: ProcessWorld
const names = Array.from({ length: 30 }, (_, at) => `app-${at}`)

before(async () => {
  world = await startProcessWorld()
})
after(() => world.stop())

/** Kills the process when its nth write reaches the server, which carries it out. */
const killedAtWrite = async (nth: number, meanwhile: () => Promise<unknown>): Promise<void> => {
  const child = await world.spawn()
  const exited = once(child, 'exit')
  let writes = 0
  world.cluster.interfere(({ method, userAgent }) => {
    if (method === 'GET' || userAgent?.startsWith('sluice') !== true) return undefined
    writes += 1
    if (writes === nth) child.kill('SIGKILL')
    return undefined
  })
  await meanwhile()
  assert.deepEqual(await exited, [null, 'SIGKILL'])
  world.cluster.interfere(undefined)
}

test('a controller that is killed again and again converges: no duplicate, no orphan, then no request', async () => {
  await killedAtWrite(7, () =>
    Promise.all(names.map(name => world.create(name, { image: 'web:1', port: 80, replicas: 0 }))),
  )
  await killedAtWrite(40, () => Promise.all(names.slice(0, 10).map(name => world.edit(name, { replicas: 1 }))))
  await killedAtWrite(23, () => Promise.all(names.slice(10, 20).map(name => world.edit(name, { port: null }))))
  const child = await world.spawn()
  await world.converged(names)
  assert.equal((await world.objects(Deployment)).length, 30)
  assert.equal((await world.objects(Service)).length, 20)

  // Any other request would be counted between these two.
  const sent: ApiRequest[] = []
  world.cluster.interfere(request => {
    if (request.method !== 'GET' && request.userAgent?.startsWith('sluice') === true) sent.push(request)
    return undefined
  })
  await world.edit('app-0', { replicas: 0 })
  await world.converged(['app-0'])
  world.cluster.interfere(undefined)
  const [first, ...statuses] = sent.map(({ method, path }) => `${method} ${path.split('/').slice(-3).join('/')}`)
  assert.equal(first, `PATCH ${world.namespace}/deployments/app-0`)
  assert.deepEqual([...new Set(statuses)], ['PATCH myapps/app-0/status'])
  // A real Deployment goes through more states than one; no status is written twice.
  const bodies = sent.slice(1).map(({ body }) => JSON.stringify(body))
  assert.equal(new Set(bodies).size, bodies.length)

  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

test('SIGTERM lets the running write end, starts no other, and exits with 0', async () => {
  const child = await world.spawn()
  const exited = once(child, 'exit')
  world.cluster.interfere(({ method, userAgent, path }) => {
    if (method === 'GET' || userAgent?.startsWith('sluice') !== true || !path.endsWith('/last')) return undefined
    child.kill('SIGTERM')
    return { _tag: 'Delay', milliseconds: 100 }
  })
  const before = world.requests()
  await world.create('last')
  assert.deepEqual(await exited, [0, null])
  world.cluster.interfere(undefined)
  assert.equal(world.requests() - before, 1)
  const names = (await world.objects(Deployment)).map(({ metadata }) => metadata.name)
  assert.ok(!names.includes('last'))
})
