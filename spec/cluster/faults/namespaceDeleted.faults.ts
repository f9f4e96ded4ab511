import { after, before, test } from 'node:test'
import { MyApp } from '../../../crd/myapp.ts'
import { pathOf } from '../../../lib/object.ts'
import { eventually } from '../eventually.ts'
import type { Running } from './running.ts'
import { names, startWorld, type World } from './world.ts'

/** A namespace is deleted with the MyApps in it, which have finalizers, and while more are being made. */

let world: World
let running: Running

before(async () => {
  world = await startWorld()
  running = await world.run()
})
after(() => world.stop())

test('the namespace goes away, MyApps elsewhere stay Ready, and then nothing is sent', async () => {
  const { plane, send } = world
  const namespaces = '/api/v1/namespaces'
  await send('POST', namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'doomed' } })
  await Promise.all([
    ...names(30).map(name => world.create(name, undefined, 'doomed')),
    ...names(10).map(name => world.create(name)),
  ])
  await world.converged(40)

  // As many as the API server still lets in.
  const late = names(60)
    .slice(30)
    .map(name => {
      const app = {
        apiVersion: 'example.com/v1',
        kind: 'MyApp',
        metadata: { name },
        spec: { image: 'web:1', port: 80 },
      }
      return plane.client.send('POST', pathOf(MyApp, 'doomed'), app)
    })
  await Promise.all([...late, send('DELETE', `${namespaces}/doomed`)])
  await eventually(
    'the namespace is gone',
    async () => (await plane.client.send('GET', `${namespaces}/doomed`)).code === 404,
  )
  await world.settles(running, 10)
})
