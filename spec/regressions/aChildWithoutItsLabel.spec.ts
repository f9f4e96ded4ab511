import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../lib/apiserver/store/state.ts'
import { ConfigMap, Service } from '../../lib/kube/kinds.ts'
import { myApps } from '../streams/simulate/myApps.ts'

/**
 * A Service that lost its label, by which it is watched, in the moment in which it
 * was desired no longer, counted as deleted and stayed as long as its owner.
 */
test('a child that loses its label when it is desired no longer is found, and goes', () => {
  const world = myApps()
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1', port: 80 } })
  // The key rests after its children were made: it hears of both at once.
  world.clock.advance(40)
  assert.ok(objectOf(world.cluster.state(), Service, 'default/web'))
  world.act({ _tag: 'Edit', name: 'web', spec: { port: null } })
  world.act({ _tag: 'StripLabels', kind: 'Service', name: 'web' })
  world.clock.advance(3000)
  assert.equal(objectOf(world.cluster.state(), Service, 'default/web'), undefined)
  assert.deepEqual(world.settle(), [])
  world.stop()
})

test('a lost child is read even if the run that its deletion triggered was silenced by the server', () => {
  const world = myApps()
  world.clock.advance(10)
  world.act({ _tag: 'Create', name: 'api', spec: { image: 'web:1', config: { a: '1' } } })
  world.act({ _tag: 'Write', fault: 'error 429', after: 2 })
  world.clock.advance(2)
  world.act({ _tag: 'Edit', name: 'api', spec: { config: null } })
  world.clock.advance(2)
  world.act({ _tag: 'StripLabels', kind: 'ConfigMap', name: 'api' })
  world.clock.advance(5000)
  assert.equal(objectOf(world.cluster.state(), ConfigMap, 'default/api'), undefined)
  assert.deepEqual(world.settle(), [])
  world.stop()
})
