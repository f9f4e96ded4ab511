import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Subject } from 'rxjs'
import { MyApp } from '../../crd/myapp.ts'
import { pathOf } from '../../lib/kube/object.ts'
import { describeEffect } from '../../lib/plan/effectWords.ts'
import { childrenAnnotation, saying } from '../integration/saying.ts'
import { type ProcessWorld, type Running, startProcessWorld } from '../integration/world.ts'
import { eventually } from './eventually.ts'
import { manyKinds, oneOfEach } from './twentyKinds.ts'

/** A controller of more than twenty kinds, whose values the real server makes something else of. */

const controller = saying('kinds', manyKinds)
const resync$ = new Subject<void>()

let world: ProcessWorld
before(async () => {
  world = await startProcessWorld()
})
after(() => world.stop())

const written = ({ events }: Running): readonly string[] =>
  events.flatMap(event => (event._tag === 'Effected' ? [describeEffect(event.effect)] : []))
const runs = ({ events }: Running): number => events.filter(({ _tag }) => _tag === 'Ran').length

/** Plans three times more. */
const resynced = async (running: Running): Promise<void> => {
  for (let time = 0; time < 3; time += 1) {
    const before = runs(running)
    resync$.next()
    await eventually('it is planned', () => runs(running) > before)
  }
}

test('one write a child, none at three resyncs, and none by a controller that starts afresh', async () => {
  const running = await world.run(controller, { resync$ })
  const { code, text } = await world.client.send({
    method: 'POST',
    path: pathOf(MyApp, world.namespace),
    body: {
      apiVersion: 'example.com/v1',
      kind: 'MyApp',
      metadata: { name: 'all', annotations: { [childrenAnnotation]: JSON.stringify(oneOfEach) } },
      spec: { image: 'web:1' },
    },
  })
  assert.equal(code, 201, text)
  const outcomes = () => running.events.flatMap(event => (event._tag === 'Ran' ? [event.outcome] : []))
  await eventually('all are created', () => {
    const failed = outcomes().find(({ _tag }) => _tag === 'Failed')
    assert.equal(failed, undefined, JSON.stringify(failed))
    return written(running).length >= oneOfEach.length
  })
  await resynced(running)
  assert.deepEqual(
    written(running),
    oneOfEach.map(({ kind: name }) => `create ${name} ${world.namespace}/kinds`),
  )
  await running.stop()
  const again = await world.run(controller, { resync$ })
  await eventually('it has planned', () => runs(again) > 0)
  await resynced(again)
  assert.deepEqual(written(again), [])
})
