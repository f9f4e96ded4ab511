import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defer, type Observable, throwError } from 'rxjs'
import { MyApp } from '../../crd/myapp.ts'
import { objectOf } from '../../lib/apiserver/store/state.ts'
import type { ApiFailure } from '../../lib/kube/failure.ts'
import { Deployment } from '../../lib/kube/kinds.ts'
import { myApps } from '../streams/simulate/myApps.ts'

/**
 * Five retries are over within 160 ms, so each restart of the API server parked
 * what had a write under way: it was told of a fault that it did not have, and
 * tried again after 1,000 s.
 */
test('work held up by an outage of 20 s is done within 30 s after it, and no MyApp is called stalled', () => {
  let away = false
  const refused: ApiFailure = { _tag: 'Connection', message: 'ECONNREFUSED', sent: false }
  const reached = <T>(ask: () => Observable<T>): Observable<T> =>
    defer(() => (away ? throwError(() => refused) : ask()))
  const world = myApps({
    wrap: sources => ({
      ...sources,
      // The watch goes on: whatever is done after the outage, no event has led to it.
      read: (resource, ref) => reached(() => sources.read(resource, ref)),
      write: request => reached(() => sources.write(request)),
    }),
  })
  const told: unknown[] = []
  world.events$.subscribe(event => {
    if (event._tag === 'Ran' && event.became !== undefined) told.push(event.became)
    if (event._tag === 'Effected' && JSON.stringify(event.effect).includes('Stalled')) told.push(event.effect)
  })
  world.clock.advance(100)
  away = true
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1' } })
  world.clock.advance(20_000)
  assert.equal(objectOf(world.cluster.state(), Deployment, 'default/web'), undefined)
  away = false
  world.clock.advance(30_000)
  assert.match(JSON.stringify(objectOf(world.cluster.state(), MyApp, 'default/web')), /"ReplicasReady"/)
  assert.deepEqual(told, [])
  world.stop()
})
