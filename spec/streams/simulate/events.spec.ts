import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { of, throwError } from 'rxjs'
import { myApp } from '../../../crd/controller.ts'
import { occasionsOf } from '../../../lib/events/occasionsOf.ts'
import type { ClusterConnection } from '../../../streams/drivers/connection/openCluster.ts'
import { events } from '../../../streams/drivers/observability/events/events.ts'
import type { ScheduleStep } from '../../../streams/simulate/act.ts'
import { status } from '../../lib/events/reconciles.ts'
import { myApps } from './myApps.ts'
import { scripts } from './scripts.ts'

/** What an API server holds of a run's Events, after whatever happened in it. */
const eventsOf = async (steps: readonly ScheduleStep[], chance: number) => {
  const world = myApps({ seed: chance })
  const refused: string[] = []
  const request: ClusterConnection['request'] = (method, path, { body, contentType = 'application/json' } = {}) => {
    const answer = world.cluster.send({ method, path, contentType, body: JSON.parse(JSON.stringify(body)) })
    if (answer._tag === 'Body' && answer.code < 300) return of(answer.body)
    refused.push(JSON.stringify({ body, answer }))
    return throwError(() => status(500, 'refused'))
  }
  const told = events({ request }, { controller: myApp.name, instance: 'simulated', scheduler: world.clock })
  let noted = 0
  const listening = world.events$.subscribe(event => {
    if (event._tag === 'Ran') noted += occasionsOf(event).length
    told.observe(event)
  })
  world.play(steps)
  world.settle()
  listening.unsubscribe()
  world.stop()
  // Past the rate of each object: nothing waits any more.
  world.clock.advance(100 * 300_000)
  await told.drain()
  const list = world.cluster.send({ method: 'GET', path: '/apis/events.k8s.io/v1/namespaces/default/events' })
  const items: unknown = list._tag === 'Body' ? Reflect.get(Object(list.body), 'items') : []
  const ours = (Array.isArray(items) ? items : []).filter(each => each.reportingController === 'sluice/myapp')
  return { refused, noted, dropped: told.dropped(), ours }
}

test('the API server takes each Event of any run, and their counts add up, but for dropped ones', async () => {
  let written = 0
  await fc.assert(
    fc.asyncProperty(scripts, fc.nat(1_000_000), async (steps, chance) => {
      const { refused, noted, dropped, ours } = await eventsOf(steps, chance)
      assert.deepEqual(refused, [])
      const counted = ours.reduce((sum: number, { series }) => sum + (series?.count ?? 1), 0)
      assert.equal(counted + dropped, noted)
      written += ours.length
    }),
    { numRuns: 60 },
  )
  // About one a script; not one means that nothing was looked at.
  assert.ok(written > 10, `${written} Events were written`)
})
