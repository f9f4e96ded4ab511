import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../lib/apiserver/store/state.ts'
import { Deployment } from '../../lib/kube/kinds.ts'
import { myApps } from '../streams/simulate/myApps.ts'

/**
 * Another writer who answered each repair at once was fought with at 18 rounds a
 * second for ever: each round counted as a change from outside, so never as a
 * hot loop.
 */
test('another writer who undoes each repair at once is answered ever more slowly, and the fight is told of', () => {
  const world = myApps()
  const told: unknown[] = []
  world.events$.subscribe(event => {
    if (event._tag === 'Ran' && event.became !== undefined) told.push(event.became)
  })
  const replicas = (): unknown =>
    Reflect.get(Object(objectOf(world.cluster.state(), Deployment, 'default/web')), 'spec')?.replicas
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1', replicas: 2 } })
  assert.deepEqual(world.settle(), [])

  let rounds = 0
  for (let tick = 0; tick < 6000; tick++) {
    if (replicas() === 2) {
      rounds += 1
      world.act({ _tag: 'Tamper', kind: 'Deployment', name: 'web', patch: { spec: { replicas: 7 } } })
    }
    world.clock.advance(20)
  }
  assert.ok(rounds <= 15, `${rounds} rounds in two minutes`)
  assert.deepEqual(told, ['hot'])

  world.clock.advance(30_000)
  assert.equal(replicas(), 2, 'the last word is the one of the owner')
  world.stop()
})
