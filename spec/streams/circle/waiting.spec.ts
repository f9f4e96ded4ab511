import assert from 'node:assert/strict'
import { test } from 'node:test'
import { switchMap, timer } from 'rxjs'
import type { Live } from '../../../streams/circle/live.ts'
import { myApps } from '../simulate/myApps.ts'

const key = 'default/web'
const spec = { image: 'web:1', replicas: 1, port: 80 }

/** The MyApp controller with one worker, whose writes take 10 ms, and where its keys are. */
const world = () => {
  let numbers: Live | undefined
  const live = (given: Live): void => {
    numbers = given
  }
  const simulated = myApps({
    options: { workers: 1, live },
    wrap: sources => ({
      ...sources,
      write: request => timer(10, sources.scheduler).pipe(switchMap(() => sources.write(request))),
    }),
  })
  return { ...simulated, where: (of = key) => numbers?.where(of) ?? [] }
}

test('a key is found in each place that it passes, from the first list to rest', () => {
  const { act, clock, where, stop } = world()
  const places = (): string =>
    where()
      .map(({ place }) => place)
      .join(' ')
  assert.equal(places(), 'Listing')
  act({ _tag: 'Lead', leading: false })
  clock.advance(100)
  assert.equal(places(), '')
  act({ _tag: 'Create', name: 'busy', spec })
  act({ _tag: 'Create', name: 'web', spec })
  clock.advance(1)
  assert.equal(places(), 'Leadership')
  act({ _tag: 'Lead', leading: true })
  clock.advance(1)
  assert.equal(places(), 'Worker')
  const passed: string[] = ['Worker']
  for (let ms = 0; ms < 2_000; ms += 1) {
    if (ms === 60) act({ _tag: 'Edit', name: 'web', spec: { replicas: 2 } })
    clock.advance(1)
    if (passed.at(-1) !== places()) passed.push(places())
  }
  assert.deepEqual(passed, [
    ...['Worker', 'Running', 'Running Owed', 'Settling Resting', 'Resting', 'Running', 'Running Owed'],
    // The edit, once the status is written, and then what the Deployment's controller reports.
    ...['Worker', 'Running', '', 'Running', '', 'Running', ''],
  ])
  stop()
})

test('each place says since when, until when, for what and why', () => {
  const { act, clock, where, stop } = world()
  const startMs = clock.now()
  const [listing] = where()
  assert.deepEqual(
    [listing?.sinceMs, listing?.for],
    [startMs, 'the first list of MyApp, Deployment, Service, ConfigMap'],
  )
  clock.advance(100)
  act({ _tag: 'Create', name: 'web', spec })
  clock.advance(5)
  const added = { _tag: 'Added', kind: 'MyApp', key }
  assert.deepEqual(where(), [{ place: 'Running', sinceMs: startMs + 101, for: 'its run to end', reasons: [] }])
  act({ _tag: 'Edit', name: 'web', spec: { replicas: 2 } })
  act({ _tag: 'Edit', name: 'web', spec: { replicas: 3 } })
  // While the finalizer is written, an edit may be its echo.
  for (let ms = 0; where()[0]?.place !== 'Settling' && ms < 50; ms += 1) clock.advance(1)
  const [settling] = where()
  assert.deepEqual(
    [settling?.place, settling?.sinceMs, settling?.for],
    ['Settling', clock.now(), 'its events to pause'],
  )
  assert.deepEqual(settling?.reasons.slice(0, 2), [
    { ...added, _tag: 'Modified' },
    { ...added, _tag: 'Modified' },
  ])
  for (let ms = 0; where()[0]?.place !== 'Resting' && ms < 500; ms += 1) clock.advance(1)
  const resting = where().find(({ place }) => place === 'Resting')
  assert.equal(resting?.for, 'what follows from its own writes')
  assert.equal((resting?.untilMs ?? 0) - (resting?.sinceMs ?? 0), 100, 'children were created')
  stop()
})

test('a key of which nothing is to be done is nowhere, and a deleted one leaves nothing behind', () => {
  const { act, clock, where, settle, stop } = world()
  clock.advance(100)
  act({ _tag: 'Create', name: 'web', spec })
  assert.deepEqual(settle(), [])
  assert.deepEqual(where(), [])
  act({ _tag: 'Delete', name: 'web', cascade: 'Background' })
  assert.deepEqual(settle(), [])
  assert.deepEqual([where(), where('default/never')], [[], []])
  stop()
})

test('a key that is blocked looks again and again, and says what blocks it', () => {
  const { act, clock, cluster, where, stop } = world()
  clock.advance(100)
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' } }
  cluster.send({ method: 'POST', path: '/api/v1/namespaces/default/configmaps', body })
  act({ _tag: 'Create', name: 'web', spec: { ...spec, config: { a: '1' } } })
  clock.advance(5_000)
  const [timer, ...others] = where()
  assert.deepEqual(others, [])
  assert.equal(timer?.place, 'Timer')
  assert.equal(timer?.for, 'a look at what blocks it: ConfigMap default/web, Deployment default/web')
  assert.ok((timer?.untilMs ?? 0) <= clock.now() + 5_000)
  stop()
})

test('of a long first list only a few keys are let in: the others wait in the backlog', () => {
  const { act, clock, kill, where, stop } = world()
  act({ _tag: 'Lead', leading: false })
  clock.advance(100)
  for (let at = 0; at < 70; at += 1) act({ _tag: 'Create', name: `app-${at}`, spec })
  clock.advance(100)
  kill()
  clock.advance(1_000)
  const last = where('default/app-69')
  assert.deepEqual(
    last.map(({ place, reasons }) => [place, reasons]),
    [['Backlog', [{ _tag: 'Initial' }]]],
  )
  assert.equal(where('default/app-0')[0]?.place, 'Leadership')
  act({ _tag: 'Lead', leading: true })
  clock.advance(1_500)
  assert.notEqual(where('default/app-69')[0]?.place, 'Backlog')
  stop()
})
