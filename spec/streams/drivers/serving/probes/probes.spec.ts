import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Health } from '../../../../../lib/kube/watchEvent.ts'
import { answeringRoutes } from '../../../../../streams/drivers/serving/endpoint/answering.ts'
import { certificateCheck } from '../../../../../streams/drivers/serving/probes/certificateCheck.ts'
import type { Check } from '../../../../../streams/drivers/serving/probes/check.ts'
import { leaseCheck } from '../../../../../streams/drivers/serving/probes/leaseCheck.ts'
import { probeRoutes } from '../../../../../streams/drivers/serving/probes/probeRoutes.ts'
import { runChecks } from '../../../../../streams/drivers/serving/probes/runChecks.ts'

const asking = (readyz: readonly Check[]) => {
  const answer = answeringRoutes(probeRoutes({ healthz: [], readyz }))
  return async (url: string): Promise<readonly [number, string]> => {
    const [path = '', search = ''] = url.split('?')
    const { code, body } = await answer('GET', { path, query: new URLSearchParams(search), headers: {} })
    return [code, body]
  }
}

const well: Check = { name: 'caches', check: () => undefined }
const ill: Check = { name: 'watches', check: () => 'MyApp: gone' }

test('a probe that passes answers ok, and lists its checks where the client asks for them', async () => {
  const ask = asking([well])
  assert.deepEqual(await ask('/readyz'), [200, 'ok'])
  assert.deepEqual(await ask('/readyz/'), [200, 'ok'])
  assert.deepEqual(await ask('/readyz?verbose'), [200, '[+]ping ok\n[+]caches ok\nreadyz check passed\n'])
  assert.deepEqual(await ask('/healthz?verbose'), [200, '[+]ping ok\nhealthz check passed\n'])
})

test('a failing check fails the probe, and its own path shows why', async () => {
  const ask = asking([well, ill])
  assert.deepEqual(await ask('/readyz'), [
    500,
    '[+]ping ok\n[+]caches ok\n[-]watches failed: reason withheld\nreadyz check failed\n',
  ])
  assert.deepEqual(await ask('/readyz/watches'), [500, 'internal server error: MyApp: gone\n'])
  assert.deepEqual(await ask('/readyz/caches'), [200, 'ok'])
  assert.deepEqual(await ask('/healthz'), [200, 'ok'])
  assert.deepEqual(await ask('/healthz/watches'), [404, 'healthz has no check watches: ask for ping\n'])
})

test('a check can be excluded, and an unknown name to exclude is answered by a warning', async () => {
  const ask = asking([well, ill])
  assert.deepEqual(await ask('/readyz?exclude=watches'), [200, 'ok'])
  assert.deepEqual(await ask('/readyz?verbose&exclude=watches&exclude=nothing'), [
    200,
    '[+]ping ok\n[+]caches ok\n[+]watches excluded: ok\nwarn: some health checks cannot be excluded: no matches for "nothing"\nreadyz check passed\n',
  ])
})

test('a check that throws fails the probe', async () => {
  const throws = () => {
    throw new Error('broken')
  }
  assert.deepEqual(await asking([{ name: 'x', check: throws }])('/readyz/x'), [500, 'internal server error: broken\n'])
})

const watch = (health: Omit<Health, 'sinceMs' | 'attempts'>) =>
  ({ _tag: 'Watch', feed: 'watched', health: { sinceMs: 0, attempts: 0, ...health } }) as const

test('the check of caches passes once each controller has listed every kind', () => {
  const { controller, checks } = runChecks()
  const [caches] = checks
  const [one, two] = [controller('one'), controller('two')]
  assert.equal(caches?.check(), 'not every kind has been listed yet: one, two')
  one({ _tag: 'Ready', objects: 1 })
  assert.equal(caches?.check(), 'not every kind has been listed yet: two')
  two({ _tag: 'Ready', objects: 0 })
  assert.equal(caches?.check(), undefined)
  one(watch({ _tag: 'Listing', problem: 'gone' }))
  assert.equal(caches?.check(), undefined)
})

test('the check of watches fails after a watch has failed for long without a moment of health', () => {
  let now = 0
  const { controller, checks } = runChecks({ nowMs: () => now, toleratedMs: 1000 })
  const watches = checks[1]
  const tell = controller('one')
  tell(watch({ _tag: 'Resuming', problem: 'refused' }))
  now = 800
  tell(watch({ _tag: 'Listing', problem: 'refused again' }))
  now = 1000
  assert.equal(watches?.check(), undefined)
  now = 1001
  assert.equal(watches?.check(), 'one: watched: refused again')
  tell(watch({ _tag: 'Watching' }))
  assert.equal(watches?.check(), undefined)
  tell(watch({ _tag: 'Resuming', problem: 'refused' }))
  now = 2001
  assert.equal(watches?.check(), undefined)
})

test('the check of a certificate passes until the certificate expires', () => {
  let notAfter: number | undefined
  let now = 0
  const { check } = certificateCheck(
    'webhook-certificate',
    () => notAfter,
    () => now,
  )
  assert.equal(check(), 'there is no certificate yet')
  notAfter = 1000
  now = 999
  assert.equal(check(), undefined)
  now = 1000
  assert.equal(check(), 'the certificate expired at 1970-01-01T00:00:01.000Z')
})

test('the check of the lease fails for a leader that does not renew, never for a standby', () => {
  let renewed: number | undefined
  let now = 0
  const { check } = leaseCheck({ renewedMs: () => renewed, leaseDurationMs: 15_000, nowMs: () => now })
  now = 1_000_000
  assert.equal(check(), undefined)
  renewed = now
  now += 35_000
  assert.equal(check(), undefined)
  now += 1000
  assert.equal(check(), 'the lease ran out 21 s ago and this process still leads')
})
