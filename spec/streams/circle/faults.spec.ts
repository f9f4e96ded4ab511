import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Observable, throwError } from 'rxjs'
import { MyApp } from '../../../crd/myapp.ts'
import { objectsOf } from '../../../lib/apiserver/store/state.ts'
import { type Fields, isRecord } from '../../../lib/json/fields.ts'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import type { Live } from '../../../streams/circle/live.ts'
import type { ModelCluster } from '../../../streams/simulate/modelSources.ts'
import type { Simulation } from '../../../streams/simulate/simulate.ts'
import { myApps, startMs } from '../simulate/myApps.ts'

/** Faults that no object is to blame for, in the whole circle on virtual time. */

const status = (code: number, reason: string, message: string): ApiFailure => ({
  _tag: 'Status',
  code,
  reason,
  message,
})
const rights = (verb: string, plural: string, group = ''): ApiFailure =>
  status(
    403,
    'Forbidden',
    `${plural} is forbidden: User "system:serviceaccount:ops:bot" cannot ${verb} resource "${plural}" in API group "${group}" in the namespace "default"`,
  )
const missingRight = rights('create', 'deployments', 'apps')
const webhookAway = status(
  500,
  'InternalError',
  'Internal error occurred: failed calling webhook "gate.example.com": failed to call webhook: connection refused',
)
const kindAway = status(404, 'NotFound', 'the server could not find the requested resource')
const overloaded = status(429, 'TooManyRequests', 'too many requests')
const broken = status(500, 'InternalError', 'etcdserver: request timed out')
const cut: ApiFailure = { _tag: 'Connection', message: 'ECONNRESET', sent: true }

interface Trouble {
  failure: ApiFailure | undefined
  /** The paths that fail contain it. */
  readonly at: string
  readonly ports: readonly ('read' | 'write')[]
  /** When each request to such a path was made, in ms. */
  readonly askedMs: number[]
}

const trouble = (at: string, ...ports: readonly ('read' | 'write')[]): Trouble => ({
  failure: undefined,
  at,
  ports,
  askedMs: [],
})

const troubled =
  (trouble: Trouble) =>
  (sources: ModelCluster['sources']): ModelCluster['sources'] => {
    const through = <T>(path: string, port: 'read' | 'write', request: () => Observable<T>): Observable<T> => {
      if (!path.includes(trouble.at) || !trouble.ports.includes(port)) return request()
      trouble.askedMs.push(sources.scheduler.now())
      const { failure } = trouble
      return failure === undefined ? request() : throwError(() => failure)
    }
    return {
      ...sources,
      read: (resource, ref) => through(`${resource.plural}/${ref.name}`, 'read', () => sources.read(resource, ref)),
      write: request => through(request.path, 'write', () => sources.write(request)),
    }
  }

const spec = { image: 'web:1', config: { a: '1' } }
const begin = (given: Trouble, keys: number, live: (numbers: Live) => void = () => undefined): Simulation => {
  const world = myApps({ wrap: troubled(given), options: { live } })
  world.clock.advance(100)
  for (let at = 0; at < keys; at += 1) world.act({ _tag: 'Create', name: `app-${at}`, spec })
  return world
}

/** The condition of this type of each MyApp, by name. */
const conditions = (world: Simulation, type: string): readonly unknown[] =>
  [...objectsOf(world.cluster.state(), MyApp)].sort(byName).map(({ status }) => {
    const all = isRecord(status) && Array.isArray(status.conditions) ? status.conditions : []
    const found: unknown = all.find(each => isRecord(each) && each.type === type)
    return isRecord(found) ? found.status : undefined
  })
const byName = (one: Fields, other: Fields): number => (nameOf(one) < nameOf(other) ? -1 : 1)
const nameOf = ({ metadata }: Fields): string => (isRecord(metadata) ? String(metadata.name) : '')
const isRight = (world: Simulation): boolean =>
  conditions(world, 'Ready').every(each => each === 'True') &&
  conditions(world, 'Stalled').every(each => each === undefined)

const faults: readonly (readonly [string, ApiFailure])[] = [
  ['a missing right', missingRight],
  ['a webhook that is away', webhookAway],
  ['a kind that is not served', kindAway],
  ['an overload', overloaded],
  ['a server that fails', broken],
  ['a connection that breaks', cut],
]

for (const [name, failure] of faults)
  test(`${name} is met by one key at a time, every 30 s at most, and forgotten within 60 s`, () => {
    const given = trouble('/deployments/', 'write')
    given.failure = failure
    const world = begin(given, 50)
    world.clock.advance(600_000)
    // Ten workers meet it at once; then one key asks for all.
    const askedMs = given.askedMs.map(ms => ms - startMs)
    const later = askedMs.filter(ms => ms > 2_000)
    assert.ok(askedMs.length - later.length <= 45, `${askedMs.length - later.length} in the first two seconds`)
    assert.ok(later.length <= 30, `${later.length} requests in ten minutes: ${later}`)
    for (let ms = 60_000; ms < 600_000; ms += 30_000)
      assert.ok(
        later.some(asked => asked >= ms && asked <= ms + 31_000),
        `none in 30 s from ${ms} ms`,
      )
    given.failure = undefined
    world.clock.advance(60_000)
    assert.ok(isRight(world))
    assert.deepEqual(world.invariants.broken, [])
    world.stop()
  })

test('what lasts is told to each owner: a missing right at once, an error of the server after 30 s', () => {
  for (const [failure, toldMs] of [
    [missingRight, 2_000],
    [kindAway, 2_000],
    [webhookAway, 45_000],
  ] as const) {
    const given = trouble('/deployments/', 'write')
    given.failure = failure
    const world = begin(given, 20)
    world.clock.advance(toldMs)
    assert.deepEqual(new Set(conditions(world, 'Stalled')), new Set(['True']), failure.message)
    world.stop()
  }
})

test('a key that waits for a verb to work again on a kind says so', () => {
  const given = trouble('/deployments/', 'write')
  given.failure = missingRight
  let now: Live | undefined
  const world = begin(given, 20, numbers => {
    now = numbers
  })
  world.clock.advance(10_000)
  const [waiting] = now?.where('default/app-7') ?? []
  assert.equal(waiting?.place, 'Fault')
  assert.match(waiting?.for ?? '', /^create deployments.apps in namespace default to work again: .*cannot create/)
  assert.ok((waiting?.untilMs ?? 0) > world.clock.now())
  world.stop()
})

test('an outage is told to nobody', () => {
  const given = trouble('/deployments/', 'write')
  given.failure = cut
  const world = begin(given, 20)
  world.clock.advance(300_000)
  assert.deepEqual(new Set(conditions(world, 'Stalled')), new Set([undefined]))
  world.stop()
})

test('edits are tried at once while reading is forbidden, and make nothing later', () => {
  const given = trouble('configmaps/', 'read', 'write')
  const world = begin(given, 1)
  world.clock.advance(10_000)
  assert.ok(isRight(world))
  given.failure = rights('get', 'configmaps')
  for (let turn = 0; turn < 10; turn += 1) {
    given.askedMs.length = 0
    world.act({ _tag: 'Edit', name: 'app-0', spec: { ...spec, config: { a: `${turn}` } } })
    const sinceMs = world.clock.now()
    world.clock.advance(1_500)
    assert.ok(
      given.askedMs.some(ms => ms - sinceMs < 200),
      `edit ${turn} waits`,
    )
  }
  given.failure = undefined
  world.clock.advance(60_000)
  assert.ok(isRight(world))
  assert.deepEqual(world.settle(), [])
  world.stop()
})

test('a MyApp whose Deployment alone is answered with 500 holds up no other, and is parked visibly', () => {
  const given = trouble('/deployments/app-0?', 'write')
  given.failure = broken
  const world = begin(given, 50)
  world.clock.advance(20_000)
  const [poisoned, ...others] = conditions(world, 'Ready')
  assert.notEqual(poisoned, 'True')
  assert.deepEqual(new Set(others), new Set(['True']))
  world.act({ _tag: 'Create', name: 'fresh', spec })
  world.clock.advance(2_000)
  assert.equal(conditions(world, 'Ready').filter(each => each === 'True').length, 50, 'a new one goes at once')
  world.clock.advance(60_000)
  assert.equal(conditions(world, 'Stalled')[0], 'True')
  given.failure = undefined
  world.clock.advance(60_000)
  assert.ok(isRight(world))
  world.stop()
})

test('a key is not parked by 500s that last for some seconds', () => {
  const given = trouble('/deployments/', 'write')
  given.failure = broken
  const world = begin(given, 3)
  for (let turn = 0; turn < 20; turn += 1) {
    world.clock.advance(1_000)
    assert.deepEqual(new Set(conditions(world, 'Stalled')), new Set([undefined]))
  }
  given.failure = undefined
  world.clock.advance(20_000)
  assert.ok(isRight(world))
  world.stop()
})
