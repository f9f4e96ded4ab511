import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectOf } from '../../lib/apiserver/store/state.ts'
import { Service } from '../../lib/kube/kinds.ts'
import { myApps } from '../streams/simulate/myApps.ts'

/**
 * A port that is put in the place of ours, with our name, makes an apply invalid, so the list is overwritten.
 * One that was put there again before the apply which follows was refused for ever: nothing was overwritten twice.
 */
test('a repair that is refused again after an overwrite is overwritten again, and succeeds', () => {
  const world = myApps()
  const tamper = () => {
    const ports = [{ name: 'http', port: 99, protocol: 'TCP', targetPort: 'http' }]
    world.act({ _tag: 'Tamper', kind: 'Service', name: 'web', patch: { spec: { ports } } })
  }
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1', port: 80 } })
  world.clock.advance(1000)
  let overwritten = 0
  world.events$.subscribe(event => {
    if (event._tag !== 'Effected' || event.effect._tag !== 'Overwrite') return
    overwritten += 1
    if (overwritten === 1) tamper()
  })
  tamper()
  assert.deepEqual(world.settle(), [])
  assert.ok(overwritten >= 2, `${overwritten} overwrites`)
  assert.match(JSON.stringify(objectOf(world.cluster.state(), Service, 'default/web')), /"port":80/)
  world.stop()
})
