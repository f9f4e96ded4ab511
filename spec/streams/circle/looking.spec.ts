import assert from 'node:assert/strict'
import { test } from 'node:test'
import { myApps } from '../simulate/myApps.ts'

test('however many keys the objects of others block, they read some twenty objects a second', () => {
  const world = myApps()
  world.clock.advance(100)
  for (let at = 0; at < 200; at += 1) {
    world.act({ _tag: 'Squat', kind: 'ConfigMap', name: `app-${at}` })
    world.act({ _tag: 'Create', name: `app-${at}`, spec: { image: 'web:1', config: { a: '1' }, replicas: 0 } })
  }
  world.clock.advance(60_000)
  const reads = () => world.cluster.requests.filter(({ port }) => port === 'read').length
  const before = reads()
  world.clock.advance(50_000)
  const each = (reads() - before) / 50
  assert.ok(each > 5 && each <= 50, `${each} a second`)
  world.stop()
})
