import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { filter, firstValueFrom, Subject, take, timeout, toArray } from 'rxjs'
import { myApp } from '../../crd/controller.ts'
import type { Interference } from '../../streams/drivers/apiserver/index.ts'
import { type ProcessWorld, type Running, startProcessWorld } from './world.ts'

/** Watches survive each failure of a server or connection, on real sockets. */

let world: ProcessWorld
let running: Running
let count = 0
const resync$ = new Subject<void>()

before(async () => {
  world = await startProcessWorld()
  const watching = { backoff: { firstMs: 20, factor: 2, capMs: 200, jitter: 1 } }
  running = await world.run(myApp, { watching, resync$ })
})
after(() => world.stop())

/** Asserts after each failure that a new MyApp becomes Ready, and that a change of an old one is applied. */
const goesOn = async (): Promise<void> => {
  count += 1
  await world.create(`app-${count}`)
  await world.edit('first', { replicas: count % 3 })
  await world.converged(['first', `app-${count}`])
}

/** The number of reports since then that a watch is in that state. */
const sinceThen = (feed = 'watched'): ((state: string) => number) => {
  const before = running.events.length
  return state =>
    running.events
      .slice(before)
      .filter(event => event._tag === 'Watch' && event.feed === feed && event.health._tag === state).length
}

const watchesEnded = (): number =>
  world.cluster
    .requests()
    .filter(({ verb, resource, userAgent }) => verb === 'WATCH' && resource === 'myapps' && userAgent === 'sluice')
    .reduce((sum, { count }) => sum + count, 0)

beforeEach(async () => {
  if (count > 0) return
  await world.create('first')
  await goesOn()
})

test('the server goes away and comes back', async () => {
  const times = sinceThen()
  await world.cluster.pause()
  await world.cluster.resume()
  await goesOn()
  assert.ok(times('Resuming') > 0)
})

test('after a compaction that no watch saw, 410 brings a new list', async () => {
  // The last event was the status of a MyApp, so only the other watches are behind.
  const times = sinceThen('owned apps/v1/Deployment')
  await world.cluster.pause()
  await world.cluster.compact()
  await world.cluster.resume()
  await goesOn()
  assert.equal(times('Streaming'), 1)
})

test('watches that end cleanly resume without a new list', async () => {
  const times = sinceThen()
  const before = watchesEnded()
  world.cluster.dropWatches()
  await goesOn()
  assert.equal(watchesEnded(), before + 1)
  assert.equal(times('Resuming') + times('Streaming'), 0)
})

test('a connection breaks in the middle of a line: nothing is listed again', async () => {
  const times = sinceThen()
  world.cluster.dropWatches('{"type":"MODIFIED","object":{"kind":"MyA')
  await goesOn()
  assert.deepEqual([times('Resuming'), times('Streaming')], [1, 0])
})

test('a line is not JSON: told, and nothing else is lost', async () => {
  const told = firstValueFrom(
    running.events$.pipe(
      filter(event => event._tag === 'Undecodable'),
      timeout(60_000),
    ),
  )
  world.cluster.dropWatches('<html>Bad Gateway</html>\n')
  await goesOn()
  assert.match((await told).text, /Bad Gateway/)
})

test('429 with Retry-After and 500s, of writes, reads and watches, are waited out', async () => {
  const failures = [500, 429, 500, 503, 429, 500]
  let met = 0
  world.cluster.interfere(request => {
    if (request.userAgent?.startsWith('sluice') !== true) return undefined
    const code = failures[met]
    met += 1
    return code === undefined ? undefined : failing(code)
  })
  world.cluster.dropWatches()
  await goesOn()
  world.cluster.interfere(undefined)
  assert.ok(met > failures.length)
})

test('after all this, three resyncs send nothing', async () => {
  await world.converged(['first'])
  const before = world.requests()
  for (let time = 0; time < 3; time++) {
    const ran = running.events$.pipe(
      filter(event => event._tag === 'Ran' && event.reasons.some(({ _tag }) => _tag === 'Resync')),
      take(count + 1),
      toArray(),
    )
    const all = firstValueFrom(ran)
    resync$.next()
    await all
  }
  assert.equal(world.requests() - before, 0)
})

const failing = (code: number): Interference => {
  const status = { apiVersion: 'v1', kind: 'Status', status: 'Failure', reason: 'Weather', message: 'weather', code }
  const seconds = code === 500 ? {} : { headers: { 'Retry-After': '1' } }
  return { _tag: 'Answer', response: { _tag: 'Body', code, body: { ...status, metadata: {} }, ...seconds } }
}
