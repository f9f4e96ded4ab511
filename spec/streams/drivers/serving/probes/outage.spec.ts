import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throwError } from 'rxjs'
import { answeringRoutes } from '../../../../../streams/drivers/serving/endpoint/answering.ts'
import { probeRoutes } from '../../../../../streams/drivers/serving/probes/probeRoutes.ts'
import { runChecks } from '../../../../../streams/drivers/serving/probes/runChecks.ts'
import { myApps, startMs } from '../../../simulate/myApps.ts'

/** Probes of a whole run on virtual time; its API server goes away and comes back. */

test('a process is unready, but alive, while the API server is away, and ready again afterwards', async () => {
  let now = () => startMs
  let isAway = false
  const refused = throwError(() => ({ _tag: 'Connection', message: 'connect ECONNREFUSED', sent: false }))
  const world = myApps({
    wrap: sources => ({
      ...sources,
      list: (...asked) => (isAway ? refused : sources.list(...asked)),
      watch: (...asked) => (isAway ? refused : sources.watch(...asked)),
    }),
  })
  now = () => world.clock.now()
  const run = runChecks({ nowMs: () => now() })
  world.events$.subscribe(run.controller('myapp'))
  const answer = answeringRoutes(probeRoutes({ healthz: [], readyz: run.checks }))
  const ask = async (path: string) => {
    const { code, body } = await answer('GET', { path, query: new URLSearchParams(), headers: {} })
    return `${code} ${body}`
  }

  assert.match(await ask('/readyz'), /^500 [\s\S]*\[-\]caches failed: reason withheld/)
  world.clock.advance(1000)
  assert.equal(await ask('/readyz'), '200 ok')

  isAway = true
  for (let feed = 0; feed < 4; feed++) world.act({ _tag: 'Watch', fault: 'reset' })
  world.clock.advance(60_000)
  assert.equal(await ask('/readyz'), '200 ok')
  world.clock.advance(90_000)
  assert.match(await ask('/readyz/watches'), /^500 internal server error: myapp: .*connect ECONNREFUSED/)
  assert.equal(await ask('/readyz/caches'), '200 ok')
  assert.equal(await ask('/healthz'), '200 ok')

  // A resumed watch is well after its first line: a bookmark comes once a minute.
  isAway = false
  world.clock.advance(100_000)
  assert.equal(await ask('/readyz'), '200 ok')
  world.stop()
})
