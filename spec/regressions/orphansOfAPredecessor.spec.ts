import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../lib/apiserver/store/state.ts'
import { Deployment } from '../../lib/kube/kinds.ts'
import { myApps } from '../streams/simulate/myApps.ts'

/**
 * The children of a replaced MyApp were forgotten while its successor was being
 * deleted and something else than sluice kept it.
 */
test('children of a predecessor go although the successor cannot', () => {
  const world = myApps({ standins: false })
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1' } })
  assert.deepEqual(world.settle(), [])
  world.act({ _tag: 'Replace', name: 'web', spec: { image: 'web:1' } })
  // Nobody is there who would take the finalizer of this away.
  world.act({ _tag: 'Delete', name: 'web', cascade: 'Foreground' })
  world.clock.advance(120_000)
  assert.equal(objectOf(world.cluster.state(), Deployment, 'default/web'), undefined)
  world.stop()
})
