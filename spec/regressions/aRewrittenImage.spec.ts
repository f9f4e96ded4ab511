import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MyApp } from '../../crd/myapp.ts'
import { objectOf } from '../../lib/apiserver/store/state.ts'
import { myApps } from '../streams/simulate/myApps.ts'

/** A webhook that rewrites the image owns no field: what the API server keeps of an apply is as good as it gets. */
test('a Deployment whose image a webhook rewrites is written once an edit, and no condition guesses why', () => {
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
  assert.match(now(), /"type":"Ready"/)
  assert.doesNotMatch(now(), /Overruled/)
  const writes = () =>
    world.cluster.requests.filter(({ port, path }) => port === 'write' && path.includes('/deployments/')).length
  assert.equal(writes(), 1)
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
