import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MyApp } from '../../crd/myapp.ts'
import { objectOf } from '../../lib/apiserver/store/state.ts'
import { myApps } from '../streams/simulate/myApps.ts'

/** A webhook that rewrote the image won in silence: Ready was all that anybody was told. */
test('a webhook that rewrites the image is reported in the status; without it the next edit is as desired', () => {
  let rewrites = true
  const world = myApps({
    wrap: sources => ({
      ...sources,
      write: request => {
        const isDeployment = request.path.includes('/deployments/')
        const body: unknown = JSON.parse(JSON.stringify(request.body).replaceAll(/"web:\d"/g, '"mirror/web:0"'))
        return sources.write(rewrites && isDeployment ? { ...request, body } : request)
      },
    }),
  })
  const now = (): string => JSON.stringify(objectOf(world.cluster.state(), MyApp, 'default/web'))
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1' } })
  world.clock.advance(20_000)
  assert.match(now(), /"type":"Overruled".*another spec\.template\.spec\.containers/)
  assert.match(now(), /"type":"Ready"/)
  const before = world.cluster.requests.length
  for (let time = 0; time < 3; time++) {
    world.act({ _tag: 'Resync' })
    world.clock.advance(500)
  }
  assert.equal(world.cluster.requests.slice(before).filter(({ port }) => port === 'write').length, 0)

  rewrites = false
  world.act({ _tag: 'Edit', name: 'web', spec: { image: 'web:2' } })
  assert.deepEqual(world.settle(), [])
  assert.doesNotMatch(now(), /Overruled/)
  world.stop()
})
