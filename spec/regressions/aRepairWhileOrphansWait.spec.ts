import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../lib/apiserver/store/state.ts'
import { ConfigMap, Service } from '../../lib/kube/kinds.ts'
import type { Simulation } from '../../streams/simulate/simulate.ts'
import { myApps } from '../streams/simulate/myApps.ts'

/**
 * A run that made a child again, and found all well, forgot when it had to look
 * at the orphans of a predecessor.
 */
test('a repair does not forget the orphans that are waited for', () => {
  // Of some, the event of the write comes before its answer, and its key is planned again for that.
  for (let seed = 0; seed < 10; seed += 1) repair(myApps({ seed, standins: false }))
})

const repair = (world: Simulation): void => {
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1', config: { a: '1' } } })
  assert.deepEqual(world.settle(), [])
  world.act({ _tag: 'Replace', name: 'web', spec: { image: 'web:1', port: 80 } })
  world.clock.advance(1500)
  world.act({ _tag: 'DeleteChild', kind: 'Service', name: 'web' })
  world.clock.advance(100)
  assert.ok(objectOf(world.cluster.state(), Service, 'default/web'), 'it is made again')
  assert.ok(objectOf(world.cluster.state(), ConfigMap, 'default/web'), 'the collector has its time')
  world.clock.advance(120_000)
  assert.equal(objectOf(world.cluster.state(), ConfigMap, 'default/web'), undefined)
  assert.deepEqual(world.settle(), [])
  world.stop()
}
