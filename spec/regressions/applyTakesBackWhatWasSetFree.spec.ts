import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../lib/apiserver/store/state.ts'
import { Deployment } from '../../lib/kube/kinds.ts'
import { controllerOf, KubeObject } from '../../lib/kube/object.ts'
import { myApps } from '../streams/simulate/myApps.ts'

/**
 * `kubectl delete --cascade=orphan` while an apply was on its way: held to the uid
 * alone, the forced apply wrote the owner reference again, and the garbage
 * collector then deleted the very Deployment that was to stay.
 */
test('an apply that is outrun by --cascade=orphan does not take the child back', () => {
  const world = myApps()
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1' } })
  assert.deepEqual(world.settle(), [])
  world.act({ _tag: 'Lag', ms: 5000 })
  world.act({ _tag: 'Edit', name: 'web', spec: { image: 'web:2' } })
  world.clock.advance(4990)
  // The edit is about to be seen; this is not, for another five seconds.
  world.act({ _tag: 'Delete', name: 'web', cascade: 'Orphan' })
  world.clock.advance(3000)
  assert.deepEqual(world.settle(), [])
  const left = objectOf(world.cluster.state(), Deployment, 'default/web')
  assert.ok(KubeObject.is(left), 'the Deployment is gone')
  assert.equal(controllerOf(left), undefined)
  assert.deepEqual(world.invariants.broken, [])
  world.stop()
})
