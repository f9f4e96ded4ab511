import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../lib/apiserver/store/state.ts'
import { Service } from '../../lib/kube/kinds.ts'
import { myApps } from '../streams/simulate/myApps.ts'

/**
 * Another writer who deleted a child as often as it was made was answered ten
 * times a second for ever: only what was changed counted as a fight, not what
 * was deleted.
 */
test('a writer who deletes each new child is answered ever more slowly, and the fight is reported', () => {
  const world = myApps()
  const told: unknown[] = []
  world.events$.subscribe(event => {
    if (event._tag === 'Ran' && event.became !== undefined) told.push(event.became)
  })
  const isThere = () => objectOf(world.cluster.state(), Service, 'default/web') !== undefined
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1', port: 80 } })
  assert.deepEqual(world.settle(), [])

  let rounds = 0
  for (let tick = 0; tick < 6000; tick++) {
    if (isThere()) {
      rounds += 1
      world.act({ _tag: 'DeleteChild', kind: 'Service', name: 'web' })
    }
    world.clock.advance(20)
  }
  assert.ok(rounds < 15, `${rounds} rounds in two minutes`)
  assert.deepEqual(told, ['hot'])

  world.clock.advance(30_000)
  assert.ok(isThere(), 'the last word is the one of the owner')
  world.stop()
})
