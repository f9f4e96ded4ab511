import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { controller } from '../../lib/controller/controller.ts'
import { ConfigMap, Deployment } from '../../lib/kube/kinds.ts'
import { pathOf } from '../../lib/kube/object.ts'
import { type ProcessWorld, startProcessWorld } from '../integration/world.ts'
import { eventually } from './eventually.ts'

/** The real server keeps integers of 64 bits, of which a double would make others. */

let world: ProcessWorld
before(async () => {
  world = await startProcessWorld()
})
after(() => world.stop())

const long = '9007199254740993'
const field = 'spec.template.spec.terminationGracePeriodSeconds'

test('an object with an integer that a double cannot hold is refused, naming its path', async () => {
  const running = await world.run(
    controller({
      ...{ name: 'long', watches: Deployment, owns: [ConfigMap], reports: false },
      desired: ({ metadata: { name } }) => ({
        children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }],
      }),
    }),
  )
  const template = {
    metadata: { labels: { app: 'long' } },
    spec: { containers: [{ name: 'web', image: 'web:1' }], terminationGracePeriodSeconds: JSON.rawJSON(long) },
  }
  const spec = { replicas: 0, selector: { matchLabels: { app: 'long' } }, template }
  const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'long' }, spec }
  const { code, text } = await world.client.send({ method: 'POST', path: pathOf(Deployment, world.namespace), body })
  assert.equal(code, 201, text)
  assert.ok(text.includes(long), 'the server keeps it')
  const blocked = () =>
    running.events.flatMap(event =>
      event._tag === 'Planned' && event.key.endsWith('/long') && event.plan.blocked ? [event.plan.blocked] : [],
    )
  await eventually('it is refused', () => blocked().length > 0)
  assert.deepEqual(blocked()[0], {
    reason: 'InvalidObject',
    message: `${field}: is an integer beyond 2^53, which would be rounded: say it as text`,
  })
  await running.stop()
})
